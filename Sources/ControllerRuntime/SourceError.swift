internal import Glibc

/// Why a source could not be read at all. Nothing is known then about what it declares, so nothing may be
/// created, changed or deleted on its account.
public struct SourceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What stood in the way.
    public enum Reason: String, Hashable, Sendable {
        /// The directory, or one above it, does not exist (any more).
        case vanished
        /// The path leads to something that is not a directory.
        case notADirectory
        /// The system refused: rights, a broken disk, too many open files.
        case unreadable
        /// The directory was replaced or went on changing while it was read, again and again.
        case unstable
    }

    /// What stood in the way.
    public let reason: Reason
    /// The path as it was given to the source.
    public let path: String
    /// The system's words, where it said something.
    public let detail: String

    init(_ reason: Reason, path: String, detail: String = "") {
        self.reason = reason
        self.path = path
        self.detail = detail
    }

    init(_ failure: SystemFailure, path: String) {
        switch failure.code {
        case ENOENT: self.init(.vanished, path: path, detail: failure.description)
        case ENOTDIR: self.init(.notADirectory, path: path, detail: failure.description)
        default: self.init(.unreadable, path: path, detail: failure.description)
        }
    }

    /// What happened, where, and what to do.
    public var description: String {
        switch reason {
        case .vanished:
            "the directory \(path) does not exist; create it, or name the one that holds the manifests"
        case .notADirectory:
            "\(path) is not a directory; give the directory that holds the manifests"
        case .unreadable:
            "the directory \(path) cannot be read: \(detail); give this user the right to read and search it"
        case .unstable:
            "the directory \(path) keeps changing while it is read: \(detail); it is read again later"
        }
    }
}

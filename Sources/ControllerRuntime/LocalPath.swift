internal import Glibc

/// A path on this machine and what services need to know about it, without a pointer in sight.
///
/// Every call asks the system anew. Failures are thrown with the path in them.
package struct LocalPath: Hashable, Sendable, CustomStringConvertible {
    /// Why something could not be done to a path.
    package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        package let path: String
        package let action: String
        package let code: Int32

        /// What, where and why.
        package var description: String { "cannot \(action) \(path): \(SystemFailure(code: code))" }
    }

    /// The path as text.
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// The path as text.
    package var description: String { text }

    /// The path of an entry.
    package func appending(_ name: String) -> LocalPath {
        LocalPath(text.hasSuffix("/") ? text + name : "\(text)/\(name)")
    }

    /// The directory that holds it, by its text; `/` holds itself.
    package var parent: LocalPath {
        guard let slash = text.lastIndex(of: "/") else { return LocalPath(".") }
        return LocalPath(slash == text.startIndex ? "/" : String(text[..<slash]))
    }

    /// Without symbolic links and relative parts. What does not exist cannot be resolved.
    package func resolved() throws(Failure) -> LocalPath {
        guard let resolved = realpath(text, nil) else { throw failure("find") }
        defer { free(resolved) }
        return LocalPath(String(cString: resolved))
    }

    /// What a symbolic link points to; nil when it is none.
    package var linkTarget: String? {
        readLink { readlink(text, $0, $1) }
    }

    package var exists: Bool { access(text, F_OK) == 0 }

    /// A file that this process may execute.
    package var isExecutable: Bool {
        (try? status().fileType) == S_IFREG && access(text, X_OK) == 0
    }

    package var isDirectory: Bool { (try? status().fileType) == S_IFDIR }

    /// The names inside, in order, without those that begin with a dot; empty when it is no readable
    /// directory.
    package var children: [String] {
        guard let directory = try? OpenDirectory(path: text), let entries = try? directory.entries() else {
            return []
        }
        return entries.map(\.name).sorted()
    }

    /// The text of a small file; nil when there is none or it is larger than `limit` bytes.
    package func contents(limit: Int = 64 * 1024) -> String? {
        guard let file = try? OpenFile(path: text) else { return nil }
        guard let bytes = try? file.read(expected: limit + 1, limit: limit + 1), bytes.count <= limit else {
            return nil
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The end of a file, at most `limit` bytes of it; empty when there is none.
    package func tail(limit: Int) -> String {
        guard let file = try? OpenFile(path: text), let size = try? file.status().st_size else { return "" }
        let start = max(0, Int(size) - limit)
        let bytes = try? file.read(from: start, expected: Int(size) - start, limit: limit)
        return String(decoding: bytes ?? [], as: UTF8.self)
    }

    /// Size of the file in bytes; 0 when there is none.
    package var size: Int { (try? status()).map { Int($0.st_size) } ?? 0 }

    /// Whether `user` may enter the directory, by its mode and owner.
    package func maySearch(_ user: SystemUser) throws(Failure) -> Bool {
        let status = try status()
        if user.uid == 0 { return true }
        if status.st_uid == user.uid { return status.st_mode & S_IXUSR != 0 }
        if status.st_gid == user.gid { return status.st_mode & S_IXGRP != 0 }
        return status.st_mode & S_IXOTH != 0
    }

    func status() throws(Failure) -> stat {
        var status = stat()
        guard stat(text, &status) == 0 else { throw failure("find") }
        return status
    }

    func failure(_ action: String) -> Failure {
        Failure(path: text, action: action, code: errno)
    }
}

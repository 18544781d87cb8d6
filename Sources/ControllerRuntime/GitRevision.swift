internal import Glibc

/// Finds the commit that is checked out around a directory by reading git's own files, without git.
enum GitRevision {
    /// A reference that points to references more often than this is a loop.
    private static let referenceDepth = 5
    private static let smallFileBytes = 64 * 1024
    private static let packedReferencesBytes = 32 * 1024 * 1024

    /// The commit hash, 40 or 64 hexadecimal digits; nil outside of a work tree, before the first commit,
    /// and for storage formats that are not files (reftable).
    ///
    /// - Parameter directory: an absolute path without symbolic links.
    static func current(of directory: String) -> String? {
        guard let repository = repository(around: directory) else { return nil }
        let common = commonDirectory(of: repository)
        return hash(of: "HEAD", repository: repository, common: common, depth: 0)
    }

    /// The nearest `.git` upwards: a directory, or in work trees and submodules a file that names one.
    private static func repository(around directory: String) -> String? {
        var place = directory
        while true {
            let candidate = place == "/" ? "/.git" : "\(place)/.git"
            var status = stat()
            if stat(candidate, &status) == 0 {
                if status.fileType == S_IFDIR { return candidate }
                guard let named = line(ofFile: candidate, after: "gitdir: ") else { return nil }
                return resolve(named, from: place)
            }
            guard place != "/", let slash = place.lastIndex(of: "/") else { return nil }
            place = slash == place.startIndex ? "/" : String(place[..<slash])
        }
    }

    /// Work trees keep their HEAD for themselves and share everything else.
    private static func commonDirectory(of repository: String) -> String {
        guard let named = line(ofFile: "\(repository)/commondir", after: "") else { return repository }
        return resolve(named, from: repository)
    }

    private static func hash(
        of reference: String, repository: String, common: String, depth: Int
    ) -> String? {
        guard depth < referenceDepth, isPlain(reference) else { return nil }
        let loose =
            line(ofFile: "\(repository)/\(reference)", after: "")
            ?? line(ofFile: "\(common)/\(reference)", after: "")
        guard let loose else { return packedHash(of: reference, common: common) }
        if let target = loose.text(after: "ref: ") {
            return hash(of: target, repository: repository, common: common, depth: depth + 1)
        }
        return isHash(loose) ? loose : nil
    }

    private static func packedHash(of reference: String, common: String) -> String? {
        let path = "\(common)/packed-refs"
        guard let bytes = OpenFile.contents(ofFile: path, limit: packedReferencesBytes) else { return nil }
        let wanted = Array(reference.utf8)
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let space = line.firstIndex(of: UInt8(ascii: " ")) else { continue }
            if line[(space + 1)...].elementsEqual(wanted) {
                let hash = String(decoding: line[..<space], as: UTF8.self)
                return isHash(hash) ? hash : nil
            }
        }
        return nil
    }

    /// The first line of a small file without its prefix.
    private static func line(ofFile path: String, after prefix: String) -> String? {
        guard let bytes = OpenFile.contents(ofFile: path, limit: smallFileBytes) else { return nil }
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        let text = String(decoding: line, as: UTF8.self)
        return text.isEmpty ? nil : text.text(after: prefix)
    }

    private static func resolve(_ path: String, from directory: String) -> String {
        path.hasPrefix("/") ? path : "\(directory)/\(path)"
    }

    private static func isPlain(_ reference: String) -> Bool {
        !reference.hasPrefix("/") && !reference.split(separator: "/").contains("..")
    }

    private static func isHash(_ text: String) -> Bool {
        let digits = text.utf8
        guard digits.count == 40 || digits.count == 64 else { return false }
        return digits.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}

extension String {
    fileprivate func text(after prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}

internal import Glibc

/// An open directory. What is read through it stays the same directory when a link above it is swapped.
struct OpenDirectory: ~Copyable {
    private let descriptor: Int32

    /// Follows symbolic links in `path`; the descriptor then belongs to what they lead to now.
    init(path: String) throws(SystemFailure) {
        let opened = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw .last }
        descriptor = opened
    }

    init(
        in parent: borrowing OpenDirectory, name: String, followLink: Bool = false
    ) throws(SystemFailure) {
        let link = followLink ? 0 : O_NOFOLLOW
        let opened = openat(parent.descriptor, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | link)
        guard opened >= 0 else { throw .last }
        descriptor = opened
    }

    deinit { close(descriptor) }

    func status() throws(SystemFailure) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last }
        return status
    }

    /// The status of an entry itself, not of what a symbolic link leads to.
    func status(of name: String) throws(SystemFailure) -> stat {
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw .last }
        return status
    }

    func linksToDirectory(_ name: String) -> Bool {
        var status = stat()
        return fstatat(descriptor, name, &status, 0) == 0 && status.fileType == S_IFDIR
    }

    /// Where the symbolic link `name` points to, as written in it; nil when it is no link.
    func linkTarget(_ name: String) -> String? {
        readLink { readlinkat(descriptor, name, $0, $1) }
    }

    /// The path without symbolic links, as the kernel knows it now; nil without a mounted /proc.
    func resolvedPath() -> String? {
        readLink { readlink("/proc/self/fd/\(descriptor)", $0, $1) }
    }

    /// Opens a file for reading; never waits for a writer of a pipe, never follows a link.
    func openFile(_ name: String) throws(SystemFailure) -> OpenFile {
        let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
        let opened = openat(descriptor, name, flags)
        guard opened >= 0 else { throw .last }
        return OpenFile(descriptor: opened)
    }

    /// The names in the directory, unordered, without those that begin with a dot.
    func entries() throws(SystemFailure) -> [DirectoryEntry] {
        // A descriptor of its own: the stream closes it, and its position starts at the beginning.
        let listing = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard listing >= 0 else { throw .last }
        guard let stream = fdopendir(listing) else {
            let failure = SystemFailure.last
            close(listing)
            throw failure
        }
        defer { closedir(stream) }
        var entries: [DirectoryEntry] = []
        while true {
            errno = 0
            guard let record = readdir(stream) else {
                if errno != 0 { throw .last }
                return entries
            }
            if let entry = DirectoryEntry(record) { entries.append(entry) }
        }
    }
}

func readLink(_ read: (UnsafeMutablePointer<CChar>, Int) -> Int) -> String? {
    let capacity = Int(PATH_MAX)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
        guard let base = buffer.baseAddress else { return nil }
        let length = read(base, capacity)
        guard length > 0, length < capacity else { return nil }
        return buffer[..<length].withMemoryRebound(to: UInt8.self) { String(validating: $0, as: UTF8.self) }
    }
}

extension stat {
    var fileType: mode_t { st_mode & S_IFMT }
}

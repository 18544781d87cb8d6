internal import Glibc

/// An open file that is only read.
struct OpenFile: ~Copyable {
    private let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    init(path: String) throws(SystemFailure) {
        let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard opened >= 0 else { throw .last }
        descriptor = opened
    }

    deinit { close(descriptor) }

    func status() throws(SystemFailure) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last }
        return status
    }

    /// All bytes from `start` on, at most `limit`.
    func read(from start: Int = 0, expected: Int, limit: Int) throws(SystemFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        // One byte more than expected: the read that finds the end is then the first one.
        var chunk = min(expected, limit) + 1
        while bytes.count <= limit {
            let part = try readPart(chunk, at: start + bytes.count)
            if part.isEmpty { break }
            bytes.append(contentsOf: part)
            if bytes.count == expected { break }
            chunk = 64 * 1024
        }
        return bytes.count > limit ? Array(bytes.prefix(limit)) : bytes
    }

    private func readPart(_ capacity: Int, at offset: Int) throws(SystemFailure) -> [UInt8] {
        var failure: SystemFailure?
        let part = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            while true {
                let result = pread(descriptor, buffer.baseAddress, capacity, off_t(offset))
                if result < 0, errno == EINTR { continue }
                if result < 0 { failure = .last }
                count = max(result, 0)
                return
            }
        }
        if let failure { throw failure }
        return part
    }
}

extension OpenFile {
    /// The bytes of a small regular file, such as git keeps its references in; nil when there is none.
    static func contents(ofFile path: String, limit: Int) -> [UInt8]? {
        guard let file = try? OpenFile(path: path), let status = try? file.status() else { return nil }
        guard status.fileType == S_IFREG, status.st_size <= limit else { return nil }
        return try? file.read(expected: Int(status.st_size), limit: limit)
    }
}

internal import Glibc

/// Why a file could not be read.
struct FileError: Error {
    let message: String
}

/// The bytes of a small file.
func readFile(_ path: String) throws(FileError) -> [UInt8] {
    let largest = 1 << 20
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw failure(path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while true {
        let count = unsafe read(descriptor, &chunk, chunk.count)
        if count == 0 { return bytes }
        if count < 0 {
            if errno == EINTR { continue }
            throw failure(path)
        }
        bytes += chunk[..<count]
        if bytes.count > largest {
            throw FileError(message: "\(path) is larger than 1 MiB, which no configuration file is")
        }
    }
}

private func failure(_ path: String) -> FileError {
    let reason =
        switch errno {
        case ENOENT: "it does not exist"
        case EACCES: "permission denied"
        case EISDIR: "it is a directory"
        case let number: "error \(number) of the system"
        }
    return FileError(message: "cannot read the configuration file \(path): \(reason)")
}

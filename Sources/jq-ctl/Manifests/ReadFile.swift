import Glibc

/// Largest file that is read; what the server takes in one message is not larger.
private let maxFileBytes = Connection.maxMessageBytes

/// The content of the file at `path`; "-" is standard input.
func readFile(_ path: String) throws(CommandFailure) -> [UInt8] {
    if path == "-" { return try readAll(STDIN_FILENO, name: "standard input") }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CommandFailure("cannot read \(path): \(reason(errno))") }
    defer { close(descriptor) }
    return try readAll(descriptor, name: path)
}

/// Puts `bytes` into the file at `path`, which is replaced.
func writeFile(_ path: String, _ bytes: [UInt8]) throws(CommandFailure) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw CommandFailure("cannot write \(path): \(reason(errno))") }
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        if count >= 0 {
            rest = rest.dropFirst(count)
        } else if errno != EINTR {
            let number = errno
            close(descriptor)
            throw CommandFailure("cannot write \(path): \(reason(number))")
        }
    }
    guard close(descriptor) == 0 else { throw CommandFailure("cannot write \(path): \(reason(errno))") }
}

private func readAll(_ descriptor: Int32, name: String) throws(CommandFailure) -> [UInt8] {
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        if count == 0 { return content }
        if count < 0 {
            if errno == EINTR { continue }
            throw CommandFailure("cannot read \(name): \(reason(errno))")
        }
        content += chunk[..<count]
        guard content.count <= maxFileBytes else {
            throw CommandFailure("\(name) is larger than \(maxFileBytes >> 20) MiB; split it")
        }
    }
}

private func reason(_ number: Int32) -> String {
    switch number {
    case ENOENT: "no such file"
    case EACCES, EPERM: "permission denied"
    case EISDIR: "it is a directory"
    case ENOTDIR: "a part of the path is not a directory"
    case ENOSPC: "no space left on the device"
    case EROFS: "the file system is read-only"
    default: "errno \(number)"
    }
}

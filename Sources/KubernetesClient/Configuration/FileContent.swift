internal import Glibc

/// Why a file could not be read.
struct FileError: Error {
    let path: String
    let number: Int32

    var isMissing: Bool { number == ENOENT || number == ENOTDIR }

    var message: String {
        let reason =
            switch number {
            case ENOENT, ENOTDIR: "it does not exist"
            case EACCES, EPERM: "permission denied"
            case EISDIR: "it is a directory"
            case EFBIG: "it is larger than \(FileContent.limit) bytes"
            default: "error \(number) of the system"
            }
        return "cannot read \(path): \(reason)"
    }
}

/// Reading whole small files.
enum FileContent {
    /// The largest file that is read, in bytes: far more than any token, certificate or kubeconfig.
    static let limit = 4 << 20

    static func bytes(_ path: String) throws(FileError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw FileError(path: path, number: errno) }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = unsafe read(descriptor, &piece, piece.count)
            switch count {
            case 0: return content
            case 1...: content += piece[..<count]
            default:
                if errno == EINTR { continue }
                throw FileError(path: path, number: errno)
            }
            if content.count > limit { throw FileError(path: path, number: EFBIG) }
        }
    }

    /// The text without white space around it; nil when there is no other.
    static func trimmedText(_ path: String) throws(FileError) -> String? {
        let content = try bytes(path)
        let isSpace = { (byte: UInt8) in byte == 0x20 || 0x09...0x0D ~= byte }
        guard let first = content.firstIndex(where: { !isSpace($0) }),
            let last = content.lastIndex(where: { !isSpace($0) })
        else { return nil }
        return String(decoding: content[first...last], as: UTF8.self)
    }
}

internal import Processes

/// How a command failed, in words for the one who submitted it.
struct CommandFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// How much of what the command wrote to standard error is quoted, from its end.
    private static let quotedLines = 10
    private static let quotedBytes = 2048

    let description: String

    init(_ error: SpawnError) { description = error.message }

    init(_ result: ProcessResult) {
        let how = result.reason == .terminated ? "terminated" : "\(result.exit)"
        let words = Self.lastLines(of: result.standardError)
        description = words.isEmpty ? how : "\(how): \(words)"
    }

    private static func lastLines(of bytes: [UInt8]) -> String {
        let lines = bytes.suffix(quotedBytes).split(separator: UInt8(ascii: "\n"))
        let quoted = lines.suffix(quotedLines).joined(separator: [UInt8(ascii: "\n")])
        return String(decoding: Array(quoted), as: UTF8.self)
    }
}

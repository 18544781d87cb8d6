import Foundation
import Glibc
import Logging
import Telemetry
import Testing

/// A place for log lines that a test can read back.
struct LogCapture {
    /// A file, not a pipe: a child that another test starts at this moment may inherit a pipe's end, and reading up
    /// to the end would then wait for that child.
    private let file: Int32 = {
        let path = FileManager.default.temporaryDirectory.appending(path: "jq-log-\(UUID().uuidString)").path
        defer { unlink(path) }
        return open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    }()
    let isTerminal: Bool

    init(isTerminal: Bool = false) { self.isTerminal = isTerminal }

    func json(level: Logger.Level = .trace, provider: Logger.MetadataProvider? = nil) -> Logger {
        var logger = Logger(label: "store") { label in
            JSONLogHandler(label: label, service: "jq-test", level: level, output: output)
        }
        logger.handler.metadataProvider = provider
        return logger
    }

    func text(level: Logger.Level = .trace) -> Logger {
        Logger(label: "store") { _ in TextLogHandler(level: level, output: output) }
    }

    /// What was written so far.
    func written() throws -> String {
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = pread(file, &bytes, bytes.count, 0)
        #expect(count >= 0)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// The written lines as objects.
    func objects() throws -> [[String: Any]] {
        try written().split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            return object as? [String: Any] ?? [:]
        }
    }

    private var output: LogOutput {
        LogOutput(descriptor: file, isTerminal: isTerminal)
    }
}

import Foundation
import Logging
import Telemetry

/// A place for log lines that a test can read back.
struct LogCapture {
    private let pipe = Pipe()
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

    /// What was written; ends the capture. Less than a pipe holds.
    func written() throws -> String {
        try pipe.fileHandleForWriting.close()
        return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    /// The written lines as objects.
    func objects() throws -> [[String: Any]] {
        try written().split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            return object as? [String: Any] ?? [:]
        }
    }

    private var output: LogOutput {
        LogOutput(descriptor: pipe.fileHandleForWriting.fileDescriptor, isTerminal: isTerminal)
    }
}

public import Logging

/// Writes each log event as one short line for people: `12:34:56.789 info  message key=value`. The level is
/// coloured on a terminal.
public struct TextLogHandler: LogHandler {
    /// The lowest level that is written.
    public var logLevel: Logger.Level
    /// What every event of this logger carries.
    public var metadata: Logger.Metadata = [:]
    /// What the task adds to each event.
    public var metadataProvider: Logger.MetadataProvider?

    private let output: LogOutput

    /// A handler for one logger.
    ///
    /// - Parameters:
    ///   - level: The lowest level that is written.
    ///   - output: Where lines go.
    public init(level: Logger.Level, output: LogOutput = .standardOutput) {
        logLevel = level
        self.output = output
    }

    /// One entry of the metadata that every event carries.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes an event.
    public func log(event: LogEvent) {
        var line = LogTime.now.localClock + " " + levelColumn(event.level) + " "
        line += Self.onOneLine(event.message.description)
        if let error = event.error { line += " error=" + Self.field(String(describing: error)) }
        for (name, value) in metadata.merged(metadataProvider, event).sorted(by: { $0.key < $1.key }) {
            line += " " + Self.onOneLine(name) + "=" + Self.field(value.description)
        }
        if let id = CorrelationID.current { line += " correlation_id=" + Self.field(id) }
        output.write(Array((line + "\n").utf8))
    }

    private func levelColumn(_ level: Logger.Level) -> String {
        let width = 8  // "critical"
        let padding = String(repeating: " ", count: width - level.rawValue.utf8.count)
        guard output.isTerminal, let colour = Self.colours[level] else { return level.rawValue + padding }
        return "\u{1B}[\(colour)m\(level.rawValue)\u{1B}[0m" + padding
    }

    private static let colours: [Logger.Level: Int] = [
        .trace: 90, .debug: 90, .info: 32, .notice: 36, .warning: 33, .error: 31, .critical: 31,
    ]

    private static func field(_ value: String) -> String {
        let needsQuotes = value.isEmpty || value.contains { $0 == " " || $0 == "\"" || $0 == "=" }
        let line = onOneLine(value)
        return needsQuotes
            ? "\""
                + line.split(separator: "\"", omittingEmptySubsequences: false)
                .joined(separator: "\\\"") + "\"" : line
    }

    /// Control characters become visible: a line stays a line, and nothing steers the terminal.
    private static func onOneLine(_ text: String) -> String {
        if !text.unicodeScalars.contains(where: isControl) { return text }
        return text.unicodeScalars.reduce(into: "") { line, scalar in
            switch scalar {
            case "\n": line += "\\n"
            case "\t": line += "\\t"
            case "\r": line += "\\r"
            case _ where isControl(scalar): line += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: line.unicodeScalars.append(scalar)
            }
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control
    }
}

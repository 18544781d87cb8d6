public import Logging

/// Writes each log event as one line with one JSON object: `timestamp`, `level`, `service`, `logger`,
/// `message`, `correlation_id` and `error` if there are any, then the metadata as fields of their own in
/// order of their names. Metadata under one of those names is written as `metadata.<name>`, but for an `error` when
/// the event has none of its own.
public struct JSONLogHandler: LogHandler {
    private static let ownNames: Set<String> = [
        "timestamp", "level", "service", "logger", "message", "correlation_id", "error",
    ]

    /// The lowest level that is written.
    public var logLevel: Logger.Level
    /// What every event of this logger carries.
    public var metadata: Logger.Metadata = [:]
    /// What the task adds to each event.
    public var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let service: String
    private let output: LogOutput

    /// A handler for one logger.
    ///
    /// - Parameters:
    ///   - label: The logger's label.
    ///   - service: The name of the program, such as `jq-server`.
    ///   - level: The lowest level that is written.
    ///   - output: Where lines go.
    public init(label: String, service: String, level: Logger.Level, output: LogOutput = .standardOutput) {
        self.label = label
        self.service = service
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
        var line = JSONLine()
        line.add("timestamp", LogTime.now.iso8601)
        line.add("level", event.level.rawValue)
        line.add("service", service)
        line.add("logger", label)
        line.add("message", event.message.description)
        if let id = CorrelationID.current { line.add("correlation_id", id) }
        if let error = event.error { line.add("error", String(describing: error)) }
        for (name, value) in metadata.merged(metadataProvider, event).sorted(by: { $0.key < $1.key }) {
            let isTaken = Self.ownNames.contains(name) && (name != "error" || event.error != nil)
            line.add(isTaken ? "metadata." + name : name, value)
        }
        output.write(line.finished())
    }
}

extension Logger.Metadata {
    /// The logger's own metadata, overlaid with the task's, overlaid with the event's.
    func merged(_ provider: Logger.MetadataProvider?, _ event: LogEvent) -> Logger.Metadata {
        var all = self
        if let provider { all.merge(provider.get()) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        return all
    }
}

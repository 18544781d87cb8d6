public import Logging

/// Decides for the whole process how and where log lines are written. Call it once, first thing: Swift's
/// logging system stops a process that does it twice.
///
/// - Parameters:
///   - service: The name of the program, such as `jq-server`.
///   - level: The lowest level that is written.
///   - format: JSON for machines or text for people.
///   - output: Where lines go.
public func bootstrapLogging(
    service: String, level: Logger.Level, format: LogFormat, output: LogOutput = .standardOutput
) {
    LoggingSystem.bootstrap { label in
        switch format {
        case .json: JSONLogHandler(label: label, service: service, level: level, output: output)
        case .text: TextLogHandler(level: level, output: output)
        }
    }
}

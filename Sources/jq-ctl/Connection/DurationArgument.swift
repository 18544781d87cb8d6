import ArgumentParser
import Resources

/// A duration on the command line, written as in manifests: 30s, 5m, 1h30m.
struct DurationArgument: ExpressibleByArgument, Sendable, CustomStringConvertible {
    static let defaultTimeout = DurationArgument(duration: .seconds(30))

    var duration: Duration

    init(duration: Duration) { self.duration = duration }

    init?(argument: String) {
        guard let duration = try? Duration(manifestText: argument), duration > .zero else { return nil }
        self.duration = duration
    }

    var description: String { duration.manifestText }
    var defaultValueDescription: String { description }
}

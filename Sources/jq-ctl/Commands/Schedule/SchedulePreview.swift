import ArgumentParser
import Cron
import Resources
import YAML
import ZoneFiles

/// `jq-ctl schedule preview`
struct SchedulePreview: EndpointCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Show when a schedule ticks, and what changed clocks do to its ticks.",
        discussion: """
            With -f nothing is asked of a server. The times come from the time zone files of
            this machine.

            EXAMPLES
              jq-ctl schedule preview nightly
              jq-ctl schedule preview -f manifests/nightly.yaml --next 5
              jq-ctl schedule preview nightly --from 2027-03-26T00:00:00Z -o json
            """)

    @Argument(help: "The name of the schedule; with -f, which one of the manifests.")
    var name: String?

    @OptionGroup var manifests: ManifestOptions

    @Option(help: ArgumentHelp("How many ticks to show, up to 1000.", valueName: "number"))
    var next = 20

    @Option(
        help: ArgumentHelp(
            "Begin after this time, such as 2027-03-26T00:00:00Z (default: now).", valueName: "time"))
    var from: String?

    @OptionGroup var scope: NamespaceOptions
    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    mutating func validate() throws {
        guard 1...1000 ~= next else { throw ValidationError("--next takes a number from 1 to 1000") }
        if from != nil, Moment(from) == nil {
            throw ValidationError("--from takes a time such as 2027-03-26T00:00:00Z")
        }
        if name == nil, manifests.filenames.isEmpty {
            throw ValidationError("give the NAME of a schedule, or a manifest with -f FILE")
        }
    }

    mutating func run() async throws {
        let schedules = try await schedules()
        let start = Moment(from) ?? .now
        var forecasts: [TickForecast] = []
        var failures: [CommandFailure] = []
        for schedule in schedules {
            do throws(CommandFailure) {
                forecasts.append(try TickForecast(schedule, after: start.micros, count: next))
            } catch { failures.append(error) }
        }
        // One that cannot tick is told at the end, and hides no other.
        defer { failures.dropLast().forEach(Console.report) }
        switch format.output {
        case .json, .yaml:
            let documents = forecasts.map(\.document)
            if !documents.isEmpty {
                Document.print(schedules.count == 1 ? documents[0] : .array(documents), as: format.output)
            }
        case .name:
            for forecast in forecasts { forecast.instants.forEach { Console.line(Moment(micros: $0).text) } }
        case .table, .wide:
            for (index, forecast) in forecasts.enumerated() {
                if schedules.count > 1 {
                    Console.line((index > 0 ? "\n" : "") + forecast.schedule.key.argument)
                }
                Console.out(forecast.table(now: .now).text(paint))
                forecast.remarks.forEach(Console.note)
            }
        }
        if let failure = failures.last { throw failure }
    }

    private func schedules() async throws -> [Resource] {
        guard !manifests.filenames.isEmpty else {
            let command = self
            return try await withEndpoint { endpoint in
                let key = try scheduleKey(
                    command.name ?? "", in: command.scope.namespace(at: endpoint))
                return [try await endpoint.get(key).declaration]
            }
        }
        let decoded = decodeManifests(try manifests.read())
        if decoded.hasErrors {
            decoded.diagnostics.print()
            throw CommandFailure("nothing to preview: there are problems in the manifests")
        }
        let found = decoded.resources.filter { resource in
            resource.key.kind == .schedule && (name == nil || resource.key.name == name)
                && (scope.namespace == nil || resource.key.namespace == scope.namespace)
        }
        guard !found.isEmpty else {
            throw CommandFailure("no Schedule\(name.map { " \"\($0)\"" } ?? "") is declared in the manifests")
        }
        return found
    }
}

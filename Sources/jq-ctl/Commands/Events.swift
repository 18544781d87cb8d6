import ArgumentParser
import JobQueueProto
import Resources

/// `jq-ctl events`
struct Events: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Show what happens to jobs: every transition, in order.",
        discussion: """
            Without --follow, all events that are kept; with it, what happens from now on,
            until interrupted. A lost server is waited for, and nothing is left out. -o json
            writes one object per line.

            EXAMPLES
              jq-ctl events --follow -q emails
              jq-ctl events --since-id 48211 -o json | jq .jobId
            """)

    @Flag(name: [.short, .long], help: "Go on with what happens.")
    var follow = false

    @Option(name: [.short, .long], help: "Only of this queue.")
    var queue: String?

    @Option(help: "Begin after the event with this id; 0 begins with the oldest.")
    var sinceId: Int64?

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func validate() throws {
        if let sinceId, sinceId < 0 { throw ValidationError("--since-id is negative") }
    }

    func run(on server: Connection) async throws {
        let printer = EventPrinter(output: format.output, paint: paint)
        var request = Jq_V1_WatchEventsRequest()
        request.queueName = queue ?? ""
        request.follow = follow
        request.afterID = sinceId.map { $0 == 0 ? -1 : $0 } ?? (follow ? 0 : -1)
        try await server.events(request) { await printer.print($0.events) }
        if await !printer.hasPrinted { Console.note("No events found.") }
    }
}

/// Prints events as they come, under the headings of the first ones.
private actor EventPrinter {
    private static let columns = ["time", "id", "queue", "job", "from", "to", "attempt", "reason"]

    private let output: OutputFormat
    private let paint: Paint
    private var table: Table?
    private(set) var hasPrinted = false

    init(output: OutputFormat, paint: Paint) {
        self.output = output
        self.paint = paint
    }

    func print(_ events: [Jq_V1_JobEvent]) {
        if events.isEmpty { return }
        hasPrinted = true
        switch output {
        case .json:
            let lines = events.map { $0.feedDocument.canonicalJSON() + [UInt8(ascii: "\n")] }
            Console.out(bytes: Array(lines.joined()))
        case .yaml: for event in events { Console.out("---\n" + yamlText(event.feedDocument)) }
        case .name: for event in events { Console.line(event.jobID) }
        case .table, .wide: printRows(events)
        }
    }

    private func printRows(_ events: [Jq_V1_JobEvent]) {
        let isWide = output == .wide
        let isFirst = table == nil
        var rows =
            table?.continued() ?? Table(isWide ? Self.columns + ["worker", "exit", "error"] : Self.columns)
        for event in events {
            rows.add(
                [
                    Moment(event.occurredAt).textInMilliseconds, "\(event.id)", event.queueName, event.jobID,
                    event.fromStatus.word, event.toStatus.word, event.attempt == 0 ? "" : "\(event.attempt)",
                    event.reason,
                ]
                    + (isWide
                        ? [event.workerID, event.hasExitCode ? "\(event.exitCode)" : "", event.errorMessage]
                        : []))
        }
        Console.out(isFirst ? rows.text(paint) : rows.rowsText(paint))
        table = rows
    }
}

extension Jq_V1_JobEvent {
    /// The event with everything that the feed knows of it.
    fileprivate var feedDocument: Value {
        var document = document.objectValue ?? [:]
        if !queueName.isEmpty { document["queue"] = .string(queueName) }
        if !errorMessage.isEmpty { document["errorMessage"] = .string(errorMessage) }
        if hasExitCode { document["exitCode"] = .int(Int64(exitCode)) }
        return .object(document)
    }
}

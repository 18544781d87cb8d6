import ArgumentParser
import GRPCCore
import JobQueueProto
import Resources
import SwiftProtobuf

/// `jq-ctl job events`
struct JobEvents: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Show everything that happened to a job.",
        discussion: """
            EXAMPLES
              jq-ctl job events 0192f0c4-7d6f-7c3e-9f00-0242ac120002
              jq-ctl job events -f ID        until it has ended
            """)

    @Argument(help: "The id of the job.")
    var jobId: String

    @Flag(name: [.short, .long], help: "Go on until the job has ended.")
    var follow = false

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func run(on server: Connection) async throws {
        let id = try checkedJobID(jobId)
        let events = try await server.jobs { try await $0.getJobLogs(.with { $0.jobID = id }, options: $1) }
            .events
        let printer = JobEventPrinter(format.output, paint)
        guard follow else { return await printer.print(all: events) }
        await printer.print(events)
        if events.last?.toStatus.hasEnded ?? false { return }
        try await server.jobEvents(id, after: events.last?.id ?? 0) { await printer.print([$0]) }
    }
}

/// Prints what happened to a job, under the headings of the first events.
private actor JobEventPrinter {
    private let output: OutputFormat
    private let paint: Paint
    private var table: Table?

    init(_ output: OutputFormat, _ paint: Paint) {
        self.output = output
        self.paint = paint
    }

    /// Everything there is, as one document.
    func print(all events: [Jq_V1_JobEvent]) {
        guard output == .json || output == .yaml else { return print(events) }
        Document.print(["items": .array(events.map(\.document))], as: output)
    }

    /// One document for each event, as nobody knows the last.
    func print(_ events: [Jq_V1_JobEvent]) {
        switch output {
        case .json: for event in events { Document.print(event.document, as: .json) }
        case .yaml:
            for event in events {
                Console.out("---\n")
                Document.print(event.document, as: .yaml)
            }
        case .name: for event in events { Console.line(event.toStatus.word) }
        case .table, .wide:
            var rows = table?.continued() ?? Table(Jq_V1_JobEvent.columns)
            for event in events { rows.add(event.cells) }
            Console.out(table == nil ? rows.text(paint) : rows.rowsText(paint))
            table = rows
        }
    }
}

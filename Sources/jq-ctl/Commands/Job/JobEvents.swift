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
        var seen: Set<Int64> = []
        var table = Table(Jq_V1_JobEvent.columns)
        var isFirst = true
        while true {
            let all = try await server.jobs { try await $0.getJobLogs(.with { $0.jobID = id }, options: $1) }
                .events
            let new = all.filter { seen.insert($0.id).inserted }
            switch format.output {
            case .json, .yaml: printDocuments(new)
            case .name: for event in new { Console.line(event.toStatus.word) }
            case .table, .wide:
                for event in new { table.add(event.cells) }
                if isFirst || !new.isEmpty {
                    Console.out(isFirst ? table.text(paint) : table.rowsText(paint))
                }
                table = table.continued()
            }
            isFirst = false
            guard follow, !(all.last?.toStatus.hasEnded ?? false) else { return }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    /// One list; with --follow, one document for each event, as nobody knows the last.
    private func printDocuments(_ events: [Jq_V1_JobEvent]) {
        guard follow else {
            return Document.print(["items": .array(events.map(\.document))], as: format.output)
        }
        for event in events {
            if format.output == .yaml { Console.out("---\n") }
            Document.print(event.document, as: format.output)
        }
    }
}

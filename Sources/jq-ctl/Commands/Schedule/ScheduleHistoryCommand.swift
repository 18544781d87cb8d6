import ArgumentParser
import GRPCCore
import JobQueueProto
import Resources
import SwiftProtobuf

/// `jq-ctl schedule history`
struct ScheduleHistoryCommand: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show the recent ticks of a schedule, and what became of them.",
        discussion: """
            The last hundred ticks are kept, and older ones whose jobs have not ended; also
            those of a schedule that was deleted less than 30 days ago. DELAY is how long
            after its time a tick was decided.

            EXAMPLES
              jq-ctl schedule history nightly
              jq-ctl schedule history nightly --limit 100 -o wide     with UTC
              jq-ctl schedule history nightly -o json | jq '.ticks[].decision'
            """)

    @Argument(help: "The name of the schedule.")
    var name: String

    @Option(help: ArgumentHelp("Most ticks to show, up to 1000.", valueName: "number"))
    var limit = 20

    @OptionGroup var scope: NamespaceOptions
    @OptionGroup var format: OutputOptions
    @OptionGroup var time: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { time.timeout.duration }

    mutating func validate() throws {
        guard 1...1000 ~= limit else { throw ValidationError("--limit takes a number from 1 to 1000") }
    }

    func run(on server: Connection) async throws {
        let key = try scheduleKey(name, in: scope.namespace(at: server))
        let answer = try await server.resources {
            try await $0.getScheduleHistory(
                .with {
                    $0.key = key.message
                    $0.limit = Int32(limit)
                }, options: $1)
        }
        let history = TickHistory(key, answer)
        switch format.output {
        case .json, .yaml: Document.print(history.document, as: format.output)
        case .name: for tick in answer.ticks where !tick.jobID.isEmpty { Console.line(tick.jobID) }
        case .table, .wide:
            if !answer.ticks.isEmpty {
                Console.out(history.table(isWide: format.output == .wide).text(paint))
            }
            history.remarks.forEach(Console.note)
        }
    }
}

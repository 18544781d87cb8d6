import ArgumentParser
import GRPCCore
import JobQueueProto
import Resources
import SwiftProtobuf

/// `jq-ctl dlq redrives`
struct RedriveList: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "redrives",
        abstract: "List redrives, the newest first.",
        discussion: """
            EXAMPLES
              jq-ctl dlq redrives
              jq-ctl dlq redrives -o wide        with selectors and messages
            """)

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func run(on server: Connection) async throws {
        let redrives = try await server.deadLetters { try await $0.listRedrives(.init(), options: $1) }
            .redrives
        switch format.output {
        case .json, .yaml:
            Document.print(["items": .array(redrives.map(\.document))], as: format.output)
        case .name: for redrive in redrives { Console.line(redrive.redriveID) }
        case .table, .wide:
            guard !redrives.isEmpty else { return Console.note("No redrives found.") }
            let isWide = format.output == .wide
            var table = Table(isWide ? Jq_V1_Redrive.wideColumns : Jq_V1_Redrive.columns)
            for redrive in redrives { table.add(isWide ? redrive.wideCells : redrive.cells) }
            Console.out(table.text(paint))
        }
    }
}

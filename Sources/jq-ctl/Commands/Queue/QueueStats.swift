import ArgumentParser
import GRPCCore
import JobQueueProto
import Resources
import SwiftProtobuf

/// `jq-ctl queue stats`
struct QueueStats: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Count the jobs of one queue, or of all, by state.",
        discussion: """
            EXAMPLES
              jq-ctl queue stats
              jq-ctl queue stats emails -o json
            """)

    @Argument(help: "The queues (default: all).")
    var names: [String] = []

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func run(on server: Connection) async throws {
        var names = names
        if names.isEmpty {
            names = try await server.admin { try await $0.listQueues(.init(), options: $1) }.queues.map(
                \.name)
        }
        var all: [Jq_V1_QueueStats] = []
        for name in names {
            all.append(
                try await server.admin { try await $0.getQueueStats(.with { $0.name = name }, options: $1) }
                    .stats)
        }
        switch format.output {
        case .json, .yaml:
            let documents = all.map(\.document)
            let isOne = self.names.count == 1 && documents.count == 1
            Document.print(isOne ? documents[0] : ["items": .array(documents)], as: format.output)
        case .name: for stats in all { Console.line(stats.queueName) }
        case .table, .wide:
            guard !all.isEmpty else { return Console.note("No queues found.") }
            var table = Table([
                "queue", "pending", "scheduled", "assigned", "running", "done", "dead", "oldest",
                "finished/s",
            ])
            for stats in all { table.add(stats.cells) }
            Console.out(table.text(paint))
        }
    }
}

extension Jq_V1_QueueStats {
    fileprivate var cells: [String] {
        let tenths = Int64((min(max(finishRate, 0), 1e15) * 10).rounded())
        return [
            queueName, "\(pending)", "\(scheduled)", "\(assigned)", "\(running)", "\(done)",
            "\(deadLettered)",
            hasOldestPendingAt ? Moment(oldestPendingAt).age : "", "\(tenths / 10).\(tenths % 10)",
        ]
    }

    fileprivate var document: Value {
        var document: [String: Value] = [
            "queue": .string(queueName), "pending": .int(pending), "scheduled": .int(scheduled),
            "assigned": .int(assigned), "running": .int(running), "done": .int(done),
            "deadLettered": .int(deadLettered), "finishRate": .double(finishRate),
        ]
        if hasOldestPendingAt { document["oldestPendingAt"] = .string(Moment(oldestPendingAt).text) }
        return .object(document)
    }
}

import ArgumentParser
import GRPCCore
import JobQueueProto
import Resources
import SwiftProtobuf

/// `jq-ctl queue list`
struct QueueList: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List all queues, declared or made by hand.",
        discussion: """
            EXAMPLES
              jq-ctl queue list
              jq-ctl queue list -o json
            """)

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func run(on server: Connection) async throws {
        let queues = try await server.admin { try await $0.listQueues(.init(), options: $1) }.queues
        switch format.output {
        case .json, .yaml: Document.print(["items": .array(queues.map(\.document))], as: format.output)
        case .name: for queue in queues { Console.line(queue.name) }
        case .table, .wide:
            guard !queues.isEmpty else { return Console.note("No queues found.") }
            var table = Table(["name", "priority", "max retries", "ttl", "paused", "owner", "age"])
            for queue in queues { table.add(queue.cells) }
            Console.out(table.text(paint))
        }
    }
}

extension Jq_V1_Queue {
    fileprivate var cells: [String] {
        [
            name, "\(priority)", "\(maxRetries)",
            ttlSeconds == 0 ? "" : Duration.seconds(ttlSeconds).manifestText,
            state, owner, hasCreatedAt ? Moment(createdAt).age : "",
        ]
    }

    /// Whether it is paused, and what is overridden: "yes (override, 1h52m left, ann)".
    private var state: String {
        if draining { return "draining" }
        return overrideMark(
            paused, overrides.map { ($0.field, $0.value, Moment($0.expiresAt), $0.actor) })
    }

    var document: Value {
        var document: [String: Value] = [
            "name": .string(name), "priority": .int(Int64(priority)), "maxRetries": .int(Int64(maxRetries)),
            "paused": .bool(paused), "draining": .bool(draining),
        ]
        if ttlSeconds > 0 { document["ttl"] = .string(Duration.seconds(ttlSeconds).manifestText) }
        if !owner.isEmpty { document["owner"] = .string(owner) }
        if !overrides.isEmpty { document["overrides"] = .array(overrides.map(\.document)) }
        if hasCreatedAt { document["createdAt"] = .string(Moment(createdAt).text) }
        return .object(document)
    }
}

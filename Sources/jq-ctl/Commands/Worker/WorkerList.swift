import ArgumentParser
import GRPCCore
import JobQueueProto
import Resources
import SwiftProtobuf

/// `jq-ctl worker list`
struct WorkerList: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List workers.",
        discussion: """
            EXAMPLES
              jq-ctl worker list
              jq-ctl worker list --all -o wide
            """)

    @Flag(name: [.short, .long], help: "Also those that have been OFFLINE for long.")
    var all = false

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func run(on server: Connection) async throws {
        let workers = try await server.admin { try await $0.listWorkers(.with { $0.all = all }, options: $1) }
            .workers
        switch format.output {
        case .json, .yaml: Document.print(["items": .array(workers.map(\.document))], as: format.output)
        case .name: for worker in workers { Console.line(worker.workerID) }
        case .table, .wide:
            guard !workers.isEmpty else { return Console.note("No workers found.") }
            let isWide = format.output == .wide
            var table = Table(isWide ? Jq_V1_Worker.columns + ["pool", "version"] : Jq_V1_Worker.columns)
            for worker in workers { table.add(worker.cells + [worker.pool, worker.version]) }
            Console.out(table.text(paint))
        }
    }
}

extension Jq_V1_WorkerStatus {
    /// The word of REQUIREMENTS R2, such as `DRAINING`.
    var word: String {
        switch self {
        case .online: "ONLINE"
        case .offline: "OFFLINE"
        case .draining: "DRAINING"
        case .unspecified: ""
        case .UNRECOGNIZED(let number): "\(number)"
        }
    }
}

extension Jq_V1_Worker {
    fileprivate static let columns = [
        "worker id", "hostname", "status", "busy", "queues", "heartbeat", "age",
    ]

    fileprivate var cells: [String] {
        [
            workerID, hostname, status.word, "\(activeJobCount)/\(concurrency)",
            queues.joined(separator: ","),
            hasLastHeartbeat ? "\(Moment(lastHeartbeat).age) ago" : "",
            hasRegisteredAt ? Moment(registeredAt).age : "",
        ]
    }

    var document: Value {
        var document: [String: Value] = [
            "workerId": .string(workerID), "hostname": .string(hostname), "status": .string(status.word),
            "concurrency": .int(Int64(concurrency)), "activeJobCount": .int(Int64(activeJobCount)),
            "queues": .array(queues.map { .string($0) }),
        ]
        if !pool.isEmpty { document["pool"] = .string(pool) }
        if !version.isEmpty { document["version"] = .string(version) }
        if hasLastHeartbeat { document["lastHeartbeat"] = .string(Moment(lastHeartbeat).text) }
        if hasRegisteredAt { document["registeredAt"] = .string(Moment(registeredAt).text) }
        return .object(document)
    }
}

import ArgumentParser
import GRPCCore
import JobQueueProto
import Resources
import SwiftProtobuf

/// `jq-ctl system status`
struct SystemStatus: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the server, what it depends on, and how much there is to do.",
        discussion: """
            EXAMPLES
              jq-ctl system status
              jq-ctl system status --check || echo something is away
            """)

    @Flag(help: "Exit with 1 when a component is not ready.")
    var check = false

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func run(on server: Connection) async throws {
        let status = try await server.admin { try await $0.getSystemStatus(.init(), options: $1) }
        switch format.output {
        case .json, .yaml: Document.print(status.document, as: format.output)
        case .name: Console.line(status.serverID)
        case .table, .wide: show(status)
        }
        let away = status.components.filter { !$0.ready }.map(\.name)
        if check, !away.isEmpty { throw CommandFailure("not ready: \(away.joined(separator: ", "))") }
    }

    private func show(_ status: Jq_V1_GetSystemStatusResponse) {
        var facts = Description()
        facts.add("Server", status.serverID)
        facts.add("Version", "\(status.version) (schema \(status.schemaVersion))")
        facts.add("Up", status.hasStartedAt ? Moment(status.startedAt).age : nil)
        facts.add("Servers", "\(status.servers)")
        facts.add("Leader", status.leader)
        facts.add("Queues", "\(status.queues)")
        facts.add("Workers", "\(status.workersOnline) online")
        facts.add("Jobs", "\(status.pending) pending, \(status.running) running")
        Console.out(facts.text(paint))
        var table = Table(["component", "state", "detail"])
        for component in status.components {
            table.add([component.name, component.ready ? "ok" : "away", component.detail])
        }
        if !table.isEmpty { Console.out("\n" + table.text(paint)) }
    }
}

extension Jq_V1_GetSystemStatusResponse {
    fileprivate var document: Value {
        var document: [String: Value] = [
            "version": .string(version), "serverId": .string(serverID),
            "schemaVersion": .int(Int64(schemaVersion)),
            "servers": .int(Int64(servers)), "leader": .string(leader), "queues": .int(Int64(queues)),
            "workersOnline": .int(Int64(workersOnline)), "pending": .int(pending), "running": .int(running),
            "components": .array(
                components.map {
                    ["name": .string($0.name), "ready": .bool($0.ready), "detail": .string($0.detail)]
                }),
        ]
        if hasStartedAt { document["startedAt"] = .string(Moment(startedAt).text) }
        return .object(document)
    }
}

import ControlPlane
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import JobQueueProto
import Lifecycle
import Planning
import PostgresStore
import Resources
import ServiceLifecycle
import SwiftProtobuf

/// The gRPC service of a server, as `jq-ctl apply --prune --keep-going` uses it.
final class ServerWay: DeclarationWay {
    let world: World
    private let owner: String
    private let store: JobQueueStore
    private let group: ServiceGroup
    private let serving: Task<Void, any Error>
    private let client: GRPCClient<HTTP2ClientTransport.Posix>
    private let calling: Task<Void, any Error>

    convenience init(owner: String) async throws { try await self.init(world: World(), owner: owner) }

    init(world: World, owner: String) async throws {
        self.world = world
        self.owner = owner
        store = JobQueueStore(
            conninfo: world.conninfo, queueConnections: 2, generalConnections: 2,
            applicationName: "test-server")
        let (ports, listening) = AsyncStream<Int>.makeStream()
        let plane = ControlPlane(
            store: store,
            configuration: ControlPlaneConfiguration(
                host: "127.0.0.1", grpcPort: 0, healthPort: nil,
                // Nothing happens by itself.
                monitors: MonitorIntervals(tick: .seconds(3600), heartbeatCheck: .seconds(3600)),
                heartbeatInterval: .seconds(3600)),
            identity: ServerIdentity(id: freshJobID(), hostname: "test", version: "test", startedAt: 0),
            logger: quietLogger
        ) { listening.yield($0) }
        group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [plane], logger: quietLogger))
        serving = Task { [group] in try await group.run() }
        var first = ports.makeAsyncIterator()
        let port = await first.next() ?? 0
        client = GRPCClient(
            transport: try .http2NIOPosix(
                target: .ipv4(address: "127.0.0.1", port: port), transportSecurity: .plaintext))
        calling = Task { [client] in try await client.runConnections() }
    }

    func declare(_ manifests: [Placed], until isReached: () async throws -> Bool) async throws -> [PlanEntry]
    {
        let service = Jq_V1_ResourceService.Client(wrapping: client)
        var entries: [PlanEntry] = []
        for _ in 0..<2 {
            let response = try await service.apply(
                .with { request in
                    request.files = manifests.map { placed in
                        .with {
                            $0.path = placed.file
                            $0.content = .init(placed.text.utf8)
                        }
                    }
                    request.options.owner = owner
                    request.options.prune = true
                    request.options.keepGoing = true
                    request.options.maxPrune = 100
                })
            entries.removeAll { $0.blocked != nil }
            entries += response.plan.entries.compactMap { Self.entry($0) }
        }
        return entries
    }

    private static func entry(_ message: Jq_V1_PlanEntry) -> PlanEntry? {
        guard let kind = Kind(rawValue: message.key.kind) else { return nil }
        let action: Action =
            switch message.action {
            case .create: .create
            case .change: .change
            case .delete: .delete
            default: .unchanged
            }
        var entry = PlanEntry(
            key: ResourceKey(kind: kind, namespace: message.key.namespace, name: message.key.name),
            action: action,
            effects: message.effects)
        entry.changes = message.changes.map {
            FieldChange(
                path: $0.path, old: try? Value(json: Array($0.old.utf8)),
                new: try? Value(json: Array($0.new.utf8)),
                drift: $0.drift)
        }
        entry.blocked = message.blocked.isEmpty ? nil : message.blocked
        if let key = RunKey(hexadecimal: message.runKey) {
            entry.run =
                message.runs ? .run(key, reason: "", cancels: [], waitsFor: []) : .skip(key, reason: "")
        }
        return entry
    }

    func close() async throws {
        client.beginGracefulShutdown()
        try await calling.value
        await group.triggerGracefulShutdown()
        try await serving.value
        await store.shutdown()
        await world.close()
    }
}

import ControlPlane
import Foundation
import Lifecycle
import Logging
import PostgresStore
import ServiceLifecycle
import TestCluster

/// A jq-server on a database of its own, and a folder of manifests; jq-ctl is run against it as a program.
actor CtlServer {
    /// Looks into the database, and arranges what a test needs there.
    nonisolated let store: JobQueueStore
    nonisolated let folder: String
    private let monitors: MonitorIntervals
    private var group: ServiceGroup?
    private var serving: Task<Void, any Error>?
    /// Stays the same when the server is stopped and started again.
    private(set) var port = 0

    /// - Parameter monitors: by default nothing happens by itself.
    init(
        monitors: MonitorIntervals = MonitorIntervals(tick: .seconds(3600), heartbeatCheck: .seconds(3600))
    ) async throws {
        store = JobQueueStore(
            conninfo: try await TestCluster.shared.makeDatabase(), queueConnections: 2, generalConnections: 2,
            applicationName: "test-server")
        self.monitors = monitors
        folder = NSTemporaryDirectory() + "jq-ctl-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try await store.migrate()
        try await start()
    }

    func start() async throws {
        let (ports, listening) = AsyncStream<Int>.makeStream()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let plane = ControlPlane(
            store: store,
            configuration: ControlPlaneConfiguration(
                host: "127.0.0.1", grpcPort: port, healthPort: nil, monitors: monitors,
                heartbeatInterval: .seconds(3600)),
            identity: ServerIdentity(id: freshJobID(), hostname: "test", version: "test", startedAt: 0),
            logger: logger
        ) { listening.yield($0) }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [plane], logger: logger))
        self.group = group
        serving = Task {
            defer { listening.finish() }
            try await group.run()
        }
        var first = ports.makeAsyncIterator()
        if let port = await first.next() { self.port = port }
    }

    /// Ends the server; every stream with it. The database stays.
    func stop() async throws {
        await group?.triggerGracefulShutdown()
        try await serving?.value
        (group, serving) = (nil, nil)
    }

    func close() async throws {
        try await stop()
        await store.shutdown()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// What jq-ctl says to these words, split at blanks.
    nonisolated func ctl(_ words: String, in environment: [String: String] = [:]) async throws -> CtlResult {
        try await jqctl("\(words) --server-addr 127.0.0.1:\(await port)", folder: folder, environment)
    }

    /// Applies manifests given as text.
    nonisolated func apply(_ yaml: String) async throws -> CtlResult {
        try yaml.write(toFile: folder + "/all.yaml", atomically: true, encoding: .utf8)
        return try await ctl("apply -f all.yaml")
    }
}

/// Runs `body` against a server of its own; stops everything afterwards.
func withServer(
    monitors: MonitorIntervals? = nil, _ body: (CtlServer) async throws -> Void
) async throws {
    let server = if let monitors { try await CtlServer(monitors: monitors) } else { try await CtlServer() }
    do { try await body(server) } catch {
        try await server.close()
        throw error
    }
    try await server.close()
}

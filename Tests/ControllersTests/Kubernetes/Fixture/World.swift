import CustomResources
import Foundation
import Controllers
import KubernetesClient
import LinuxReactor
import Postgres
import PostgresStore
import Resources
import TestAPIServer
import TestCluster
import Testing

let isLoud = ProcessInfo.processInfo.environment["JQ_TEST_LOUD"] != nil

/// A cluster, a database, and whatever controllers a test lets run on them.
final class World: Sendable {
    let api: TestAPIServer
    /// The test's own way to the database.
    let store: JobQueueStore
    let database: PostgresPool
    let conninfo: String
    /// Ways to the API server for the controllers; they outlive each of these.
    let client: KubernetesClient
    let leaseClient: KubernetesClient
    let pulse = Pulse()
    private let following: Task<Void, Never>

    /// What tests look at, by the names of the API server's model.
    static let resources =
        Kind.allCases.map { "\($0.plural).jq.dev" } + [
            "deployments.apps", "pods", "leases.coordination.k8s.io", "events.events.k8s.io",
            "customresourcedefinitions.apiextensions.k8s.io",
        ]

    /// - Parameters:
    ///   - conninfo: a database that is there already; nil: one of its own.
    ///   - user: as whom the controllers come; nil: as nobody, who may do everything.
    init(
        cluster: TestCluster = .shared, conninfo: String? = nil, user: String? = nil,
        _ change: (inout TestAPIServer.Configuration) -> Void = { _ in }
    ) async throws {
        var configuration = TestAPIServer.Configuration()
        configuration.definitions = Kind.allCases.map { customResourceDefinition($0) }
        change(&configuration)
        api = try await TestAPIServer(configuration)
        self.conninfo = if let conninfo { conninfo } else { try await cluster.makeDatabase() }
        store = JobQueueStore(
            conninfo: self.conninfo, queueConnections: 1, generalConnections: 1, applicationName: "test")
        try await store.migrate()
        database = PostgresPool(
            PostgresConfiguration(conninfo: self.conninfo, poolSize: 1, applicationName: "test"),
            reactor: store.reactor)
        client = Self.client(api, user: user)
        leaseClient = Self.client(api, user: user)
        following = Task { [api, pulse] in
            await withTaskGroup(of: Void.self) { group in
                for resource in Self.resources {
                    guard let changes = try? api.changes(resource) else { continue }
                    group.addTask { for await _ in changes { pulse.beat() } }
                }
            }
        }
    }

    /// A client of its own, for a controller that must not share the others'.
    static func client(_ api: TestAPIServer, user: String? = nil, url: String? = nil) -> KubernetesClient {
        var configuration = ClusterConfiguration(name: "test", serverURL: url ?? api.url)
        if let user { configuration.login = .token(api.token(for: user)) }
        return KubernetesClient(configuration, userAgent: "jq-controller/test", logger: quietLogger)
    }

    func close() async {
        following.cancel()
        await client.shutdown()
        await leaseClient.shutdown()
        await store.shutdown()
        await database.shutdown()
        await api.stop()
    }

    /// Looks at each change of the cluster and after each request of a controller whether it is so.
    func eventually(
        _ what: String, within time: Duration = .seconds(30), line: Int = #line,
        _ isSo: () async throws -> Bool
    ) async throws {
        try await pulse.wait(for: "\(what) (line \(line))", within: time, until: isSo)
    }
}

/// A world for the time of `body`.
func withWorld(
    cluster: TestCluster = .shared, conninfo: String? = nil, user: String? = nil,
    _ change: (inout TestAPIServer.Configuration) -> Void = { _ in },
    _ body: (World) async throws -> Void
) async throws {
    let world = try await World(cluster: cluster, conninfo: conninfo, user: user, change)
    do { try await body(world) } catch {
        await world.close()
        throw error
    }
    await world.close()
}

/// A world with one controller in it, which is stopped before the world ends.
func withController(
    _ change: (inout ControllerOptions) -> Void = { _ in },
    server: (inout TestAPIServer.Configuration) -> Void = { _ in },
    _ body: (World, Member) async throws -> Void
) async throws {
    try await withWorld(server) { world in
        let member = try Member(in: world, change)
        do { try await body(world, member) } catch {
            await member.kill()
            throw error
        }
        try await member.stop()
    }
}

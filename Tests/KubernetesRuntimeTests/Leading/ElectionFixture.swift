import KubernetesClient
import KubernetesProtocol
import KubernetesRuntime
import Logging
import Resources
import ServiceLifecycle
import TestAPIServer
import Testing

/// A cluster to lead in.
struct ElectionFixture: Sendable {
    static let lease = ObjectKey(namespace: "default", name: "jq-controller")

    let server: TestAPIServer

    static func run(_ body: (ElectionFixture) async throws -> Void) async throws {
        let fixture = ElectionFixture(server: try await TestAPIServer())
        let result: Result<Void, any Error>
        do { result = .success(try await body(fixture)) } catch { result = .failure(error) }
        await fixture.server.stop()
        try result.get()
    }

    func client(_ name: String) -> KubernetesClient {
        KubernetesClient(
            ClusterConfiguration(name: "test", serverURL: server.url), userAgent: name, logger: quietLogger)
    }

    func elector(
        _ identity: String, clock: VirtualClock, client: KubernetesClient,
        leading: @escaping LeaderElector.Leading
    ) throws -> LeaderElector {
        LeaderElector(
            connection: client, lease: Self.lease,
            configuration: try LeaderElectionConfiguration(identity: identity), clock: clock,
            logger: quietLogger,
            leading: leading)
    }

    var holder: String? {
        get throws { try spec?["holderIdentity"]?.stringValue }
    }

    var spec: Value? {
        get throws {
            try server.get("leases.coordination.k8s.io", namespace: "default", name: "jq-controller")?["spec"]
        }
    }

    func writes(by name: String) -> Int {
        server.requestLog.count {
            $0.resource == "leases" && $0.userAgent.hasPrefix(name) && $0.verb != "get"
        }
    }
}

/// Says nothing.
let quietLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

import KubernetesClient
import KubernetesProtocol
import KubernetesRuntime
import Logging
import Resources
import TestAPIServer

/// A test API server that serves queues, with a client and a reflector of them.
struct ServedQueues {
    let server: TestAPIServer
    let client: KubernetesClient
    let reflector: Reflector<Int64>
    let changes = ChangeLog<Int64>()

    static let definition: Value = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "queues.jq.dev"],
        "spec": [
            "group": "jq.dev", "scope": "Namespaced",
            "names": ["plural": "queues", "singular": "queue", "kind": "Queue", "listKind": "QueueList"],
            "versions": [
                [
                    "name": "v1alpha1", "served": true, "storage": true,
                    "schema": [
                        "openAPIV3Schema": [
                            "type": "object",
                            "properties": [
                                "spec": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
                            ],
                        ]
                    ],
                ]
            ],
        ],
    ]

    /// - Parameter server: where the client goes; nil for the server itself.
    init(
        watchList: Bool = true, objects: [String] = [], clock: any RuntimeClock = SystemClock(),
        through url: (TestAPIServer) async throws -> String = { $0.url },
        change: (inout ReflectorConfiguration) -> Void = { _ in }
    ) async throws {
        var settings = TestAPIServer.Configuration()
        settings.definitions = [Self.definition]
        settings.bookmarkSeconds = nil
        settings.watchList = watchList
        server = try await TestAPIServer(settings)
        for name in objects { try server.create("queues.jq.dev", Self.queue(name)) }
        var configuration = ReflectorConfiguration(.queues)
        configuration.pageSize = 2
        // Waits are the machine's business; here they only cost time.
        configuration.backoff = ExponentialBackoff(base: .milliseconds(1), cap: .milliseconds(5))
        configuration.shortestWatch = .zero
        change(&configuration)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        client = KubernetesClient(
            ClusterConfiguration(name: "test", serverURL: try await url(server)), userAgent: "jq-test/1",
            logger: logger)
        reflector = Reflector(
            connection: client, configuration: configuration, clock: clock, logger: logger,
            transform: { $0.spec["priority"]?.intValue ?? 0 },
            onChange: { [changes] in changes.note($0, $1) })
    }

    static func queue(_ name: String, priority: Int64 = 0) -> Value {
        [
            "apiVersion": "jq.dev/v1alpha1", "kind": "Queue", "metadata": ["name": .string(name)],
            "spec": ["priority": .int(priority)],
        ]
    }

    /// Runs the reflector as long as the body lasts, then stops everything.
    func run(_ body: () async throws -> Void) async throws {
        let task = Task { await reflector.run() }
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        task.cancel()
        await task.value
        await client.shutdown()
        await server.stop()
        try result.get()
    }

    func create(_ name: String, priority: Int64 = 0) throws {
        try server.create("queues.jq.dev", Self.queue(name, priority: priority))
    }

    func edit(_ name: String, priority: Int64) throws {
        try server.update("queues.jq.dev", name: name) { object in
            guard var members = object.objectValue else { return }
            members["spec"] = ["priority": .int(priority)]
            object = .object(members)
        }
    }

    func delete(_ name: String) throws { try server.delete("queues.jq.dev", name: name) }

    /// What the server has now, as the reflector's cache should have it.
    func served() throws -> [ObjectKey: Int64] {
        var served: [ObjectKey: Int64] = [:]
        for object in try server.list("queues.jq.dev") {
            let name = object["metadata"]?["name"]?.stringValue ?? ""
            served[queueKey(name)] = object["spec"]?["priority"]?.intValue ?? 0
        }
        return served
    }

    /// How many requests of a kind the server has received.
    func requests(_ verb: String) -> Int {
        server.requestLog.count { $0.verb == verb }
    }
}

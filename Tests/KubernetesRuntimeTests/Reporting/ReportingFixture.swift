import KubernetesClient
import KubernetesProtocol
import KubernetesRuntime
import Resources
import TestAPIServer
import Testing

/// A cluster with a kind that has a status.
struct ReportingFixture: Sendable {
    static let queues = APIResource(group: "jq.dev", version: "v1alpha1", plural: "queues", kind: "Queue")

    let server: TestAPIServer
    let client: KubernetesClient

    static func run(_ body: (ReportingFixture) async throws -> Void) async throws {
        var configuration = TestAPIServer.Configuration()
        configuration.definitions = [definition]
        let server = try await TestAPIServer(configuration)
        let client = KubernetesClient(
            ClusterConfiguration(name: "test", serverURL: server.url), userAgent: "test", logger: quietLogger)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(ReportingFixture(server: server, client: client)))
        } catch { result = .failure(error) }
        await client.shutdown()
        await server.stop()
        try result.get()
    }

    @discardableResult
    func create(_ name: String) throws -> KubernetesObject {
        try KubernetesObject(
            server.create(
                "queues.jq.dev",
                [
                    "apiVersion": "jq.dev/v1alpha1", "kind": "Queue", "metadata": ["name": .string(name)],
                    "spec": [:],
                ]))
    }

    func read(_ name: String) throws -> KubernetesObject {
        try KubernetesObject(
            try #require(try server.get("queues.jq.dev", namespace: "default", name: name)))
    }

    func target(_ name: String) -> StatusTarget {
        StatusTarget(Self.queues, ObjectKey(namespace: "default", name: name))
    }

    /// The statuses that were sent, oldest first.
    var sent: [LoggedRequest] { server.requestLog.requests.filter { $0.subresource == "status" } }

    private static let definition: Value = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "queues.jq.dev"],
        "spec": [
            "group": "jq.dev", "scope": "Namespaced",
            "names": ["plural": "queues", "singular": "queue", "kind": "Queue", "listKind": "QueueList"],
            "versions": [
                [
                    "name": "v1alpha1", "served": true, "storage": true, "subresources": ["status": [:]],
                    "schema": [
                        "openAPIV3Schema": [
                            "type": "object",
                            "properties": [
                                "spec": ["type": "object"], "status": status,
                            ],
                        ]
                    ],
                ]
            ],
        ],
    ]

    private static let status: Value = [
        "type": "object",
        "properties": [
            "observedGeneration": ["type": "integer", "format": "int64"],
            "pending": ["type": "integer", "minimum": 0],
            "finishRate": ["type": "number"], "theirs": ["type": "integer"],
            "conditions": [
                "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"],
                "items": [
                    "type": "object", "required": ["type", "status"],
                    "properties": [
                        "type": ["type": "string"], "status": ["type": "string"],
                        "reason": ["type": "string"],
                        "message": ["type": "string"],
                        "lastTransitionTime": ["type": "string", "format": "date-time"],
                    ],
                ],
            ],
        ],
    ]
}

/// A status with one condition.
func sampleStatus(ready: String = "True", pending: Value = 5) -> Value {
    [
        "observedGeneration": 1, "pending": pending, "finishRate": 1.0,
        "conditions": [["type": "Ready", "status": .string(ready), "reason": "R", "message": "m"]],
    ]
}

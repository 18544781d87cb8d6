import KubernetesClient
import KubernetesProtocol
import Resources

/// Many objects of a cluster, half of them queues and half schedules, in a namespace of their own.
struct ObjectLoad: Sendable {
    let client: KubernetesClient
    let count: Int
    let namespace = "jq-bench"

    func queue(_ number: Int) -> ResourceKey {
        ResourceKey(kind: .queue, namespace: namespace, name: "queue-\(number)")
    }

    private func schedule(_ number: Int) -> ResourceKey {
        ResourceKey(kind: .schedule, namespace: namespace, name: "schedule-\(number)")
    }

    /// Makes the namespace and the objects.
    func create() async throws {
        let home = KubernetesObject(.namespaces, metadata: ObjectMeta(name: namespace))
        try await createIfMissing(.create(.namespaces, object: home))
        try await each(count / 2) { number in
            try await make(queue(number), spec: ["maxRetries": 3, "ttl": "1h", "backoff": ["base": "2s"]])
            try await make(
                schedule(number),
                spec: [
                    "cron": "0 3 * * *",
                    "jobTemplate": ["spec": ["queue": .string(queue(number).name), "command": ["true"]]],
                ])
        }
    }

    private func make(_ key: ResourceKey, spec: Value) async throws {
        let object = KubernetesObject(
            APIResource(key.kind), metadata: ObjectMeta(name: key.name, namespace: key.namespace), spec: spec)
        try await createIfMissing(.create(APIResource(key.kind), object: object))
    }

    private func createIfMissing(_ request: APIRequest) async throws(KubernetesError) {
        do { _ = try await client.send(request) } catch {
            guard case .status(let status) = error, status.isAlreadyExists else { throw error }
        }
    }

    /// How many objects have a status of their own generation.
    func reported() async throws -> Int { try await reported(.queues) + reported(.schedules) }

    private func reported(_ resource: APIResource) async throws -> Int {
        var reported = 0
        var page = try await list(resource, after: nil)
        while true {
            for item in page.items where item.status["observedGeneration"] == .int(item.metadata.generation) {
                reported += 1
            }
            guard let token = page.continueToken else { return reported }
            page = try await list(resource, after: token)
        }
    }

    private func list(_ resource: APIResource, after token: String?) async throws -> ObjectList {
        try await client.send(.list(resource, namespace: namespace, limit: 500, continueToken: token)).list()
    }

    /// One edit, as a person would do it.
    func edit(_ key: ResourceKey, maxRetries: Int64) async throws {
        _ = try await client.send(
            .mergePatch(
                .queues, key: ObjectKey(namespace: key.namespace, name: key.name),
                patch: ["spec": ["maxRetries": .int(maxRetries)]]))
    }

    /// Takes the finalizers off, since the controller may be gone, and deletes the namespace with everything in it.
    func delete() async {
        try? await each(count / 2) { number in
            let key = ObjectKey(namespace: namespace, name: queue(number).name)
            _ = try? await client.send(
                .mergePatch(.queues, key: key, patch: ["metadata": ["finalizers": .null]]))
            _ = try? await client.send(.delete(.queues, key: key, uid: nil))
            _ = try? await client.send(
                .delete(
                    .schedules, key: ObjectKey(namespace: namespace, name: schedule(number).name), uid: nil))
        }
        _ = try? await client.send(.delete(.namespaces, key: ObjectKey(name: namespace), uid: nil))
    }

    /// Sixteen at a time.
    private func each(_ count: Int, _ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<16 {
                group.addTask {
                    for number in stride(from: lane, to: count, by: 16) { try await body(number) }
                }
            }
            try await group.waitForAll()
        }
    }
}

import Controllers
import Planning
import PostgresStore
import Resources
import Synchronization
import TestAPIServer

/// Objects of a cluster, and the Kubernetes controller.
final class KubernetesWay: DeclarationWay {
    private struct State {
        /// What was sent last, whether or not the API server took it.
        var sent: [ResourceKey: Value] = [:]
        var steps = 0
        var seen = 0
    }

    let world: World
    private let member: Member
    private let state = Mutex(State())

    convenience init(owner: String) async throws { try self.init(world: try await World(), owner: owner) }

    init(world: World, owner: String) throws {
        self.world = world
        for name in ["team-a", "team-b"] {
            let namespace: Value = [
                "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)],
            ]
            try world.api.create("namespaces", namespace)
        }
        member = try Member(in: world) { $0.owner = owner }
    }

    func declare(_ manifests: [Placed], until isReached: () async throws -> Bool) async throws -> [PlanEntry]
    {
        let (sent, step, seen) = state.withLock { state in
            state.steps += 1
            return (state.sent, state.steps, state.seen)
        }
        var wanted: [ResourceKey: Value] = [:]
        for placed in manifests { if let key = placed.key { wanted[key] = placed.manifest } }
        for (key, manifest) in wanted.sorted(by: { $0.key < $1.key }) where sent[key] != manifest {
            // An invalid one is refused, and the object stays as it was.
            try? put(key, manifest)
        }
        for key in sent.keys.sorted() where wanted[key] == nil {
            try? world.api.delete(key.kind.served, namespace: key.namespace, name: key.name)
        }
        state.withLock { $0.sent = wanted }
        try await world.eventually("the same end in step \(step)", isReached)
        try await lookAtEverything(step)
        let plans = member.plans
        state.withLock { $0.seen = plans.count }
        return Self.gather(plans[seen...])
    }

    private func put(_ key: ResourceKey, _ manifest: Value) throws {
        guard try world.api.get(key.kind.served, namespace: key.namespace, name: key.name) != nil else {
            try world.api.create(key.kind.served, manifest)
            return
        }
        try world.api.update(key.kind.served, namespace: key.namespace, name: key.name) { object in
            object.set(["spec"], manifest["spec"])
            object.set(["metadata", "labels"], manifest.at("metadata", "labels"))
            object.set(["metadata", "annotations"], manifest.at("metadata", "annotations"))
        }
    }

    /// Asks for another look at each object, and waits for all of them: whatever is still to be done is done then.
    private func lookAtEverything(_ step: Int) async throws {
        let before = member.plans.count
        var keys: Set<ResourceKey> = []
        for kind in [Kind.queue, .workerPool, .job, .schedule] {
            for object in try world.api.list(kind.served) {
                let namespace = object.at("metadata", "namespace")?.stringValue ?? ""
                let name = object.at("metadata", "name")?.stringValue ?? ""
                try? world.annotate(kind, name, in: namespace, "jq.dev/reconcile-at", "\(step)")
                keys.insert(ResourceKey(kind: kind, namespace: namespace, name: name))
            }
        }
        try await world.eventually("a look at everything in step \(step)") {
            let looked = Set(member.plans[before...].flatMap(\.entries).map(\.key))
            return try keys.subtracting(looked).allSatisfy {
                // Meanwhile it may have gone; and of what cannot be decoded there is nothing to plan.
                let object = try world.api.get($0.kind.served, namespace: $0.namespace, name: $0.name)
                return object?.isTrue("Stalled", reason: "Invalid") ?? true
            }
        }
    }

    /// What was done, and what is held up in the end.
    private static func gather(_ plans: ArraySlice<Plan>) -> [PlanEntry] {
        var done: [PlanEntry] = []
        var held: [ResourceKey: PlanEntry] = [:]
        for entry in plans.flatMap(\.entries) {
            if entry.isPending { done.append(entry) }
            // A deletion that is held up stays so while the object's edits are applied meanwhile.
            if entry.action == .unchanged, entry.blocked == nil, held[entry.key]?.action == .delete {
                continue
            }
            // Its declaration is deleted and nothing to plan for any more; only its object still waits for the jobs.
            let isGone = entry.action == .delete && entry.origin == nil
            held[entry.key] = entry.blocked == nil || isGone ? nil : entry
        }
        return done + held.values
    }

    func close() async throws {
        try await member.stop()
        await world.close()
    }
}

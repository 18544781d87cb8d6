import KubernetesProtocol
import KubernetesResources
import Planning
import Resources

/// A plan for a cluster, and what it was made from.
struct ClusterPlan {
    var outcome: PlanOutcome
    /// What to apply, by key.
    var manifests: [ResourceKey: Resource]
}

extension ClusterEndpoint {
    func plan(_ request: DeclarationRequest) async throws(CommandFailure) -> PlanOutcome {
        try await prepare(request).outcome
    }

    /// Asks the API server about every manifest, without effect, and plans with what it says and holds.
    func prepare(_ request: DeclarationRequest) async throws(CommandFailure) -> ClusterPlan {
        let decoded = decode(request.files)
        let resources = decoded.resources
        let force = request.options.forceConflicts
        let live = try await liveObjects(resources)
        let verdicts = try await each(resources) { resource async throws(CommandFailure) in
            try await rehearse(resource, force: force)
        }
        var desired: [Resource] = []
        var problems = decoded.diagnostics
        for (resource, verdict) in zip(resources, verdicts) {
            problems += verdict.problems
            guard !verdict.problems.hasErrors else { continue }
            desired.append(verdict.result ?? resource)
        }
        let options = PlanOptions(
            owner: request.options.owner, keepGoing: request.options.keepGoing,
            protected: Set(problems.filter { $0.severity == .error }.compactMap(\.resource)))
        let state = LiveState(objects: live.values, owner: options.owner)
        var plan = Planning.plan(desired, live: state, options: options)
        let verdictOf = Dictionary(uniqueKeysWithValues: zip(resources.map(\.key), verdicts))
        for index in plan.entries.indices {
            let key = plan.entries[index].key
            plan.entries[index].adapt(to: live[key], verdictOf[key])
        }
        return ClusterPlan(
            outcome: PlanOutcome(plan: plan, hash: plan.hash, problems: problems.map { Problem($0) }),
            manifests: Dictionary(uniqueKeysWithValues: resources.map { ($0.key, $0) }))
    }

    /// The manifests; one that names another namespace than `-n` is refused, as kubectl does.
    private func decode(_ files: [ManifestFile]) -> DecodedManifests {
        var decoded = decodeManifests(files, in: defaultNamespace)
        guard let required = requiredNamespace else { return decoded }
        decoded.resources.removeAll { resource in
            guard resource.key.namespace != required else { return false }
            decoded.diagnostics.append(
                .error(
                    "\(resource.key) names namespace \"\(resource.key.namespace)\", and -n says \"\(required)\"",
                    mark: resource.marks["metadata.namespace"] ?? resource.origin,
                    hint: "leave out one of them", resource: resource.key, field: "metadata.namespace"))
            return true
        }
        return decoded
    }

    /// The objects that a plan looks at: those of the manifests, and the queues that they are about.
    private func liveObjects(
        _ resources: [Resource]
    ) async throws(CommandFailure) -> [ResourceKey: DeclaredObject] {
        var keys = Set(resources.map(\.key))
        for name in queuesInPlay(resources, declared: [:], options: PlanOptions(owner: "")) ?? [] {
            if let key = ResourceKey(kind: .queue, storedName: name) { keys.insert(key) }
        }
        let found = try await each(keys.sorted()) { key async throws(CommandFailure) in
            try await object(key).map { object in
                var declared = DeclaredObject(object, kind: key.kind)
                // The manifest is not another place of it, but what it comes from.
                declared.resource?.origin = nil
                return declared
            }
        }
        return Dictionary(uniqueKeysWithValues: found.compactMap(\.self).map { ($0.key, $0) })
    }
}

extension PlanEntry {
    /// Adds what the API server says about it.
    fileprivate mutating func adapt(to live: DeclaredObject?, _ verdict: Rehearsal?) {
        effects += verdict?.effects ?? []
        if let live, live.isTerminating {
            action = .create
            (changes, effects) = ([], [])
            blocked =
                "the object of this name is being deleted; wait for that with "
                + "`jq-ctl wait --kubernetes --for=delete \(key.argument)`"
        } else if let live, action == .change, changes.isEmpty, !live.isObserved {
            action = .unchanged
            effects = ["declared; its controller has yet to act on it"]
        }
        if let conflict = verdict?.conflict { blocked = conflict }
        // As jq-server tells it: the reason and what is cancelled come as effects.
        switch run {
        case .run(let key, _, _, _): run = .run(key, reason: "", cancels: [], waitsFor: [])
        case .skip(let key, _): run = .skip(key, reason: "")
        case nil: break
        }
    }
}

extension DeclaredObject {
    /// The status is about the present spec.
    fileprivate var isObserved: Bool { (status["observedGeneration"]?.intValue ?? 0) >= generation }
}

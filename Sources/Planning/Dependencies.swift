import Lifecycle
public import Resources

extension Planner {
    /// Looks only when a planned Job depends on something: what is stored already was looked at when it came.
    static func circles(
        staying: [Resource], gone: [LiveResource], live: LiveState, options: PlanOptions
    ) -> [ResourceKey: String] {
        let planned = staying.filter { resource in
            guard resource.key.kind == .job else { return false }
            return !isRefused(resource, live: live, options: options)
        }
        var known: [ResourceKey: StoredDependencies] = [:]
        for resource in planned where resource.spec["dependsOn"] != nil {
            let names = JobSpec(resource).dependsOn
            if !names.isEmpty {
                known[resource.key] = StoredDependencies(names: names, origin: resource.origin)
            }
        }
        if known.isEmpty { return [:] }
        // What is planned or goes away no longer depends on what it did.
        let replaced = Set(planned.map(\.key)).union(gone.filter(\.isPrunable).map(\.resource.key))
            .union(options.delete)
            .union(options.deleteOwn.filter { live.declared[$0]?.owner == options.owner })
        for (key, stored) in live.dependencies where !replaced.contains(key) { known[key] = stored }
        let edges = Dictionary(
            uniqueKeysWithValues: known.map { key, dependencies in
                (
                    key,
                    dependencies.names.map {
                        ResourceKey(kind: .job, namespace: key.namespace, name: $0)
                    }
                )
            })
        return Dictionary(
            uniqueKeysWithValues: DependencyGraph(edges).circles().map { key, circle in
                (key, message(circle, known))
            })
    }

    /// "depends on itself: a (main.yaml:3) -> b (main.yaml:9) -> a; remove one of these from dependsOn"
    private static func message(
        _ circle: DependencyGraph<ResourceKey>.Circle, _ known: [ResourceKey: StoredDependencies]
    ) -> String {
        func place(_ key: ResourceKey) -> String {
            key.name + (known[key]?.origin.map { " (\($0.file):\($0.line))" } ?? "")
        }
        let shown = 10
        var steps = circle.nodes.prefix(shown).map(place)
        if circle.nodes.count > shown { steps.append("(\(circle.nodes.count - shown) more)") }
        steps += circle.nodes.prefix(1).map(\.name)
        let crowd =
            circle.size > 100 ? "\(number(Int64(circle.size))) jobs depend on each other, such as: " : ""
        return "dependsOn goes in a circle, so none could ever start: \(crowd)"
            + "\(steps.joined(separator: " -> ")); remove one of these dependencies"
    }

    /// What a run that would start now has to wait for.
    func dependencyEffects(_ resource: Resource) -> [String] {
        var effects: [String] = []
        for name in JobSpec(resource).dependsOn {
            let key = ResourceKey(kind: .job, namespace: resource.key.namespace, name: name)
            if startsHere.contains(key) {
                effects.append("waits for \(name), which starts with this plan")
                continue
            }
            guard let newest = live.runs[key]?.last else {
                effects.append("waits for \(name), which has not run yet")
                continue
            }
            switch newest.state {
            case .done: break
            case .deadLettered: effects.append("\(name) failed: this run would be dead-lettered at once")
            case let state: effects.append("waits for \(name) (\(state.rawValue))")
            }
        }
        return effects
    }

    /// Jobs that others of this plan depend on, and of which a run would start.
    static func starting(
        staying: [Resource], live: LiveState, options: PlanOptions, queues: Set<String>,
        circles: [ResourceKey: String]
    ) -> Set<ResourceKey> {
        let awaited = dependencies(of: staying)
        if awaited.isEmpty { return [] }
        var starting: Set<ResourceKey> = []
        for resource in staying where awaited.contains(resource.key) {
            let queue = storedQueueName(JobSpec(resource).queue, in: resource.key.namespace)
            if circles[resource.key] != nil || !queues.contains(queue) { continue }
            if isRefused(resource, live: live, options: options) { continue }
            if decideRun(resource, ledger: live.runs[resource.key] ?? []).runs {
                starting.insert(resource.key)
            }
        }
        return starting
    }

    /// Keys are indexed, and an index takes only so much.
    func keyProblem(_ resource: Resource) -> String? {
        let spec = JobSpec(resource)
        for (field, key) in [("uniqueKey", spec.uniqueKey), ("concurrencyKey", spec.concurrencyKey)] {
            guard let key else { continue }
            let count = key.unicodeScalars.count
            if count > 256 {
                return "spec.\(field) has \(number(Int64(count))) characters; at most 256 are taken"
            }
            if key.unicodeScalars.contains("\0") { return "spec.\(field) holds a NUL character" }
        }
        return nil
    }
}

/// The Jobs that these depend on.
public func dependencies(of desired: [Resource]) -> Set<ResourceKey> {
    var keys: Set<ResourceKey> = []
    for resource in desired where resource.key.kind == .job && resource.spec["dependsOn"] != nil {
        for name in JobSpec(resource).dependsOn {
            keys.insert(ResourceKey(kind: .job, namespace: resource.key.namespace, name: name))
        }
    }
    return keys
}

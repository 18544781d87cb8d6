import GRPCCore
import JobQueueProto
import Planning
import Resources
import SwiftProtobuf

extension Connection: DeclarationEndpoint {
    var defaultNamespace: String { ResourceKey.defaultNamespace }
    var cluster: ClusterPlace? { nil }

    func list(_ query: ResourceQuery) async throws(CommandFailure) -> [ResourceView] {
        var views: [ResourceView] = []
        // One call for each kind: without a kind, the server lists only what can be declared.
        for kind in query.kinds {
            let response = try await resources {
                try await $0.listResources(
                    .with {
                        $0.kind = kind.rawValue
                        $0.namespace = query.namespace ?? ""
                        $0.labelSelector = query.selector ?? ""
                        $0.owner = query.owner ?? ""
                    }, options: $1)
            }
            views += response.resources.compactMap { ResourceView($0) }
        }
        return views
    }

    func get(_ key: ResourceKey) async throws(CommandFailure) -> ResourceView {
        let response = try await resources {
            try await $0.getResource(.with { $0.key = key.message }, options: $1)
        }
        guard let view = ResourceView(response.resource) else {
            throw CommandFailure("jq-server gave something else for \(key); see `jq-ctl version`")
        }
        return view
    }

    func watch(
        _ query: ResourceQuery, _ body: @escaping @Sendable (ResourceEvent) async throws -> Bool
    ) async throws {
        let filter = Jq_V1_WatchResourcesRequest.with {
            if query.kinds.count == 1 { $0.kind = query.kinds[0].rawValue }
            $0.namespace = query.namespace ?? ""
            $0.name = query.name ?? ""
            $0.labelSelector = query.selector ?? ""
        }
        try await watch(filter) { (message: Jq_V1_WatchEvent?) in
            guard let message else { return try await body(.restarted) }
            if message.type == .synced { return try await body(.synced) }
            guard let view = ResourceView(message.resource), query.kinds.contains(view.key.kind) else {
                return true
            }
            return try await body(message.type == .deleted ? .deleted(view) : .set(view))
        }
    }

    func plan(_ request: DeclarationRequest) async throws(CommandFailure) -> PlanOutcome {
        let response = try await resources {
            try await $0.plan(
                .with {
                    $0.files = request.files.messages
                    $0.options = request.options.message
                }, options: $1)
        }
        return PlanOutcome(
            plan: Plan(response.plan), hash: response.plan.hash,
            problems: response.problems.map { Problem($0) })
    }

    func apply(_ request: DeclarationRequest) async throws(CommandFailure) -> PlanOutcome {
        let message = Jq_V1_ApplyRequest.with {
            $0.files = request.files.messages
            $0.options = request.options.message
            $0.expectedHash = request.expectedHash ?? ""
        }
        // Applying the same manifests again changes nothing, so a lost answer is safely asked for again; a
        // pinned plan would be refused the second time.
        let response = try await resources(idempotent: request.expectedHash == nil) {
            try await $0.apply(message, options: $1)
        }
        return PlanOutcome(
            plan: Plan(response.plan), hash: response.plan.hash,
            problems: response.problems.map { Problem($0) }, applied: response.applied)
    }

    func delete(_ key: ResourceKey, dryRun: Bool) async throws(CommandFailure) -> Plan {
        let response = try await resources(idempotent: dryRun) {
            try await $0.deleteResource(
                .with {
                    $0.key = key.message
                    $0.dryRun = dryRun
                }, options: $1)
        }
        return Plan(response.plan)
    }

    /// Nothing to do: the program ends when its command has, whatever a connection is just trying.
    func close() async {}
}

extension DeclarationOptions {
    fileprivate var message: Jq_V1_PlanOptions {
        .with {
            $0.owner = owner
            $0.prune = prune
            $0.maxPrune = maxPrune
            $0.confirm = confirm
            $0.keepGoing = keepGoing
            $0.takeOver = takeOver
            $0.sourceRevision = revision
        }
    }
}

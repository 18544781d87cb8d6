import Lifecycle
import Planning
import Postgres
import Resources

/// Writes one plan. Statements handle all entries of a kind at once, so that ten thousand resources are a handful
/// of round trips.
struct Applier {
    let transaction: PostgresTransaction
    let plan: Plan
    let live: LiveState
    let options: PlanOptions
    let provenance: Provenance
    let resources: [ResourceKey: Resource]

    init(
        transaction: PostgresTransaction, plan: Plan, desired: [Resource], live: LiveState,
        options: PlanOptions,
        provenance: Provenance
    ) {
        self.transaction = transaction
        self.plan = plan
        self.live = live
        self.options = options
        self.provenance = provenance
        resources = Dictionary(desired.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func apply() async throws -> ApplyOutcome {
        var outcome = ApplyOutcome(plan: plan, applied: false)
        if !options.keepGoing, plan.entries.contains(where: { $0.blocked != nil }) { return outcome }
        outcome.applied = true
        let deletions = plan.pending.filter { $0.action == .delete }
        let writes = plan.pending.filter { $0.action != .delete }
        try await delete(deletions, &outcome)
        try await write(writes)
        try await relocate()
        try await startRuns(writes, &outcome)
        try await wake(outcome.ready)
        outcome.declarationVersion = try await transaction.execute(DeclarationSQL.version, Parameters())[0]
            .int64(0)
        return outcome
    }

    /// Declarations, their revisions, and the queue rows that follow them.
    private func write(_ entries: [PlanEntry]) async throws {
        let declared = entries.compactMap { resources[$0.key] }
        guard !declared.isEmpty else { return }
        var parameters = DeclarationSQL.keys(declared.map(\.key))
        parameters.append(declared.map { text($0.spec) })
        parameters.append(declared.map { text($0.labels) })
        parameters.append(declared.map { text($0.annotations) })
        parameters.append(plan.owner)
        parameters.append(declared.map { $0.origin?.file })
        parameters.append(declared.map { $0.origin.map { Int32(clamping: $0.line) } })
        parameters.append(declared.map { $0.origin.map { Int32(clamping: $0.column) } })
        parameters.append(provenance.sourceRevision)
        let rows = try await transaction.execute(DeclarationSQL.upsert, parameters)
        var generations: [ResourceKey: Int64] = [:]
        for index in 0..<rows.count {
            let row = rows[index]
            guard let kind = Kind(rawValue: row.string(0)) else { continue }
            generations[ResourceKey(kind: kind, namespace: row.string(1), name: row.string(2))] = row.int64(3)
        }
        try await revise(entries)
        try await writeQueues(declared.filter { $0.key.kind == .queue }, generations: generations)
    }

    private func revise(_ entries: [PlanEntry]) async throws {
        guard !entries.isEmpty else { return }
        var parameters = DeclarationSQL.keys(entries.map(\.key))
        parameters.append(entries.map { revisionAction($0.action) })
        parameters.append(provenance.actor)
        parameters.append(provenance.sourceRevision)
        parameters.append(plan.hash)
        _ = try await transaction.execute(DeclarationSQL.revise, parameters)
    }

    private func revisionAction(_ action: Action) -> String {
        switch action {
        case .create: "created"
        case .change, .unchanged: "changed"
        case .delete: "deleted"
        }
    }

    private func writeQueues(_ queues: [Resource], generations: [ResourceKey: Int64]) async throws {
        guard !queues.isEmpty else { return }
        let settings = queues.map { QueueSettings($0) }
        var parameters = Parameters()
        parameters.append(queues.map(\.key.storedName))
        parameters.append(settings.map(\.maxRetries))
        parameters.append(settings.map(\.ttlSeconds))
        parameters.append(settings.map(\.timeoutMilliseconds))
        parameters.append(settings.map(\.priority))
        parameters.append(settings.map(\.paused))
        parameters.append(settings.map(\.backoffBaseMilliseconds))
        parameters.append(settings.map(\.backoffMaxMilliseconds))
        parameters.append(settings.map(\.backoffJitter))
        parameters.append(settings.map(\.concurrencyLimit))
        parameters.append(settings.map(\.concurrencyPerKey))
        parameters.append(settings.map(\.rateLimit))
        parameters.append(settings.map(\.ratePeriodMilliseconds))
        parameters.append(settings.map(\.retentionDoneMilliseconds))
        parameters.append(settings.map(\.retentionDeadLetteredMilliseconds))
        parameters.append(queues.map { generations[$0.key] ?? 1 })
        _ = try await transaction.execute(QueueWriteSQL.upsert, parameters)
    }

    /// A manifest that moved is not a change, but the next message should name its new place.
    private func relocate() async throws {
        let moved = plan.entries.compactMap { entry -> Resource? in
            guard entry.action == .unchanged, entry.blocked == nil, let resource = resources[entry.key],
                let stored = live.declared[entry.key], stored.resource.origin != resource.origin
            else { return nil }
            return resource
        }
        guard !moved.isEmpty else { return }
        var parameters = DeclarationSQL.keys(moved.map(\.key))
        parameters.append(moved.map { $0.origin?.file })
        parameters.append(moved.map { $0.origin.map { Int32(clamping: $0.line) } })
        parameters.append(moved.map { $0.origin.map { Int32(clamping: $0.column) } })
        _ = try await transaction.execute(DeclarationSQL.relocate, parameters)
    }

    private func delete(_ entries: [PlanEntry], _ outcome: inout ApplyOutcome) async throws {
        guard !entries.isEmpty else { return }
        try await revise(entries)
        for entry in entries where entry.key.kind == .job {
            guard let stored = live.declared[entry.key], JobSpec(stored.resource).deletionPolicy == .cancel
            else {
                continue
            }
            for run in live.runs[entry.key] ?? [] where !run.state.isTerminal {
                try await cancel(run.jobID, &outcome)
            }
        }
        for entry in entries where entry.key.kind == .queue && live.queues[entry.key.storedName] != nil {
            try await QueueRemoval(transaction: transaction).remove(
                entry.key, spec: live.declared[entry.key].map { QueueSpec($0.resource) }, &outcome)
        }
        _ = try await transaction.execute(DeclarationSQL.delete, DeclarationSQL.keys(entries.map(\.key)))
    }

    /// As `jq-ctl job cancel --force`, inside this transaction.
    func cancel(_ id: JobID, _ outcome: inout ApplyOutcome) async throws {
        if let worker = try await transaction.forceCancel(id).worker { outcome.workersToTell.insert(worker) }
    }
}

import Lifecycle
import Planning
import Postgres
import Resources

/// Reads what a plan depends on, inside the transaction that will apply it.
struct LiveLoader {
    let transaction: PostgresTransaction
    let desired: [Resource]
    let options: PlanOptions

    func load() async throws -> LiveState {
        var live = LiveState()
        live.declared = try await declared()
        live.queues = try await queues(live.declared)
        live.runs = try await runs(live.declared)
        return live
    }

    private func declared() async throws -> [ResourceKey: LiveResource] {
        var found: [ResourceKey: LiveResource] = [:]
        if options.prune {
            var parameters = Parameters()
            parameters.append(options.owner)
            try collect(try await transaction.execute(DeclarationSQL.byOwner, parameters), into: &found)
        }
        let others = (desired.map(\.key) + options.delete).filter { found[$0] == nil }
        if !others.isEmpty {
            let rows = try await transaction.execute(DeclarationSQL.byKey, DeclarationSQL.keys(others))
            try collect(rows, into: &found)
        }
        return found
    }

    private func collect(_ rows: Rows, into found: inout [ResourceKey: LiveResource]) throws(StoreError) {
        for index in 0..<rows.count {
            let record = try DeclaredRecord(rows[index])
            found[record.live.resource.key] = record.live
        }
    }

    /// All queues: a pool or a job may name any, and their number is small beside that of jobs.
    private func queues(_ declared: [ResourceKey: LiveResource]) async throws -> [String: LiveQueue] {
        var parameters = Parameters()
        parameters.appendNull()
        let rows = try await transaction.execute(DeclarationSQL.queues, parameters)
        var queues: [String: LiveQueue] = [:]
        queues.reserveCapacity(rows.count)
        for index in 0..<rows.count {
            let record = QueueRecord(rows[index])
            queues[record.name] = LiveQueue(
                settings: record.settings, counts: QueueCounts(rows[index], from: 12),
                draining: record.draining)
        }
        return queues
    }

    private func runs(_ declared: [ResourceKey: LiveResource]) async throws -> [ResourceKey: [LedgerEntry]] {
        let keys = Set(desired.map(\.key)).union(declared.keys).filter { $0.kind == .job }
        guard !keys.isEmpty else { return [:] }
        return try await ledger(keys.sorted(), transaction: transaction)
    }
}

/// Everything that these Jobs ran, oldest first.
func ledger(
    _ keys: [ResourceKey], transaction: PostgresTransaction
) async throws -> [ResourceKey: [LedgerEntry]] {
    var parameters = Parameters()
    parameters.append(keys.map(\.namespace))
    parameters.append(keys.map(\.name))
    return ledgerEntries(try await transaction.execute(DeclarationSQL.ledger, parameters))
}

func ledgerEntries(_ rows: Rows) -> [ResourceKey: [LedgerEntry]] {
    var runs: [ResourceKey: [LedgerEntry]] = [:]
    for index in 0..<rows.count {
        let row = rows[index]
        let key = ResourceKey(kind: .job, namespace: row.string(0), name: row.string(1))
        runs[key, default: []].append(
            LedgerEntry(
                runKey: RunKey(bytes: row.bytes(2)), contentKey: RunKey(bytes: row.bytes(3)),
                jobID: row.jobID(4),
                declaredAt: row.timestampMicros(5), sourceRevision: row.stringOrNil(6),
                state: JobState(rawValue: row.string(7)) ?? .done))
    }
    return runs
}

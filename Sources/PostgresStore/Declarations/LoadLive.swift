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
        live.queues = try await queues(queuesInPlay(desired, declared: live.declared, options: options))
        live.runs = try await runs(live.declared)
        live.spentMoves = try await spentMoves(live.declared)
        live.dependencies = try await storedDependencies()
        return live
    }

    /// Of all Jobs that could be on a circle with one of the desired: a Job depends on others of its namespace.
    private func storedDependencies() async throws -> [ResourceKey: StoredDependencies] {
        let namespaces = Set(dependencies(of: desired).map(\.namespace))
        guard !namespaces.isEmpty else { return [:] }
        let rows = try await transaction.execute(
            DeclarationSQL.dependencies, .names(namespaces.sorted()))
        var found: [ResourceKey: StoredDependencies] = [:]
        for index in 0..<rows.count {
            let row = rows[index]
            let value = try? Value(json: Array(row.string(2).utf8))
            let names = value?.arrayValue?.compactMap(\.stringValue) ?? []
            let origin = row.stringOrNil(3).map {
                Mark(file: $0, line: Int(row.int32OrNil(4) ?? 0), column: 1)
            }
            found[ResourceKey(kind: .job, namespace: row.string(0), name: row.string(1))] =
                StoredDependencies(names: names, origin: origin)
        }
        return found
    }

    private func declared() async throws -> [ResourceKey: LiveResource] {
        var found: [ResourceKey: LiveResource] = [:]
        if options.prune {
            var parameters = Parameters()
            parameters.append(options.owner)
            try collect(try await transaction.execute(DeclarationSQL.byOwner, parameters), into: &found)
        }
        let others = (desired.map(\.key) + options.namedDeletions).filter { found[$0] == nil }
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

    /// - Parameter names: stored names; nil: all queues, for a whole source may name any, and their number is small
    ///   beside that of jobs.
    private func queues(_ names: Set<String>?) async throws -> [String: LiveQueue] {
        if let names, names.isEmpty { return [:] }
        let rows =
            if let names {
                try await transaction.execute(DeclarationSQL.namedQueues, .names(names.sorted()))
            } else {
                try await transaction.execute(DeclarationSQL.queues)
            }
        var queues: [String: LiveQueue] = [:]
        queues.reserveCapacity(rows.count)
        for index in 0..<rows.count {
            let record = QueueRecord(rows[index])
            queues[record.name] = record.live(QueueCounts(rows[index], from: QueueRecord.columnCount))
        }
        return queues
    }

    private func runs(_ declared: [ResourceKey: LiveResource]) async throws -> [ResourceKey: [LedgerEntry]] {
        let keys = Set(desired.map(\.key)).union(declared.keys).filter { $0.kind == .job }
            .union(dependencies(of: desired))
        guard !keys.isEmpty else { return [:] }
        return try await ledger(keys.sorted(), transaction: transaction)
    }

    /// Only where two declarations name each other as the former owner, which is rare: asks what was taken before.
    private func spentMoves(_ declared: [ResourceKey: LiveResource]) async throws -> Set<ResourceKey> {
        var mutual: [(key: ResourceKey, former: String)] = []
        for resource in desired {
            guard let former = resource.movedFrom, former != options.owner,
                let stored = declared[resource.key], stored.owner == former,
                stored.resource.movedFrom == options.owner
            else { continue }
            mutual.append((resource.key, former))
        }
        guard !mutual.isEmpty else { return [] }
        var parameters = DeclarationSQL.keys(mutual.map(\.key))
        parameters.append(mutual.map(\.former))
        parameters.append(options.owner)
        parameters.append(ResourceAnnotation.movedFrom)
        let rows = try await transaction.execute(DeclarationSQL.spentMoves, parameters)
        let spent = Set((0..<rows.count).map { Int(rows[$0].int64(0)) - 1 })
        return Set(spent.map { mutual[$0].key })
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

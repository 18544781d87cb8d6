import Lifecycle
public import Planning
import Postgres
public import Resources

/// A declared resource with its status.
public struct ObservedResource: Sendable {
    /// The declaration as it is stored.
    public var record: DeclaredRecord
    /// What its rows say about it, read after the declaration and not in one transaction with it.
    public var status: ResourceStatus
}

extension JobQueueStore {
    /// Declared resources with their status, computed from the rows as they are now. Kind `Worker` is reported, not
    /// declared: see ``workers(all:)``.
    public func observed(
        kind: Kind? = nil, namespace: String? = nil, name: String? = nil, owner: String? = nil
    ) async throws(StoreError) -> [ObservedResource] {
        try await observe(try await declared(kind: kind, namespace: namespace, name: name, owner: owner))
    }

    /// The status of these, in order of kind, namespace and name; keys that are not declared are left out. One round
    /// trip for the declarations and at most one for the queues, two for the Jobs, one for the pools and one for the schedules, however many
    /// keys there are.
    public func observed(keys: [ResourceKey]) async throws(StoreError) -> [ObservedResource] {
        try await observe(try await declared(keys: keys))
    }

    private func observe(_ records: [DeclaredRecord]) async throws(StoreError) -> [ObservedResource] {
        let kinds = Set(records.map(\.live.resource.key.kind))
        let queueRows = kinds.contains(.queue) ? try await queueRows(records) : [:]
        let keys = records.map(\.live.resource.key).filter { $0.kind == .job }
        let runs = try await ledger(keys)
        let latest = try await latestRuns(runs)
        let pools = kinds.contains(.workerPool) ? try await poolWorkers() : [:]
        let schedules = try await scheduleFacts(records.map(\.live.resource))
        return records.map { record in
            let key = record.live.resource.key
            let status: ResourceStatus
            switch key.kind {
            case .queue:
                let row = queueRows[key.storedName]
                status = queueStatus(record.live, row: row?.queue, rowGeneration: row?.generation ?? 0)
            case .job: status = jobStatus(record.live, ledger: runs[key] ?? [], latest: latest[key])
            case .workerPool:
                let workers = pools[key.storedName] ?? PoolWorkers()
                status = poolStatus(
                    record.live, online: workers.online, busy: workers.busy, capacity: workers.capacity)
            case .schedule:
                status = scheduleStatus(record.live, facts: schedules[key] ?? ScheduleFacts(queue: .missing))
            case .worker: status = ResourceStatus(observedGeneration: 0, conditions: [], facts: [:])
            }
            return ObservedResource(record: record, status: status)
        }
    }

    private func queueRows(
        _ records: [DeclaredRecord]
    ) async throws(StoreError) -> [String: (queue: LiveQueue, generation: Int64)] {
        let names = records.filter { $0.live.resource.key.kind == .queue }.map(\.live.resource.key.storedName)
        let rows = try await read(DeclarationSQL.namedQueues, .names(names))
        var found: [String: (queue: LiveQueue, generation: Int64)] = [:]
        for index in 0..<rows.count {
            let record = QueueRecord(rows[index])
            let counts = QueueCounts(rows[index], from: QueueRecord.columnCount)
            found[record.name] = (record.live(counts), record.generation)
        }
        return found
    }

    /// Rows of the newest run of each Job, where they still exist.
    private func latestRuns(
        _ runs: [ResourceKey: [LedgerEntry]]
    ) async throws(StoreError) -> [ResourceKey: RunFacts] {
        let newest = runs.compactMapValues { $0.last?.jobID }
        guard !newest.isEmpty else { return [:] }
        var parameters = Parameters()
        parameters.append(Array(newest.values))
        let rows = try await read(StatusSQL.runs, parameters)
        var facts: [JobID: RunFacts] = [:]
        for index in 0..<rows.count {
            let row = rows[index]
            facts[row.jobID(0)] = RunFacts(
                state: JobState(rawValue: row.string(1)) ?? .pending, retries: Int64(row.int32(2)),
                attempt: Int64(row.int32(3)), startedAt: row.timestampMicrosOrNil(4),
                finishedAt: row.timestampMicrosOrNil(5), error: row.stringOrNil(6),
                reason: row.stringOrNil(7),
                result: row.bytesOrNil(8).map { String(decoding: $0, as: UTF8.self) })
        }
        return newest.compactMapValues { facts[$0] }
    }
}

private enum StatusSQL {
    static let runs = Statement(
        "status_runs",
        """
        SELECT job_id, status::text, retry_count, attempt, started_at, completed_at, error_message, reason,
               substring(result FROM 1 FOR 4096)
        FROM job_status WHERE job_id = ANY($1::uuid[])
        """)
}

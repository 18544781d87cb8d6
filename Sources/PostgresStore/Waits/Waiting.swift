public import Lifecycle
import Postgres

/// What became of jobs that waited for others.
public struct ReleaseOutcome: Sendable {
    /// Claimable now.
    public var ready: [ReadyJob] = []
    /// They depend on a dead letter, and are now dead letters, too.
    public var deadLettered: Set<JobID> = []
    /// Over with waiting for others, and put off until their own time.
    public var later: Set<JobID> = []
    /// There may be more to do.
    public var isPartial = false

    mutating func add(_ rows: Rows) {
        for index in 0..<rows.count {
            let row = rows[index]
            switch row.string(4) {
            case "ready":
                ready.append(
                    ReadyJob(
                        id: row.jobID(0), queue: row.string(1), rank: row.int16(2), key: row.stringOrNil(3)))
            case "dead": deadLettered.insert(row.jobID(0))
            default: later.insert(row.jobID(0))
            }
        }
    }
}

extension JobQueueStore {
    /// Looks at the jobs whose awaited jobs have ended: releases them, or dead-letters them (DEPENDENCY_FAILED).
    /// Costs one look-up when nothing has ended, however many jobs wait.
    ///
    /// - Parameter limit: most waiting jobs to look at in this call.
    public func releaseWaiting(limit: Int) async throws(StoreError) -> ReleaseOutcome {
        guard try await run(WaitSQL.pending, Parameters())[0].bool(0) else { return ReleaseOutcome() }
        var count = Parameters()
        count.append(Int64(limit))
        let bound = count
        do {
            return try await queue.transaction { transaction in
                let rows = try await transaction.batch([
                    (WaitSQL.lock, Parameters()), (WaitSQL.spread, bound), (WaitSQL.take, bound),
                ])
                let taken = ids(rows[2])
                guard !taken.isEmpty else { return ReleaseOutcome() }
                let own = ids(try await transaction.execute(WaitSQL.own, list(Array(Set(taken)))))
                var outcome = try await resolve(own, in: transaction)
                // Dead letters may have others that depend on them.
                outcome.isPartial = taken.count == limit || !outcome.deadLettered.isEmpty
                return outcome
            }
        } catch { throw StoreError.wrapping(error) }
    }

    /// Removes the traces of jobs that are gone, a page at a time, and finds ends that nobody entered.
    ///
    /// - Parameter position: what the call before answered; nil begins anew.
    /// - Returns: where to go on; nil at the end.
    public func sweepWaits(after position: Int64?, limit: Int) async throws(StoreError) -> Int64? {
        var parameters = Parameters()
        parameters.append(position ?? 0)
        parameters.append(Int64(limit))
        let rows = try await run(WaitSQL.sweep, parameters)
        return rows.count > 0 ? rows[0].int64OrNil(0) : nil
    }
}

/// Says how waiting jobs stand that were made in this transaction. One of them may be a dead letter at once, and
/// another one depend on it.
func resolveNew(_ jobs: [JobID], in transaction: PostgresTransaction) async throws -> ReleaseOutcome {
    var whole = ReleaseOutcome()
    var rest = Set(jobs)
    while !rest.isEmpty {
        let outcome = try await resolve(Array(rest), in: transaction)
        whole.ready += outcome.ready
        whole.deadLettered.formUnion(outcome.deadLettered)
        whole.later.formUnion(outcome.later)
        if outcome.deadLettered.isEmpty { break }
        rest.subtract(outcome.ready.map(\.id) + outcome.deadLettered + outcome.later)
    }
    return whole
}

/// Says how these waiting jobs stand. The caller has the lock (``WaitSQL/lock``), or nobody else sees them yet.
func resolve(_ jobs: [JobID], in transaction: PostgresTransaction) async throws -> ReleaseOutcome {
    var outcome = ReleaseOutcome()
    guard !jobs.isEmpty else { return outcome }
    let parameters = list(jobs)
    let rows = try await transaction.batch([(WaitSQL.mark, parameters), (WaitSQL.resolve, parameters)])
    outcome.add(rows[1])
    return outcome
}

private func list(_ ids: [JobID]) -> Parameters {
    var parameters = Parameters()
    parameters.append(ids)
    return parameters
}

private func ids(_ rows: Rows) -> [JobID] { (0..<rows.count).map { rows[$0].jobID(0) } }

import Lifecycle
import Postgres

/// Enqueues runs that were declared (of Jobs, and ticks of Schedules) inside the transaction that declares them.
///
/// A submitted job whose unique key is taken is not accepted; a declared one is, takes the key over, and waits until
/// the job that had it has ended and its period is over.
struct DeclaredEnqueue {
    let transaction: PostgresTransaction

    /// - Returns: what is claimable now. Fails with SQLSTATE 23502 when a queue is missing.
    func enqueue(_ jobs: [NewJob]) async throws -> [ReadyJob] {
        let bound = jobs.contains { $0.uniqueKey != nil || !$0.waits.isEmpty }
        guard bound else {
            let rows = try await transaction.execute(SubmitSQL.allOrNone, SubmitSQL.parameters(jobs))
            return SubmitSQL.outcome(rows).outcome.ready
        }
        let jobs = try await takingOverKeys(jobs)
        let rows = try await transaction.execute(
            SubmitSQL.boundAllOrNone, SubmitSQL.boundParameters(jobs, mustHold: false))
        var ready = SubmitSQL.outcome(rows).outcome.ready
        let waiting = jobs.filter { !$0.waits.isEmpty }.map(\.id)
        ready += try await resolveNew(waiting, in: transaction).ready
        return ready
    }

    /// Each of several new jobs with the same key waits for the one before it.
    private func takingOverKeys(_ jobs: [NewJob]) async throws -> [NewJob] {
        let keys = Set(jobs.compactMap(\.heldKey))
        guard !keys.isEmpty else { return jobs }
        let parameters = UniqueKeySQL.locks(keys)
        let rows = try await transaction.batch([
            (UniqueKeySQL.lock, parameters), (UniqueKeySQL.holders, parameters),
        ])[1]
        struct Holder {
            var job: JobID
            var until: Int64?
        }
        var holders: [UniqueKey: Holder] = [:]
        for index in 0..<rows.count {
            let row = rows[index]
            holders[UniqueKey(queue: row.string(0), key: row.string(1))] = Holder(
                job: row.jobID(2), until: row.timestampMicrosOrNil(3))
        }
        let now = try await transaction.execute(Statement("unique_now", "SELECT now()"))[0].timestampMicros(0)
        var jobs = jobs
        for index in jobs.indices {
            guard let key = jobs[index].heldKey else { continue }
            if let holder = holders[key] {
                jobs[index].waits.append(.end(of: holder.job))
                jobs[index].waitReason = .uniqueKey
                if let until = holder.until, until > now {
                    jobs[index].notBefore = max(jobs[index].notBefore ?? 0, until)
                }
            }
            holders[key] = Holder(
                job: jobs[index].id, until: jobs[index].uniquePeriodMilliseconds.map { now + $0 * 1000 })
        }
        try await give(holders.mapValues(\.job), jobs)
        return jobs
    }

    private func give(_ holders: [UniqueKey: JobID], _ jobs: [NewJob]) async throws {
        let last = jobs.filter { job in job.heldKey.map { holders[$0] == job.id } ?? false }
        var parameters = Parameters()
        parameters.append(last.map(\.queue))
        parameters.append(last.map(\.uniqueKey))
        parameters.append(last.map(\.id))
        parameters.append(last.map(\.uniquePeriodMilliseconds))
        _ = try await transaction.execute(UniqueKeySQL.give, parameters)
    }
}

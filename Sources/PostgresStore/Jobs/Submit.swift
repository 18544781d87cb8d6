import Lifecycle
import Postgres

extension JobQueueStore {
    /// Enqueues a batch in one transaction. Repeating the call with the same ids is safe.
    ///
    /// - Parameter allOrNone: true fails with `notFound` when a queue does not exist and enqueues nothing; false
    ///   leaves those jobs out and names them in `refused`.
    public func submit(_ jobs: [NewJob], allOrNone: Bool) async throws(StoreError) -> SubmitOutcome {
        guard !jobs.isEmpty else { return SubmitOutcome() }
        // A caller that lost its answer may have repeated itself within one batch.
        var seen: Set<JobID> = []
        let jobs = jobs.filter { seen.insert($0.id).inserted }
        let statement = allOrNone ? SubmitSQL.allOrNone : SubmitSQL.skipping
        let rows: Rows
        do {
            rows = try await queue.execute(statement, SubmitSQL.parameters(jobs))
        } catch {
            if error.sqlstate == "23502", allOrNone { throw try await missingQueue(jobs) }
            throw StoreError(error)
        }
        var (outcome, created) = SubmitSQL.outcome(rows)
        if created.count == jobs.count { return outcome }
        let absent = jobs.map(\.id).filter { !created.contains($0) }
        var parameters = Parameters()
        parameters.append(absent)
        let known = try await run(SubmitSQL.existing, parameters)
        for index in 0..<known.count { outcome.existing.insert(known[index].jobID(0)) }
        outcome.refused = Set(absent).subtracting(outcome.existing)
        return outcome
    }

    private func missingQueue(_ jobs: [NewJob]) async throws(StoreError) -> StoreError {
        let known = Set(try await queues().filter { !$0.draining }.map(\.name))
        let missing = Set(jobs.map(\.queue)).subtracting(known).sorted()
        guard let first = missing.first else {
            return StoreError(.notFound, "a queue went away while jobs were submitted to it; submit again")
        }
        return StoreError(.notFound, queueNotFound(first))
    }
}

/// The message of every call that names a queue which is not there.
public func queueNotFound(_ name: String) -> String {
    "queue \"\(name)\" does not exist; create it with a Queue manifest or `jq-ctl queue create \(name)`"
}

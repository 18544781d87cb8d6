import Lifecycle
import Planning
import Postgres

extension JobQueueStore {
    /// Enqueues a batch in one transaction. Repeating the call with the same ids is safe.
    ///
    /// A job whose unique key another active job has is not created, also one whose twin is in the same batch; the
    /// answer names who has the key. One that depends on a dead letter is created, and is one at once.
    ///
    /// - Parameter allOrNone: true fails with `notFound` when a queue does not exist and enqueues nothing; false
    ///   leaves those jobs out and names them in `refused`. Duplicates are no error.
    /// - Throws: `notFound` also when a job depends on one that does not exist, `invalidArgument` when jobs of the
    ///   batch depend on each other in a circle.
    public func submit(_ jobs: [NewJob], allOrNone: Bool) async throws(StoreError) -> SubmitOutcome {
        guard !jobs.isEmpty else { return SubmitOutcome() }
        // A caller that lost its answer may have repeated itself within one batch.
        var seen: Set<JobID> = []
        let jobs = jobs.filter { seen.insert($0.id).inserted }
        if jobs.contains(where: { !$0.waits.isEmpty }) { try refuseCircles(jobs) }
        var outcome: SubmitOutcome
        var created: Set<JobID>
        do {
            (outcome, created) = try await insert(jobs, allOrNone: allOrNone)
            eventSignal.raise()
        } catch {
            if (error as? PostgresError)?.sqlstate == "23502" { throw try await missing(jobs) }
            throw StoreError.wrapping(error)
        }
        if created.count == jobs.count { return outcome }
        let absent = jobs.map(\.id).filter { !created.contains($0) && outcome.duplicates[$0] == nil }
        guard !absent.isEmpty else { return outcome }
        var parameters = Parameters()
        parameters.append(absent)
        let known = try await run(SubmitSQL.existing, parameters)
        for index in 0..<known.count { outcome.existing.insert(known[index].jobID(0)) }
        outcome.refused = Set(absent).subtracting(outcome.existing)
        return outcome
    }

    /// Batches without unique keys and dependencies are one statement.
    private func insert(
        _ jobs: [NewJob], allOrNone: Bool
    ) async throws -> (outcome: SubmitOutcome, created: Set<JobID>) {
        if jobs.contains(where: { !$0.waits.isEmpty }) {
            return try await insertWaiting(jobs, allOrNone: allOrNone)
        }
        guard jobs.contains(where: { $0.uniqueKey != nil }) else {
            let statement = allOrNone ? SubmitSQL.allOrNone : SubmitSQL.skipping
            return SubmitSQL.outcome(try await queue.execute(statement, SubmitSQL.parameters(jobs)))
        }
        let results = try await queue.batch([
            (UniqueKeySQL.lock, UniqueKeySQL.locks(Set(jobs.compactMap(\.heldKey)))),
            (UniqueKeySQL.acquire, UniqueKeySQL.acquisition(jobs)),
            (
                allOrNone ? SubmitSQL.boundAllOrNone : SubmitSQL.boundSkipping,
                SubmitSQL.boundParameters(jobs, mustHold: true)
            ),
        ])
        var (outcome, created) = SubmitSQL.outcome(results[2])
        outcome.duplicates = UniqueKeySQL.duplicates(results[1])
        return (outcome, created)
    }

    private func insertWaiting(
        _ jobs: [NewJob], allOrNone: Bool
    ) async throws -> (outcome: SubmitOutcome, created: Set<JobID>) {
        try await queue.transaction { transaction in
            var jobs = jobs
            var duplicates: [JobID: JobID] = [:]
            let keys = Set(jobs.compactMap(\.heldKey))
            if !keys.isEmpty {
                let results = try await transaction.batch([
                    (UniqueKeySQL.lock, UniqueKeySQL.locks(keys)),
                    (UniqueKeySQL.acquire, UniqueKeySQL.acquisition(jobs)),
                ])
                duplicates = UniqueKeySQL.duplicates(results[1])
                // Who depends on a job that was not accepted depends on the one that stands for it.
                for index in jobs.indices {
                    jobs[index].waits = jobs[index].waits.map { $0.following(duplicates) }
                }
            }
            let statement = allOrNone ? SubmitSQL.boundAllOrNone : SubmitSQL.boundSkipping
            let rows = try await transaction.execute(
                statement, SubmitSQL.boundParameters(jobs, mustHold: true))
            var (outcome, created) = SubmitSQL.outcome(rows)
            outcome.duplicates = duplicates
            let waiting = jobs.filter { !$0.waits.isEmpty && created.contains($0.id) }.map(\.id)
            let released = try await resolveNew(waiting, in: transaction)
            outcome.scheduled -= released.ready.count + released.deadLettered.count
            outcome.ready += released.ready
            outcome.deadLettered = released.deadLettered
            return (outcome, created)
        }
    }

    private func refuseCircles(_ jobs: [NewJob]) throws(StoreError) {
        let ids = Set(jobs.map(\.id))
        let edges = Dictionary(
            uniqueKeysWithValues: jobs.map { ($0.id, $0.waits.compactMap(\.awaited).filter(ids.contains)) })
        guard let circle = DependencyGraph(edges).circles().first?.value else { return }
        throw StoreError(
            .invalidArgument,
            "jobs depend on each other in a circle: "
                + (circle.nodes + circle.nodes.prefix(1)).map(\.description).joined(separator: " -> "))
    }

    private func missing(_ jobs: [NewJob]) async throws(StoreError) -> StoreError {
        let known = Set(try await queues().filter { !$0.draining }.map(\.name))
        let missing = Set(jobs.map(\.queue)).subtracting(known).sorted()
        if let first = missing.first { return StoreError(.notFound, queueNotFound(first)) }
        let batch = Set(jobs.map(\.id))
        let awaited = Set(jobs.flatMap { $0.waits.filter(\.needsSuccess).compactMap(\.awaited) })
            .subtracting(batch)
        var parameters = Parameters()
        parameters.append(awaited.sorted())
        let rows = try await run(SubmitSQL.existing, parameters)
        let unknown = awaited.subtracting((0..<rows.count).map { rows[$0].jobID(0) })
        for job in jobs {
            guard let id = job.waits.compactMap(\.awaited).first(where: unknown.contains) else { continue }
            return StoreError(
                .notFound, "job \(job.id) depends on job \(id), which does not exist; submit that first")
        }
        return StoreError(.notFound, "a queue went away while jobs were submitted to it; submit again")
    }
}

extension NewJob.Wait {
    fileprivate func following(_ duplicates: [JobID: JobID]) -> NewJob.Wait {
        switch self {
        case .end(let id): .end(of: duplicates[id] ?? id)
        case .success(let id): .success(of: duplicates[id] ?? id)
        case .newestRun: self
        }
    }
}

/// The message of every call that names a queue which is not there.
public func queueNotFound(_ name: String) -> String {
    "queue \"\(name)\" does not exist; create it with a Queue manifest or `jq-ctl queue create \(name)`"
}

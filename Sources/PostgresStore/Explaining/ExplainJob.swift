public import Lifecycle
public import Planning
import Postgres
public import Resources

/// The answer to "why is this job where it is", with the job as it was at that moment.
public struct ExplainedJob: Sendable {
    /// Nil when the job has no rows: its Job has never run, or the run is no longer kept.
    public var job: JobRecord?
    /// What the answer was made of; nil when ``job`` is.
    public var facts: JobFacts?
    /// The answer.
    public var explanation: Explanation
}

extension JobQueueStore {
    /// Why a job is where it is. Reads everything in one snapshot, and counts no further than it shows: a queue of
    /// millions costs what ten thousand cost.
    ///
    /// - Returns: nil when there is no job of this id.
    public func explain(job id: JobID) async throws(StoreError) -> ExplainedJob? {
        try await snapshot { try await ExplainLoader(transaction: $0).explain(id) }
    }

    /// The same of the newest run of a declared Job.
    ///
    /// - Returns: nil when no such Job is declared, and none ever ran.
    public func explain(resource key: ResourceKey) async throws(StoreError) -> ExplainedJob? {
        try await snapshot { transaction in
            let loader = ExplainLoader(transaction: transaction)
            guard let run = try await PostgresStore.ledger([key], transaction: transaction)[key]?.last else {
                let rows = try await transaction.execute(DeclarationSQL.byKey, DeclarationSQL.keys([key]))
                guard rows.count > 0 else { return nil }
                let declared = try DeclaredRecord(rows[0]).live.resource
                return ExplainedJob(explanation: explainUnrun(declared))
            }
            if let found = try await loader.explain(run.jobID) { return found }
            return ExplainedJob(explanation: explainForgotten(key, run: run))
        }
    }

    private func snapshot<Answer>(
        _ body: (PostgresTransaction) async throws -> Answer
    ) async throws(StoreError) -> Answer {
        do {
            return try await general.transaction { transaction in
                _ = try await transaction.batch([
                    (ExplainSQL.snapshot, Parameters()), (ExplainSQL.byIndex, Parameters()),
                ])
                return try await body(transaction)
            }
        } catch { throw StoreError.wrapping(error) }
    }
}

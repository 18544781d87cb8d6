public import Lifecycle
import Planning
public import PostgresStore
public import Resources

/// Whether everything that was declared has come to rest.
public struct Settlement: Sendable {
    /// What a declared Job came to.
    public struct Run: Sendable {
        /// Name of the Job, with its namespace unless that is the default one: "team-a/migrate".
        public var name: String
        /// Where its run stands; `pending` when nothing has run.
        public var state: JobState
        /// Facts of its status, such as `runId`, `startedAt` and `result`.
        public var facts: [String: Value]
    }

    /// Every declared Job has ended, and no job waits or runs.
    public var isSettled: Bool
    /// One per declared Job, in order of namespace and name.
    public var runs: [Run]

    /// Reads the state of all declared Jobs and queues.
    public static func read(_ store: JobQueueStore) async throws(StoreError) -> Settlement {
        let observed = try await store.observed(kind: .job)
        let counts = try await store.counts()
        let busy = counts.values.contains { $0.pending + $0.held > 0 }
        let open = observed.contains { $0.status.isTrue("Reconciling") }
        let runs = observed.map { job in
            Run(
                name: job.record.live.resource.key.storedName,
                state: job.status.facts["phase"]?.stringValue.flatMap { JobState(rawValue: $0) } ?? .pending,
                facts: job.status.facts)
        }
        return Settlement(isSettled: !observed.isEmpty && !busy && !open, runs: runs)
    }
}

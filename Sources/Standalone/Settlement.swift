public import Lifecycle
import Planning
public import PostgresStore
public import Resources

/// Whether everything that was declared has come to rest.
public struct Settlement: Sendable {
    /// What a declared Job came to.
    public struct Run: Sendable {
        public var name: String
        public var state: JobState
        public var facts: [String: Value]
    }

    /// Every declared Job has ended, and no job waits or runs.
    public var isSettled: Bool
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

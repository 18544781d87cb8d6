import GRPCCore
import LinuxReactor
import Lifecycle
import PostgresStore

/// Enqueues single jobs of many callers together.
struct SubmitWriter: Sendable {
    private enum Answer: Sendable { case created, existing, refused }
    private let gatherer: Gatherer<NewJob, Answer>

    init(store: JobQueueStore, wakeUps: WakeUps) {
        gatherer = Gatherer(reactor: store.reactor, lanes: 2, limit: 1000) { jobs in
            let outcome = try await store.submit(jobs, allOrNone: false)
            await wakeUps.ready(outcome.ready)
            if outcome.existing.isEmpty, outcome.refused.isEmpty {
                return Array(repeating: .created, count: jobs.count)
            }
            return jobs.map {
                outcome.refused.contains($0.id)
                    ? .refused : outcome.existing.contains($0.id) ? .existing : .created
            }
        }
    }

    /// Waits for the commit. False when the id was taken: the job had been submitted before.
    func submit(_ job: NewJob) async throws -> Bool {
        switch try await gatherer.perform(job) {
        case .created: return true
        case .existing: return false
        case .refused: throw StoreError(.notFound, queueNotFound(job.queue))
        }
    }
}

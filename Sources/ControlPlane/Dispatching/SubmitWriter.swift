import GRPCCore
import LinuxReactor
import Lifecycle
import PostgresStore

/// Enqueues single jobs of many callers together.
struct SubmitWriter: Sendable {
    /// What became of one job.
    enum Answer: Hashable, Sendable {
        case created, existing, refused
        /// This job has its unique key.
        case duplicate(of: JobID)
    }
    private let store: JobQueueStore
    private let wakeUps: WakeUps
    private let plain: Gatherer<NewJob, Answer>
    /// Apart from the others, which need no locks.
    private let keyed: Gatherer<NewJob, Answer>

    init(store: JobQueueStore, wakeUps: WakeUps) {
        self.store = store
        self.wakeUps = wakeUps
        let flush: @Sendable ([NewJob]) async throws -> [Answer] = { jobs in
            let outcome = try await store.submit(jobs, allOrNone: false)
            await wakeUps.ready(outcome.ready)
            if outcome.created == jobs.count { return Array(repeating: .created, count: jobs.count) }
            return jobs.map { Answer($0.id, outcome) }
        }
        plain = Gatherer(reactor: store.reactor, lanes: 2, limit: 1000, flush: flush)
        keyed = Gatherer(reactor: store.reactor, lanes: 1, limit: 1000, flush: flush)
    }

    /// Waits for the commit. Fails when the queue does not exist, or a job that this one depends on.
    func submit(_ job: NewJob) async throws -> Answer {
        let answer: Answer
        if !job.waits.isEmpty {
            // Alone: an error of one caller must not become that of others.
            let outcome = try await store.submit([job], allOrNone: true)
            await wakeUps.ready(outcome.ready)
            answer = Answer(job.id, outcome)
        } else {
            answer = try await (job.uniqueKey == nil ? plain : keyed).perform(job)
        }
        if answer == .refused { throw StoreError(.notFound, queueNotFound(job.queue)) }
        return answer
    }
}

extension SubmitWriter.Answer {
    fileprivate init(_ job: JobID, _ outcome: SubmitOutcome) {
        if let holder = outcome.duplicates[job] {
            self = .duplicate(of: holder)
        } else if outcome.refused.contains(job) {
            self = .refused
        } else {
            self = outcome.existing.contains(job) ? .existing : .created
        }
    }
}

import Lifecycle
import Testing

@testable import PostgresStore

@Suite struct OutputStoreTests {
    let worker = freshJobID()

    private func running(_ store: JobQueueStore, _ job: NewJob) async throws -> Lease {
        let claim = try #require(try await store.claim([(job.id, worker)]).first)
        return Lease(job: job.id, epoch: claim.leaseEpoch)
    }

    private func piece(_ lease: Lease, _ sequence: Int64, _ bytes: [UInt8]) -> OutputPiece {
        OutputPiece(lease: lease, sequence: sequence, stream: 1, bytes: bytes)
    }

    private func all(_ store: JobQueueStore, _ job: NewJob) async throws -> [StoredOutput] {
        try await store.output(
            of: job.id, after: OutputPosition(attempt: 0, sequence: -1), upTo: .max, limit: 1000)
    }

    @Test func piecesAreKeptByteForByteAndRepetitionsChangeNothing() async throws {
        try await withStore { store in
            let job = try await store.enqueue(1)[0]
            let lease = try await running(store, job)
            let bytes: [UInt8] = [0, 0xff, 0x80, 10]
            try await store.write([piece(lease, 1, bytes), piece(lease, 0, [1])], progress: [])
            try await store.write(
                [piece(lease, 1, [9]), piece(lease, 2, [2]), piece(lease, 2, [3])], progress: [])
            let stored = try await all(store, job)
            #expect(stored.map(\.position.sequence) == [0, 1, 2])
            #expect(stored.map(\.bytes) == [[1], bytes, [2]])
        }
    }

    @Test func onlyTheCurrentAttemptIsHeard() async throws {
        try await withStore { store in
            let job = try await store.enqueue(1) { $0.backoff = (0, 0, 0) }[0]
            let old = try await running(store, job)
            try await store.write([piece(old, 0, [1])], progress: [])
            _ = try await store.fail([Failure(lease: old, end: .workerLost, message: "")])
            _ = try await store.promoteDue(limit: 10)
            let new = try await running(store, job)
            let stale = Progress(lease: old, percent: 99, note: "zombie")
            try await store.write([piece(old, 1, [2]), piece(new, 0, [3])], progress: [stale])
            let stored = try await all(store, job)
            #expect(stored.map(\.position.attempt) == [1, 2] && stored.map(\.bytes) == [[1], [3]])
            #expect(try await store.progress(of: job.id) == nil)
            let first = try await store.output(
                of: job.id, after: OutputPosition(attempt: 0, sequence: -1), upTo: 1, limit: 10)
            #expect(first.map(\.bytes) == [[1]])
            let rest = try await store.output(
                of: job.id, after: OutputPosition(attempt: 1, sequence: 0), upTo: .max, limit: 10)
            #expect(rest.map(\.bytes) == [[3]])
        }
    }

    @Test func progressIsReplacedShownAndGoneWithTheAttempt() async throws {
        try await withStore { store in
            let jobs = try await store.enqueue(2)
            let first = try await running(store, jobs[0])
            let second = try await running(store, jobs[1])
            try await store.write(
                [],
                progress: [
                    Progress(lease: first, percent: 1, note: "a"),
                    Progress(lease: second, percent: nil, note: "x\0y"),
                    Progress(lease: first, percent: 250, note: "b"),
                ])
            let shown = try #require(try await store.job(jobs[0].id))
            #expect(shown.progressPercent == 100 && shown.progressNote == "b")
            let other = try #require(try await store.job(jobs[1].id))
            #expect(other.progressPercent == nil && other.progressNote == "xy")
            _ = try await store.settle(started: [], completed: [Completion(lease: first, result: [])])
            #expect(try await store.job(jobs[0].id)?.progressPercent == nil)
            try await store.write([], progress: [Progress(lease: first, percent: 5, note: "late")])
            #expect(try await store.job(jobs[0].id)?.progressNote == nil)
        }
    }
}

/// The pure fold over events.
@Suite struct AttemptHistoryTests {
    private let job = freshJobID()
    private let worker = freshJobID()

    private func events(_ steps: [(JobState?, JobState, Int32, String?)]) -> [JobEventRecord] {
        steps.enumerated().map { index, step in
            JobEventRecord(
                id: Int64(index + 1), job: job, from: step.0, to: step.1,
                worker: step.0 == .pending && step.1 != .assigned ? nil : worker, attempt: step.2,
                reason: step.3,
                occurredAt: Int64(index) * 10, error: step.1 == .failed ? "no" : nil, exitCode: nil)
        }
    }

    @Test(arguments: [
        (JobState.running, JobState.done, String?.none, "DONE"), (.running, .failed, nil, "FAILED"),
        (.running, .failed, "WORKER_LOST", "WORKER_LOST"), (.assigned, .failed, "WORKER_LOST", "WORKER_LOST"),
        (.running, .deadLettered, "CANCELLED", "CANCELLED"),
        (.assigned, .deadLettered, "CANCELLED", "CANCELLED"),
        (.running, .pending, "SNOOZED", "SNOOZED"), (.running, .deadLettered, "DISCARDED", "DISCARDED"),
        (.assigned, .pending, "RELEASED", "RELEASED"),
        (.assigned, .pending, "ASSIGNMENT_TIMEOUT", "ASSIGNMENT_TIMEOUT"),
    ])
    func eachEndHasItsWord(from: JobState, to: JobState, reason: String?, word: String) {
        var steps: [(JobState?, JobState, Int32, String?)] = [
            (nil, .pending, 0, nil), (.pending, .assigned, 1, nil),
        ]
        if from == .running { steps.append((.assigned, .running, 1, nil)) }
        steps.append((from, to, 1, reason))
        let attempts = attemptHistory(events(steps))
        #expect(attempts.map(\.outcome) == [word])
        #expect(attempts[0].assignedAt == 10 && attempts[0].endedAt == Int64(steps.count - 1) * 10)
        #expect(attempts[0].startedAt == (from == .running ? 20 : nil))
        #expect(attempts[0].worker == worker)
    }

    @Test func whatHappensToAWaitingJobIsNoAttempt() {
        let attempts = attemptHistory(
            events([
                (nil, .pending, 0, nil), (.pending, .assigned, 1, nil), (.assigned, .running, 1, nil),
                (.running, .failed, 1, nil), (.failed, .pending, 1, "RETRY"), (.pending, .assigned, 2, nil),
                (.assigned, .running, 2, nil), (.running, .failed, 2, nil),
                (.failed, .deadLettered, 2, "RETRIES_EXHAUSTED"),
                (.deadLettered, .pending, 2, "MANUAL_RETRY"),
                (.pending, .deadLettered, 2, "TTL_EXPIRED"),
            ]))
        #expect(attempts.map(\.outcome) == ["FAILED", "FAILED"])
        #expect(attempts.map(\.error) == ["no", "no"])
        #expect(attempts.map(\.attempt) == [1, 2])
    }

    @Test func anAttemptUnderWayHasNoEnd() {
        var steps: [(JobState?, JobState, Int32, String?)] = [
            (nil, .pending, 0, nil), (.pending, .assigned, 1, nil),
        ]
        #expect(attemptHistory(events(steps)).map(\.outcome) == ["ASSIGNED"])
        steps.append((.assigned, .running, 1, nil))
        let attempts = attemptHistory(events(steps))
        #expect(attempts.map(\.outcome) == ["RUNNING"] && attempts[0].endedAt == nil)
        #expect(attemptHistory([]).isEmpty)
    }
}

import Lifecycle
import Planning
import PostgresStore
import Resources
import Testing

/// The facts behind an explanation, read from real rows.
@Suite struct ExplainStoreTests {
    private func facts(_ store: JobQueueStore, _ job: NewJob) async throws -> JobFacts {
        try #require(try await store.explain(job: job.id)?.facts)
    }

    private func causes(_ store: JobQueueStore, _ job: NewJob) async throws -> [Cause.Kind] {
        try #require(try await store.explain(job: job.id)).explanation.causes.map(\.kind)
    }

    private func worker(
        _ store: JobQueueStore, _ hostname: String = "host-1", slots: Int32 = 2, queues: [String] = ["q"],
        pool: String = ""
    ) async throws -> JobID {
        try await store.register(
            WorkerRegistration(
                id: freshJobID(), hostname: hostname, concurrency: slots, queues: queues, pool: pool,
                version: "1")
        ).id
    }

    @Test func thePlaceInLine() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), queue("other")])
            _ = try await worker(store)
            let jobs = try await store.enqueue(5, queue: "q")
            let urgent = try await store.enqueue(1, queue: "q") { $0.priority = 9 }[0]
            _ = try await store.enqueue(3, queue: "other")
            try await store.compactCounts()
            #expect(try await facts(store, urgent).line == LinePlace(ahead: 0))
            #expect(try await facts(store, jobs[0]).line == LinePlace(ahead: 1))
            let last = try #require(try await store.explain(job: jobs[4].id))
            #expect(last.explanation.position == 6 && last.job?.id == jobs[4].id)
            #expect(last.explanation.causes.map(\.message) == ["position 6 of 6 in queue q"])
            #expect(last.facts?.workers == WorkerSituation(online: 1, slots: 2))
            let unknown = try await store.explain(job: freshJobID())
            #expect(unknown == nil)
        }
    }

    /// Beyond ten thousand nobody counts.
    @Test func aLongLineIsCountedInPart() async throws {
        try await withStore { store in
            let jobs = try await store.enqueue(10_003, queue: "default")
            #expect(try await facts(store, jobs[9_999]).line == LinePlace(ahead: 9_999))
            let last = try #require(try await store.explain(job: jobs[10_002].id))
            #expect(last.facts?.line == LinePlace(ahead: 10_001) && last.explanation.position == 10_001)
        }
    }

    @Test func aPausedQueueAndWhoPausedIt() async throws {
        try await withStore { store in
            try await store.declare([queue("q", file: "emails.yaml", ["paused": true])])
            let job = try await store.enqueue(1, queue: "q")[0]
            let declared = try #require(try await store.explain(job: job.id)?.explanation)
            #expect(declared.causes[0].message == "queue q is paused by its declaration at emails.yaml:1")
            #expect(declared.causes.map(\.kind) == [.queuePaused, .noWorker, .nextInLine])
            try await store.declare([queue("q")])
            _ = try await store.override(
                queue: "q", [.paused: true], for: .seconds(60), actor: "ann", reason: "incident 42")
            let paused = try #require(try await store.explain(job: job.id)?.explanation.causes.first)
            #expect(paused.message.hasPrefix("queue q is paused by ann until 2") && paused.until != nil)
            #expect(paused.message.hasSuffix("Z (incident 42)"))
            try await store.backdate("UPDATE queue_overrides SET expires_at = now()")
            #expect(try await causes(store, job) == [.noWorker, .nextInLine])
        }
    }

    @Test func limitsAndWhoHoldsThem() async throws {
        try await withStore { store in
            try await store.declare([queue("q", ["concurrency": ["limit": 2, "perKey": 1]])])
            let worker = try await worker(store, slots: 9)
            let jobs = try await store.enqueue(4, queue: "q") { $0.concurrencyKey = "tenant-7" }
            let other = try await store.enqueue(1, queue: "q") { $0.concurrencyKey = "tenant-8" }[0]
            _ = try await store.claimGated([(jobs[0].id, worker)], queues: ["q"])
            #expect(try await causes(store, jobs[2]) == [.keyLimitReached, .nextInLine])
            #expect(try await causes(store, other) == [.nextInLine])
            try await store.backdate(
                "UPDATE job_ready SET concurrency_key = 'tenant-9' WHERE job_id = '\(jobs[1].id)'")
            _ = try await store.claimGated([(jobs[1].id, freshJobID())], queues: ["q"])
            let facts = try await facts(store, other)
            #expect(facts.queue?.slots.count == 2 && facts.queue?.keySlots == SlotUse())
            #expect(facts.queue?.slots.holders.map(\.job) == [jobs[0].id, jobs[1].id])
            #expect(facts.queue?.slots.holders.first?.worker == "host-1")
            #expect(try await causes(store, other) == [.limitReached, .nextInLine])
            #expect(try await causes(store, jobs[3]) == [.limitReached, .keyLimitReached, .nextInLine])
        }
    }

    @Test func workersOfAPoolServeWhatThePoolSays() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), queue("old")])
            let job = try await store.enqueue(1, queue: "q")[0]
            #expect(try await facts(store, job).workers == WorkerSituation())
            let pool = manifest(.workerPool, "p", file: "pools.yaml", ["queues": ["q"], "concurrency": 1])
            try await store.declare([pool])
            let place = PoolPlace(name: "p", replicas: 1, origin: pool.origin)
            #expect(try await facts(store, job).workers == WorkerSituation(pools: [place]))
            // It came for another queue, and its pool has sent it here.
            let member = try await worker(store, "host-2", slots: 5, queues: ["old"], pool: "p")
            #expect(
                try await facts(store, job).workers == WorkerSituation(online: 1, slots: 1, pools: [place]))
            let old = try await store.enqueue(1, queue: "old")[0]
            #expect(try await facts(store, old).workers == WorkerSituation())
            let held = try await store.enqueue(1, queue: "q") { $0.priority = 9 }[0]
            _ = try await store.claim([(held.id, member)])
            #expect(try await causes(store, job) == [.workersBusy, .nextInLine])
            _ = try await store.setDraining(member, true)
            let draining = WorkerSituation(draining: ["host-2"], pools: [place])
            #expect(try await facts(store, job).workers == draining)
            _ = try await store.deregister(member)
            #expect(try await facts(store, job).workers == WorkerSituation(pools: [place]))
        }
    }

    @Test func whatIsPutOff() async throws {
        try await withStore { store in
            try await store.declare([queue("q")])
            let worker = try await worker(store)
            let later = try await store.enqueue(1, queue: "q") { $0.notBefore = 4_102_444_800_000_000 }[0]
            let answer = try #require(try await store.explain(job: later.id)?.explanation)
            #expect(
                answer.causes.map(\.kind) == [.scheduled] && answer.causes[0].until == 4_102_444_800_000_000)
            #expect(answer.position == 0 && answer.estimatedStart == 4_102_444_800_000_000)

            let failing = try await store.enqueue(1, queue: "q")[0]
            let claim = try #require(try await store.claim([(failing.id, worker)]).first)
            let lease = Lease(job: failing.id, epoch: claim.leaseEpoch)
            #expect(try await causes(store, failing) == [.assigned])
            _ = try await store.settle(started: [lease], completed: [])
            let running = try #require(try await store.explain(job: failing.id)?.explanation.causes.first)
            #expect(running.kind == .running && running.message.hasPrefix("it runs on host-1 for 0s"))
            _ = try await store.fail([Failure(lease: lease, end: .failed, message: "no route to host")])
            let retry = try #require(try await store.explain(job: failing.id)?.explanation.causes.first)
            #expect(
                retry.kind == .retryWait
                    && retry.message.contains("attempt 1 failed, and retry 1 of 3 is due"))
            #expect(retry.message.hasSuffix(": no route to host"))
            _ = try await store.cancel(failing.id, force: false)
            let ended = try #require(try await store.explain(job: failing.id)?.explanation.causes.first)
            #expect(ended.kind == .ended && ended.message.contains("(CANCELLED)"))
        }
    }

    @Test func runsOfDeclaredJobs() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), job("j", "a", ["onChange": "Queue"])])
            _ = try await worker(store)
            let first = try #require(try await store.runs(of: "j").first)
            let lease = try await store.hold(first, start: true)
            try await store.declare([queue("q"), job("j", "b", ["onChange": "Queue"])])
            let key = ResourceKey(kind: .job, name: "j")
            let second = try #require(try await store.explain(resource: key))
            #expect(second.explanation.causes.map(\.kind) == [.waitsForRun])
            #expect(second.explanation.causes[0].jobs == [first.jobID])
            #expect(second.explanation.causes[0].message.hasSuffix(": Job/j, run \(first.jobID) (RUNNING)"))
            try await store.complete(lease)
            _ = try await store.releaseWaiting(limit: 10)
            #expect(try await store.explain(resource: key)?.explanation.causes.map(\.kind) == [.nextInLine])
            try await store.finish(try #require(try await store.runs(of: "j").last))
            #expect(try await store.explain(resource: key)?.explanation.causes.map(\.kind) == [.ended])
            try await store.backdate("DELETE FROM jobs; DELETE FROM job_done")
            let forgotten = try #require(try await store.explain(resource: key))
            #expect(
                forgotten.job == nil && forgotten.explanation.causes[0].message.contains("no longer kept"))
        }
    }

    @Test func jobsThatHaveNeverRun() async throws {
        try await withStore { store in
            let key = ResourceKey(kind: .job, name: "j")
            let unknown = try await store.explain(resource: key)
            #expect(unknown == nil)
            try await store.declare([queue("q"), job("j", "a", ["runPolicy": "Manual"])])
            let found = try #require(try await store.explain(resource: key))
            #expect(found.explanation.causes.map(\.kind) == [.neverRun] && found.job == nil)
        }
    }

    @Test func dependenciesThatAreNotDone() async throws {
        try await withStore { store in
            try await store.declare([
                queue("q"), job("seed", "s"), job("load", "l", ["dependsOn": ["seed", "later"]]),
            ])
            _ = try await worker(store)
            let key = ResourceKey(kind: .job, name: "load")
            let seed = try #require(try await store.runs(of: "seed").first)
            let both = try #require(try await store.explain(resource: key)?.explanation)
            #expect(both.causes.map(\.kind) == [.waitsForDependency] && both.causes[0].jobs == [seed.jobID])
            #expect(
                both.causes[0].message == "it depends on 2 jobs: Job/later, which has not run yet, "
                    + "Job/seed, run \(seed.jobID) (PENDING)")
            try await store.finish(seed)
            _ = try await store.release()
            let one = try #require(try await store.explain(resource: key)?.explanation)
            #expect(one.causes.map(\.message) == ["it depends on Job/later, which has not run yet"])
            try await store.declare([queue("q"), job("later", "x")])
            let later = try #require(try await store.runs(of: "later").first)
            let last = try #require(try await store.explain(resource: key)?.explanation)
            #expect(last.causes.map(\.message) == ["it depends on Job/later, run \(later.jobID) (PENDING)"])
        }
    }

    @Test func twinsThatHadTheKeyBefore() async throws {
        try await withStore { store in
            let twins = ["a", "b", "c"].map { job($0, $0, ["uniqueKey": "order-1"]) }
            try await store.declare([queue("q")] + twins)
            _ = try await worker(store)
            let first = try #require(try await store.runs(of: "a").first)
            let second = try #require(try await store.runs(of: "b").first)
            try await store.hold(first, start: true)
            let waiting = try #require(try await store.explain(job: second.jobID)?.explanation)
            #expect(waiting.causes.map(\.kind) == [.waitsForTwin])
            #expect(
                waiting.causes[0].message
                    == "another job has its unique key \"order-1\": Job/a, run \(first.jobID) (RUNNING)")
            let third = try #require(try await store.runs(of: "c").first)
            let behind = try #require(try await store.explain(job: third.jobID)?.explanation)
            #expect(behind.causes.map(\.kind) == [.waitsForTwin] && behind.causes[0].jobs == [second.jobID])
        }
    }

    @Test func ratesThatAreUsedUp() async throws {
        try await withStore { store in
            try await store.declare([queue("rated", ["rateLimit": ["limit": 3, "period": "1h"]])])
            try await store.backdate(
                """
                INSERT INTO rate_windows (queue_name, ends_at, starts)
                SELECT 'rated', ((extract(epoch FROM now()) / 36)::bigint - n) * 36000000, 1
                FROM unnest(ARRAY[1, 50, 90, 150]) n;
                """)
            _ = try await worker(store, queues: ["rated"])
            let rated = try await store.enqueue(1, queue: "rated")[0]
            let answer = try #require(try await store.explain(job: rated.id))
            #expect(answer.facts?.queue?.rate.map(\.count) == [1, 1, 1])
            #expect(answer.explanation.causes.map(\.kind) == [.rateLimited, .nextInLine])
            let now = try #require(answer.facts?.now)
            let until = try #require(answer.explanation.causes[0].until)
            #expect(until > now && until - now <= 11 * 36_000_000)
        }
    }
}

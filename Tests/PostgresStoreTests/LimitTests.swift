import Lifecycle
import Postgres
import PostgresStore
import Testing

/// Limits hold over everybody who claims, whatever they know of each other.
@Suite struct LimitTests {
    @Test func twoServersNeverHoldMoreThanTheLimit() async throws {
        try await withTwoStores("concurrency_limit = 3") { store, other, rows in
            var waiting = try await store.enqueue(50, queue: "q")
            var running: [ClaimedJob] = []
            var random = SystemRandomNumberGenerator()
            var greatest: Int64 = 0
            while !waiting.isEmpty || !running.isEmpty {
                let wanted = waiting
                async let first = store.pass(wanted)
                async let second = other.pass(wanted.reversed())
                let claims = try await (first, second)
                let claimed = claims.0.claimed + claims.1.claimed
                running += claimed
                let taken = Set(claimed.map(\.id))
                waiting.removeAll { taken.contains($0.id) }
                let held = try await rows.held("q")
                greatest = max(greatest, held)
                #expect(held <= 3 && Int64(running.count) == held)
                #expect(wanted.isEmpty || claims.0.gates.first?.limit == 3)
                let count = Int.random(in: 1...max(1, running.count), using: &random)
                let slots = try await store.finish(running.prefix(count))
                #expect(slots == Array(repeating: FreedSlot(queue: "q", key: nil), count: slots.count))
                #expect(slots.count == min(count, running.count))
                running.removeFirst(min(count, running.count))
            }
            #expect(greatest == 3)
            let ready = try await store.readyJobs(queue: "q", limit: 10)
            #expect(ready.isEmpty)
        }
    }

    @Test func whatIsRefusedWaitsOnAndSaysWhy() async throws {
        try await withTwoStores("concurrency_limit = 3, concurrency_per_key = 1") { store, _, rows in
            let keys = ["a", "a", "b", nil, nil, "c"]
            let jobs = try await store.enqueue(6, queue: "q")
            for (job, key) in zip(jobs, keys) {
                try await rows.run(
                    "UPDATE job_ready SET concurrency_key = \(key.map { "'\($0)'" } ?? "NULL") "
                        + "WHERE job_id = '\(job.id)'")
            }
            let claim = try await store.pass(jobs)
            #expect(Set(claim.claimed.map(\.id)) == [jobs[0].id, jobs[2].id, jobs[3].id])
            #expect(
                Set(claim.refused) == [
                    .init(job: jobs[1].id, isByKey: true), .init(job: jobs[4].id, isByKey: false),
                    .init(job: jobs[5].id, isByKey: false),
                ])
            let gate = try #require(claim.gates.first)
            #expect(gate.isGated && gate.isInForce && gate.held == 3 && gate.free == 0 && gate.perKey == 1)
            #expect(
                try await store.heldSlots(of: [("q", "a"), ("q", "c")]).map(\.held) == [1, 0])
            let slots = try await store.finish(claim.claimed.filter { $0.id == jobs[0].id })
            #expect(slots == [FreedSlot(queue: "q", key: "a")])
            #expect(try await store.pass([jobs[1], jobs[5]]).claimed.map(\.id) == [jobs[1].id])
        }
    }

    @Test func noKeyHoldsMoreThanItsShare() async throws {
        try await withTwoStores("concurrency_per_key = 2") { store, other, rows in
            var waiting = try await store.enqueue(60, queue: "q") { job in
                job.concurrencyKey = "k\(job.id.low % 7)"
            }
            while !waiting.isEmpty {
                let wanted = waiting
                async let first = store.pass(wanted)
                async let second = other.pass(wanted.shuffled())
                let claimed = try await first.claimed + second.claimed
                #expect(!claimed.isEmpty)
                let greatest = try await rows.number(
                    """
                    SELECT max(n) FROM (SELECT count(*) AS n FROM job_running WHERE queue_name = 'q'
                                        GROUP BY concurrency_key) x
                    """)
                #expect(greatest <= 2)
                let taken = Set(claimed.map(\.id))
                waiting.removeAll { taken.contains($0.id) }
                _ = try await other.finish(claimed)
            }
        }
    }

    /// The database's clock decides, and the jobs' own claim times are the proof.
    @Test func noSpanOfThePeriodSeesMoreThanTheRate() async throws {
        try await withTwoStores("rate_limit = 5, rate_period_ms = 200") { store, other, rows in
            var waiting = try await store.enqueue(30, queue: "q")
            while !waiting.isEmpty {
                let wanted = waiting
                async let first = store.pass(Array(wanted.prefix(2)))
                async let second = other.pass(wanted.suffix(2))
                let claims = try await (first, second)
                let taken = Set((claims.0.claimed + claims.1.claimed).map(\.id))
                waiting.removeAll { taken.contains($0.id) }
                if let gate = claims.1.gates.first, gate.rateLeft == 0 {
                    #expect((gate.reopensIn ?? -1) <= 202_000)
                }
            }
            let times = try await rows.numbers(
                """
                SELECT (extract(epoch FROM assigned_at) * 1000000)::bigint FROM job_running
                WHERE queue_name = 'q' ORDER BY assigned_at
                """)
            #expect(times.count == 30)
            for (early, late) in zip(times, times.dropFirst(5)) { #expect(late - early > 200_000) }
            #expect(try await rows.number("SELECT count(*) FROM rate_windows") <= 101)
        }
    }

    /// Rows of a clock that was set back since are forgotten instead of shutting the queue for as long.
    @Test func aClockThatWasSetBackDoesNotShutTheQueue() async throws {
        try await withTwoStores("rate_limit = 1, rate_period_ms = 1000") { store, _, rows in
            let jobs = try await store.enqueue(1, queue: "q")
            try await rows.run(
                """
                INSERT INTO rate_windows VALUES
                    ('q', (extract(epoch FROM now() + interval '1 hour') * 1000000)::bigint, 100)
                """)
            #expect(try await store.pass(jobs).claimed.count == 1)
            #expect(try await rows.number("SELECT sum(starts) FROM rate_windows") == 1)
        }
    }

    @Test func theSlotsOfALostWorkerAreFreeAgain() async throws {
        try await withTwoStores("concurrency_limit = 2, concurrency_per_key = 1") { store, other, _ in
            let jobs = try await store.enqueue(3, queue: "q") { $0.concurrencyKey = "k\($0.id.low)" }
            let claim = try await store.pass(jobs)
            #expect(claim.claimed.count == 2)
            #expect(try await other.pass([jobs[2]]).claimed.isEmpty)
            let outcome = try await other.fail(
                claim.claimed.map {
                    Failure(
                        lease: Lease(job: $0.id, epoch: $0.leaseEpoch), end: .workerLost, message: "lost")
                })
            #expect(outcome.freed.count == 2 && outcome.freed.allSatisfy { $0.queue == "q" && $0.key != nil })
            #expect(try await other.pass([jobs[2]]).claimed.count == 1)
        }
    }

    @Test func aPauseIsExact() async throws {
        try await withTwoStores("") { store, other, rows in
            let jobs = try await store.enqueue(4, queue: "q")
            #expect(try await store.claim([(jobs[0].id, freshJobID())], queues: ["q"]).count == 1)
            try await rows.run("UPDATE queues SET paused = true WHERE name = 'q'")
            // Who has not heard of it takes nothing, on either way.
            #expect(try await other.claim(jobs.map { ($0.id, freshJobID()) }, queues: ["q"]).isEmpty)
            let claim = try await store.pass(Array(jobs.dropFirst()))
            #expect(claim.claimed.isEmpty && claim.refused.count == 3)
            #expect(claim.gates.first?.isPaused == true)
            try await rows.run("UPDATE queues SET paused = false WHERE name = 'q'")
            #expect(try await other.claim(jobs.map { ($0.id, freshJobID()) }, queues: ["q"]).count == 3)
        }
    }
}

import Lifecycle
import Planning
import Postgres
import Testing

@testable import PostgresStore

/// Ended jobs leave with their day. The days of these tests are ago; what is "now" they say themselves.
@Suite struct HistoryTests {
    private static let day: Int64 = 86_400_000_000

    /// A store that has lived for some days, and the present.
    private func withHistory(_ body: (JobQueueStore, Int64) async throws -> Void) async throws {
        try await withStore { store in
            let now = try await store.historyTime(nil)
            for days in Int64(2)...5 { try await store.prepareHistory(now: now - days * Self.day) }
            try await body(store, now)
        }
    }

    /// Jobs that were made `days` ago.
    private func enqueue(
        _ store: JobQueueStore, _ count: Int, madeAt micros: Int64, queue: String = "default"
    ) async throws -> [NewJob] {
        var ids = JobIDGenerator()
        return try await store.enqueue(count, queue: queue) { job in
            job.id = ids.next(now: UInt64(micros / 1000), random: .random(in: 0 ... .max))
        }
    }

    private func end(_ store: JobQueueStore, _ jobs: [NewJob], well: Bool = true) async throws {
        let worker = freshJobID()
        let claims = try await store.claim(jobs.map { ($0.id, worker) })
        let leases = claims.map { Lease(job: $0.id, epoch: $0.leaseEpoch) }
        if well {
            _ = try await store.settle(
                started: [], completed: leases.map { Completion(lease: $0, result: []) })
        } else {
            _ = try await store.fail(
                leases.map { Failure(lease: $0, end: .failedPermanently, message: "no") })
        }
    }

    private func tables(_ store: JobQueueStore) async throws -> [HistoryDay] { try await store.historyDays() }

    @Test func aNewDatabaseHasTodayAndTomorrow() async throws {
        try await withStore { store in
            let today = HistoryDay(micros: try await store.historyTime(nil))
            #expect(try await tables(store) == [today, today.next])
            #expect(try await store.prepareHistory() == [])
            let job = try await store.enqueue(1)[0]
            let rows = try await store.read(
                Statement("where", "SELECT tableoid::regclass::text FROM jobs WHERE job_id = '\(job.id)'"))
            #expect(rows[0].string(0) == today.table("jobs"))
        }
    }

    @Test func aDayThatHasStrayJobsIsLeftToTheDefault() async throws {
        try await withStore { store in
            let now = try await store.historyTime(nil)
            let jobs = try await enqueue(store, 1, madeAt: now + 5 * Self.day)
            #expect(try await store.prepareHistory(now: now + 4 * Self.day).count == 1)
            #expect(try await store.job(jobs[0].id)?.state == .pending)
        }
    }

    @Test func aDayGoesWhenNothingOfItIsKept() async throws {
        try await withHistory { store, now in
            let old = try await enqueue(store, 20, madeAt: now - 4 * Self.day)
            let young = try await enqueue(store, 20, madeAt: now - 2 * Self.day)
            try await end(store, old + young)
            let empty = [5, 3, 1].map { now - $0 * Self.day }.map { HistoryDay(micros: $0).table("jobs") }
            #expect(try await store.sweepHistory(now: now).dropped == empty)
            #expect(try await store.job(old[0].id)?.state == .done)
            try await store.backdate(
                "UPDATE job_done SET completed_at = completed_at - interval '3 days' WHERE job_id < '\(young[0].id)'"
            )
            let sweep = try await store.sweepHistory(now: now)
            #expect(sweep.dropped == [HistoryDay(micros: now - 4 * Self.day).table("jobs")])
            #expect(try await store.job(old[0].id) == nil)
            #expect(try await store.events(of: old[0].id).isEmpty)
            #expect(try await store.job(young[0].id)?.state == .done)
            #expect(try await store.events(of: young[0].id).count == 4)
        }
    }

    @Test func whatIsNotOverOrKeptLongerSurvivesItsDay() async throws {
        try await withHistory { store, now in
            _ = try await store.createQueue("patient", maxRetries: 0, ttlSeconds: nil)
            try await store.backdate(
                "UPDATE queues SET retention_done_ms = 10 * 86400000, retention_dead_ms = 0 WHERE name = 'patient'"
            )
            let made = now - 4 * Self.day
            let done = try await enqueue(store, 200, madeAt: made)
            let dead = try await enqueue(store, 5, madeAt: made + 1_000_000)
            let kept = try await enqueue(store, 5, madeAt: made + 2_000_000, queue: "patient")
            let gone = try await enqueue(store, 5, madeAt: made + 3_000_000, queue: "patient")
            let waiting = try await enqueue(store, 5, madeAt: made + 4_000_000)
            try await end(store, done + kept)
            try await end(store, dead + gone, well: false)
            try await store.backdate("UPDATE job_done SET completed_at = completed_at - interval '3 days'")
            try await store.compactCounts()
            let before = try await store.queueCounts()
            #expect(before["patient"]?.deadLettered == 5)

            let sweep = try await store.sweepHistory(now: now)
            #expect(sweep.dropped.contains(HistoryDay(micros: made).table("jobs")))
            for job in done + gone { #expect(try await store.job(job.id) == nil) }
            for job in dead { #expect(try await store.job(job.id)?.state == .deadLettered) }
            for job in kept { #expect(try await store.job(job.id)?.state == .done) }
            for job in waiting { #expect(try await store.job(job.id)?.state == .pending) }
            let counts = try await store.queueCounts()
            #expect(counts["patient"]?.deadLettered == 0 && counts["default"]?.deadLettered == 5)
            #expect(counts["default"]?.ready == 5)

            // What survived goes on as before.
            try await end(store, waiting)
            #expect(try await store.job(waiting[0].id)?.state == .done)
            #expect(try await store.trail(waiting[0]).hasSuffix("RUNNING>DONE"))
            #expect(try await store.retry(dead[0].id).ready != nil)
        }
    }

    @Test func whatSurvivedItsDayLeavesLater() async throws {
        try await withHistory { store, now in
            let made = now - 4 * Self.day
            let jobs = try await enqueue(store, 1200, madeAt: made)
            try await end(store, jobs, well: false)
            try await store.compactCounts()
            let table = HistoryDay(micros: made).table("jobs")
            #expect(try await store.sweepHistory(now: now).dropped.contains(table) == false)
            // A week later it is not worth a table of its own any more.
            #expect(try await store.sweepHistory(now: now + 5 * Self.day).dropped.contains(table))
            #expect(try await store.queueCounts()["default"]?.deadLettered == 1200)
            let sweep = try await store.sweepHistory(now: now + 31 * Self.day)
            #expect(sweep.expired == 1200)
            #expect(try await store.job(jobs[0].id) == nil)
            #expect(try await store.queueCounts()["default"]?.deadLettered == 0)
        }
    }

    @Test func whoReadsForLongIsNotDisturbedAndHoldsNobodyUp() async throws {
        try await withHistory { store, now in
            let jobs = try await enqueue(store, 3, madeAt: now - 3 * Self.day)
            try await end(store, jobs)
            try await store.backdate("UPDATE job_done SET completed_at = completed_at - interval '3 days'")
            let reader = PostgresPool(
                PostgresConfiguration(conninfo: store.conninfo, poolSize: 2, applicationName: "reader"),
                reactor: store.reactor)
            try await reader.transaction { transaction in
                _ = try await transaction.execute(
                    Statement("look", "SELECT count(*) FROM jobs"), Parameters())
                let sweep = try await store.sweepHistory(now: now)
                #expect(sweep.dropped.isEmpty && sweep.busy.isEmpty == false)
                #expect(try await store.job(jobs[0].id)?.state == .done)
            }
            await reader.shutdown()
            #expect(try await store.sweepHistory(now: now).busy.isEmpty)
            #expect(try await store.job(jobs[0].id) == nil)
        }
    }

    @Test func eventsThatAreStillToBeExportedHoldTheirDay() async throws {
        try await withHistory { store, now in
            let jobs = try await enqueue(store, 3, madeAt: now - 3 * Self.day)
            try await end(store, jobs)
            try await store.backdate(
                """
                UPDATE job_done SET completed_at = completed_at - interval '3 days';
                INSERT INTO event_cursors (name, position) VALUES ('relay', 5);
                """)
            let table = HistoryDay(micros: now - 3 * Self.day).table("jobs")
            #expect(try await store.sweepHistory(now: now).dropped.contains(table) == false)
            try await store.backdate("UPDATE event_cursors SET position = 1000")
            #expect(try await store.sweepHistory(now: now).dropped.contains(table))
        }
    }

    @Test func whatIsLeftOfADayWaitsForTheExportToo() async throws {
        try await withHistory { store, now in
            // No day has a table so early, so they are in the default partitions.
            let jobs = try await enqueue(store, 3, madeAt: now - 40 * Self.day)
            try await end(store, jobs)
            // One reader has all, the other the events of one job and not the last of the others.
            try await store.backdate(
                """
                UPDATE job_done SET completed_at = completed_at - interval '3 days';
                INSERT INTO event_cursors (name, position) VALUES ('relay', 1000), ('slow', (
                    SELECT min(last) FROM (SELECT max(id) AS last FROM job_events GROUP BY job_id) e));
                """)
            #expect(try await store.sweepHistory(now: now).expired == 1)
            #expect(try await store.sweepHistory(now: now).expired == 0)
            try await store.backdate("UPDATE event_cursors SET position = 1000")
            #expect(try await store.sweepHistory(now: now).expired == 2)
            #expect(try await store.job(jobs[0].id) == nil)
        }
    }

    @Test func nothingWaitsForAnExportForLongerThanAWeek() async throws {
        try await withHistory { store, now in
            let jobs = try await enqueue(store, 3, madeAt: now - 40 * Self.day)
            try await end(store, jobs)
            try await store.backdate("INSERT INTO event_cursors (name, position) VALUES ('relay', 5)")
            #expect(try await store.sweepHistory(now: now + 6 * Self.day).expired == 0)
            #expect(try await store.sweepHistory(now: now + 8 * Self.day).expired == 3)
        }
    }

    @Test func theLedgerStays() async throws {
        try await withHistory { store, now in
            let jobs = try await enqueue(store, 1, madeAt: now - 3 * Self.day)
            try await store.backdate(
                """
                INSERT INTO ledger (namespace, name, run_key, content_key, hash_version, job_id, owner, state)
                VALUES ('default', 'seed', '\\x01', '\\x01', 1, '\(jobs[0].id)', 'test', 'DONE')
                """)
            try await end(store, jobs)
            try await store.backdate("UPDATE job_done SET completed_at = completed_at - interval '3 days'")
            _ = try await store.sweepHistory(now: now)
            #expect(try await store.job(jobs[0].id) == nil)
            let rows = try await store.read(Statement("ledger_left", "SELECT state::text FROM ledger"))
            #expect(rows.count == 1 && rows[0].string(0) == "DONE")
        }
    }

    @Test func workersThatAreLongGoneAreForgotten() async throws {
        try await withStore { store in
            let ids = (0..<3).map { _ in freshJobID() }
            for id in ids {
                _ = try await store.register(
                    WorkerRegistration(
                        id: id, hostname: "h", concurrency: 1, queues: ["default"], pool: "", version: ""))
            }
            let job = try await store.enqueue(1)[0]
            _ = try await store.claim([(job.id, ids[1])])
            _ = try await store.deregister(ids[0])
            try await store.backdate(
                """
                UPDATE workers SET last_heartbeat = now() - interval '2 days',
                    status = CASE WHEN worker_id = '\(ids[2])' THEN 'ONLINE' ELSE 'OFFLINE' END::worker_state
                """)
            #expect(try await store.forgetWorkers(silentFor: .seconds(86_400)) == 1)
            #expect(Set(try await store.workers(all: true).map(\.id)) == [ids[1], ids[2]])
        }
    }
}

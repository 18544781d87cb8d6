import Lifecycle
import Planning
import Postgres
import PostgresStore
import Resources

/// What goes on between two applications: workers work, people push, somebody edits rows by hand.
struct PropertyWorld {
    let store: JobQueueStore
    let pool: PostgresPool
    var random: PropertyRandom
    /// Choices of their own, so that the rest of a seed's story does not depend on them.
    private var whims: PropertyRandom

    init(store: JobQueueStore, pool: PostgresPool, random: PropertyRandom) {
        self.store = store
        self.pool = pool
        self.random = random
        whims = random
    }

    /// An empty database, as after the migrations.
    func reset() async throws {
        try await pool.simple(
            """
            TRUNCATE queues, jobs, job_ready, job_scheduled, job_running, job_done, job_events, resources,
                resource_revisions, ledger, queue_deltas, queue_totals,
                job_waits, wait_events, unique_keys, queue_overrides, queue_override_log;
            INSERT INTO queues (name) VALUES ('default');
            """)
    }

    mutating func live() async throws {
        if !random.chance(3) { try await submit() }
        if random.chance(2) { try await claim() }
        if random.chance(2) { try await settle() }
        if random.chance(3) { try await drift() }
        if whims.chance(3) { try await override() }
        if random.chance(4) { _ = try await store.promoteDue(limit: 100) }
        if random.chance(2) { _ = try await store.releaseWaiting(limit: 100) }
        if random.chance(4) { _ = try await store.removeDrainedQueues() }
        if random.chance(4) { try await store.compactCounts() }
        if random.chance(6) { _ = try await store.deadLetterStranded() }
    }

    private mutating func submit() async throws {
        let jobs = (0...random.upTo(5)).map { index in
            var job = NewJob(id: freshJobID(), queue: "q\(random.upTo(3))", payload: [])
            if random.chance(4) { job.queue = "team-a/\(job.queue)" }
            if random.chance(3) { job.notBefore = 4_102_444_800_000_000 }
            return job
        }
        _ = try await store.submit(jobs, allOrNone: false)
    }

    private mutating func claim() async throws {
        let state = try await PropertySnapshot(pool)
        var wanted: [(job: JobID, worker: JobID)] = []
        for (id, job) in state.jobs.sorted(by: { $0.key < $1.key })
        where job.place == .ready && random.chance(3) {
            wanted.append((id, freshJobID()))
        }
        let claims = try await store.claim(wanted)
        let started = claims.sorted { $0.id < $1.id }.filter { _ in random.chance(2) }
        _ = try await store.settle(
            started: started.map { Lease(job: $0.id, epoch: $0.leaseEpoch) }, completed: [])
    }

    private mutating func settle() async throws {
        let rows = try await pool.execute(
            Statement("leases", "SELECT job_id, lease_epoch FROM job_running ORDER BY job_id"), Parameters())
        var completed: [Completion] = []
        var failed: [Failure] = []
        for row in rows.all {
            let lease = Lease(
                job: JobID(high: row.uuid(0).high, low: row.uuid(0).low), epoch: row.int64(1))
            switch random.upTo(5) {
            case 0, 1: completed.append(Completion(lease: lease, result: []))
            case 2:
                let end = random.pick([AttemptEnd.failed, .failedPermanently, .released, .workerLost])
                failed.append(Failure(lease: lease, end: end, message: "no"))
            default: break
            }
        }
        _ = try await store.settle(started: [], completed: completed)
        _ = try await store.fail(failed)
    }

    /// Somebody overrides settings for a while, or overrides end.
    private mutating func override() async throws {
        let queues = try await store.queues().map(\.name)
        guard !queues.isEmpty else { return }
        let queue = whims.pick(queues)
        switch whims.upTo(4) {
        case 0: _ = try await store.clearOverrides(queue: queue, fields: [], actor: "property")
        case 1:
            try await pool.simple(
                "UPDATE queue_overrides SET expires_at = now() WHERE queue_name = '\(queue)'")
            _ = try await store.expireOverrides()
        default:
            let values = whims.pick([
                [OverridableField.paused: Value.bool(true)], [.paused: false],
                [.concurrencyLimit: 3, .concurrencyPerKey: 1], [.rateLimit: 5, .ratePeriod: "2s"],
                [.rateLimit: .null],
            ])
            _ = try await store.override(
                queue: queue, values, for: .seconds(3600), actor: "property", reason: "seeded")
        }
    }

    /// Changes made behind the declarations' back.
    private mutating func drift() async throws {
        let name = (random.chance(4) ? "team-a/" : "") + "q\(random.upTo(3))"
        let change = random.pick([
            "UPDATE queues SET max_retries = \(random.upTo(5)) WHERE name = '\(name)'",
            "UPDATE queues SET ttl_seconds = 3600, timeout_ms = NULL WHERE name = '\(name)'",
            "UPDATE queues SET paused = NOT paused, priority = 9 - priority WHERE name = '\(name)'",
            "UPDATE queues SET backoff_base_ms = 2000, backoff_max_ms = 7200000, backoff_jitter = 1 WHERE name = '\(name)'",
            "UPDATE queues SET draining = true WHERE name = '\(name)'",
            "DELETE FROM queues WHERE name = '\(name)'",
            "INSERT INTO queues (name, max_retries) VALUES ('\(name)', 5) ON CONFLICT DO NOTHING",
        ])
        try await pool.simple(change)
    }
}

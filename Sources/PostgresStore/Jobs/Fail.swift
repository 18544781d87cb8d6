public import Lifecycle
import Postgres

extension JobQueueStore {
    /// Applies the retry rule to attempts that ended without success: reads what the rule needs, lets
    /// ``Lifecycle/nextStep(after:retryCount:policy:cancelRequested:random:)`` decide, and writes the steps in one
    /// transaction whose statements repeat the fence.
    ///
    /// - Parameter reason: why unstarted jobs are given back, for their event.
    public func fail(
        _ failures: [Failure], reason: TransitionReason = .released
    ) async throws(StoreError) -> FailureOutcome {
        guard !failures.isEmpty else { return FailureOutcome() }
        let facts = try await run(FailSQL.facts, leaseParameters(failures.map(\.lease)))
        let steps = decide(failures, facts: facts)
        var statements: [(Statement, Parameters)] = []
        if !steps.retries.isEmpty { statements.append((FailSQL.retry, steps.retries.parameters)) }
        if !steps.deadLetters.isEmpty {
            statements.append((FailSQL.deadLetter, steps.deadLetters.parameters))
        }
        if !steps.returned.isEmpty {
            var parameters = leaseParameters(steps.returned)
            parameters.append(reason.rawValue)
            statements.append((FailSQL.giveBack, parameters))
        }
        guard !statements.isEmpty else { return FailureOutcome(stale: Set(failures.map(\.lease.job))) }
        let results: [Rows]
        do { results = try await queue.batch(statements) } catch { throw StoreError(error) }
        eventSignal.raise()
        var settled: Set<JobID> = []
        var outcome = FailureOutcome()
        for rows in results {
            for index in 0..<rows.count {
                settled.insert(rows[index].jobID(0))
                if let slot = FreedSlot(rows[index], from: 1) { outcome.freed.append(slot) }
            }
        }
        if !steps.returned.isEmpty, let rows = results.last {
            for index in 0..<rows.count {
                let row = rows[index]
                outcome.ready.append(
                    ReadyJob(
                        id: row.jobID(0), queue: row.string(3), rank: row.int16(4), key: row.stringOrNil(5)))
            }
        }
        outcome.stale = Set(failures.map(\.lease.job)).subtracting(settled)
        return outcome
    }

    private func decide(_ failures: [Failure], facts: Rows) -> FailureSteps {
        var known: [Lease: Row] = [:]
        for index in 0..<facts.count {
            let row = facts[index]
            known[Lease(job: row.jobID(0), epoch: row.int64(1))] = row
        }
        var steps = FailureSteps()
        for failure in failures {
            guard let row = known[failure.lease] else { continue }
            let policy = RetryPolicy(
                maxRetries: Int(row.int32(3)), base: .milliseconds(row.int64(4)),
                max: .milliseconds(row.int64(5)),
                jitter: row.double(6))
            let step = nextStep(
                after: failure.end, retryCount: Int(row.int32(2)), policy: policy,
                cancelRequested: row.bool(7),
                random: Double.random(in: 0...1))
            steps.add(step, failure)
        }
        return steps
    }
}

/// The decisions about a batch of failures, as columns.
private struct FailureSteps {
    struct Columns {
        var leases: [Lease] = []
        var messages: [String] = []
        var reasons: [String] = []
        var delays: [Int64] = []
        var lost: [Bool] = []
        var exitCodes: [Int32?] = []
        var isEmpty: Bool { leases.isEmpty }

        var parameters: Parameters {
            var parameters = Parameters()
            parameters.append(leases.map(\.job))
            parameters.append(leases.map(\.epoch))
            parameters.append(messages)
            parameters.append(reasons)
            parameters.append(delays)
            parameters.append(lost)
            parameters.append(exitCodes)
            return parameters
        }

        mutating func add(_ failure: Failure, reason: TransitionReason, delay: Duration = .zero) {
            leases.append(failure.lease)
            messages.append(failure.message)
            reasons.append(reason.rawValue)
            delays.append(delay.microseconds)
            lost.append(failure.end == .workerLost)
            exitCodes.append(failure.exitCode)
        }
    }

    var retries = Columns()
    var deadLetters = Columns()
    var returned: [Lease] = []

    /// A hundred years; what is longer is a mistake, and has no place in a timestamp.
    private static let longestSnooze = Duration.seconds(100 * 366 * 86_400)

    mutating func add(_ step: NextStep, _ failure: Failure) {
        switch step {
        case .retry(let delay): retries.add(failure, reason: .retry, delay: delay)
        case .snooze(let delay):
            retries.add(failure, reason: .snoozed, delay: min(delay, Self.longestSnooze))
        case .deadLetter(let reason): deadLetters.add(failure, reason: reason)
        case .giveBack: returned.append(failure.lease)
        case .finish: break
        }
    }
}

private enum FailSQL {
    static let facts = Statement(
        "fail_facts",
        """
        SELECT r.job_id, r.lease_epoch, r.retry_count, j.max_retries,
               COALESCE(j.backoff_base_ms, q.backoff_base_ms, 1000),
               COALESCE(j.backoff_max_ms, q.backoff_max_ms, 600000),
               COALESCE(j.backoff_jitter, q.backoff_jitter, 0.2), r.cancel_requested_at IS NOT NULL
        FROM job_running r JOIN jobs j ON j.job_id = r.job_id LEFT JOIN queues q ON q.name = r.queue_name
        WHERE r.job_id = ANY($1::uuid[]) AND r.lease_epoch = ANY($2::bigint[])
        """)

    /// Takes the attempts out of `job_running` beside what was decided about each.
    private static let ended = """
        u AS (
            DELETE FROM job_running WHERE job_id = ANY($1::uuid[]) AND lease_epoch = ANY($2::bigint[])
            RETURNING *
        ), x AS (
            SELECT u.job_id, u.queue_name, u.rank, u.worker_id, u.lease_epoch, u.attempt, u.retry_count, u.declared,
                   u.started_at, u.concurrency_key, u.gated, s.error, s.reason, s.delay, s.lost, s.exit_code,
                   s.reason NOT IN ('CANCELLED', 'SNOOZED', 'DISCARDED') AS failed
            FROM u JOIN unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::boolean[],
                               $7::integer[])
                AS s(job_id, epoch, error, reason, delay, lost, exit_code)
                ON s.job_id = u.job_id AND s.epoch = u.lease_epoch
        )
        """

    /// RUNNING -> FAILED -> what was decided; what is no failure is decided at once. A start that was never written
    /// counts as made, unless the worker was lost: then nobody knows that it ran.
    private static let errorText = "NULLIF(left(error, 16384), '')"

    private static func events(to state: String) -> String {
        """
        e AS (
            INSERT INTO job_events (job_id, from_status, to_status, worker_id, attempt, reason, error, exit_code)
            SELECT job_id, 'ASSIGNED'::job_state, 'RUNNING'::job_state, worker_id, attempt, NULL, NULL, NULL::integer
            FROM x WHERE started_at IS NULL AND NOT lost AND reason <> 'CANCELLED'
            UNION ALL
            SELECT job_id, CASE WHEN started_at IS NULL AND lost THEN 'ASSIGNED'::job_state ELSE 'RUNNING' END,
                   'FAILED', worker_id, attempt, CASE WHEN lost THEN 'WORKER_LOST' END, \(errorText), exit_code
            FROM x WHERE failed
            UNION ALL
            SELECT job_id, CASE WHEN failed THEN 'FAILED'::job_state
                                WHEN started_at IS NULL AND reason = 'CANCELLED' THEN 'ASSIGNED' ELSE 'RUNNING' END,
                   '\(state)', worker_id, attempt, reason,
                   CASE WHEN '\(state)' = 'DEAD_LETTERED' OR NOT failed THEN \(errorText) END,
                   CASE WHEN '\(state)' = 'DEAD_LETTERED' OR NOT failed THEN exit_code END
            FROM x
        )
        """
    }

    static let retry = Statement(
        "fail_retry",
        """
        WITH \(ended), s AS (
            INSERT INTO job_scheduled (job_id, queue_name, rank, retry_count, attempt, declared, not_before, expires_at,
                                       last_error, reason, concurrency_key)
            SELECT x.job_id, x.queue_name, x.rank,
                   x.retry_count + CASE WHEN x.reason = 'RETRY' THEN 1 ELSE 0 END, x.attempt, x.declared,
                   now() + x.delay * interval '1 microsecond',
                   now() + x.delay * interval '1 microsecond' + j.ttl_seconds * interval '1 second', x.error, x.reason,
                   x.concurrency_key
            FROM x JOIN jobs j ON j.job_id = x.job_id
        ), \(events(to: "PENDING")), n AS (
            INSERT INTO queue_deltas (queue_name, scheduled) SELECT queue_name, count(*) FROM x GROUP BY queue_name
        )
        SELECT job_id, \(FreedSlot.columns) FROM x
        """)
    static let deadLetter = Statement(
        "fail_dead_letter",
        """
        WITH \(ended), \(EndSQL.deadLetter("x", exitCode: "exit_code")), \(events(to: "DEAD_LETTERED")), n AS (
            INSERT INTO queue_deltas (queue_name, dead_lettered)
            SELECT queue_name, count(*) FROM x GROUP BY queue_name
        )
        SELECT job_id, \(FreedSlot.columns) FROM x
        """)
    static let giveBack = Statement(
        "fail_give_back",
        """
        WITH u AS (
            DELETE FROM job_running WHERE job_id = ANY($1::uuid[]) AND lease_epoch = ANY($2::bigint[])
            RETURNING job_id, queue_name, rank, retry_count, attempt, declared, worker_id, started_at, concurrency_key,
                      gated
        ), r AS (
            INSERT INTO job_ready (job_id, queue_name, rank, retry_count, attempt, declared, expires_at, concurrency_key)
            SELECT u.job_id, u.queue_name, u.rank, u.retry_count, u.attempt, u.declared,
                   now() + j.ttl_seconds * interval '1 second', u.concurrency_key
            FROM u JOIN jobs j ON j.job_id = u.job_id
        ), e AS (
            INSERT INTO job_events (job_id, from_status, to_status, worker_id, attempt, reason)
            SELECT job_id, CASE WHEN started_at IS NULL THEN 'ASSIGNED'::job_state ELSE 'RUNNING' END, 'PENDING',
                   worker_id, attempt, $3 FROM u
        ), n AS (
            INSERT INTO queue_deltas (queue_name, ready) SELECT queue_name, count(*) FROM u GROUP BY queue_name
        )
        SELECT job_id, \(FreedSlot.columns), queue_name, rank, concurrency_key FROM u
        """)
}

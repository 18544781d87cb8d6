import Postgres
import Resources

/// Where schedules stand, and their ticks.
enum ScheduleSQL {
    static let clock = Statement("schedule_clock", "SELECT now(), version FROM declaration_version")
    /// The tables of waiting and running jobs are looked into by id, whatever their statistics say.
    static let byIndex = Statement(
        "schedule_plan", "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)")
    /// Kept as it is until this transaction has ended: who deletes or changes it meanwhile waits.
    static let declared = Statement(
        "schedule_declared",
        """
        SELECT generation, created_at, updated_at FROM resources
        WHERE kind = 'Schedule' AND namespace = $1 AND name = $2 FOR SHARE
        """)
    /// A schedule that is new begins when it was declared: there are no ticks before.
    static let begin = Statement(
        "schedule_begin",
        """
        INSERT INTO schedules (namespace, name, last_instant, declared_at)
        SELECT r.namespace, r.name,
               GREATEST(r.created_at, (SELECT max(t.instant) FROM schedule_ticks t
                                       WHERE t.namespace = r.namespace AND t.name = r.name)), r.created_at
        FROM resources r WHERE r.kind = 'Schedule' AND r.namespace = $1 AND r.name = $2
        ON CONFLICT DO NOTHING
        """)
    /// One look at a schedule at a time, on whichever server.
    static let lock = Statement(
        "schedule_lock",
        """
        SELECT last_instant, declared_at, timing, now() FROM schedules WHERE namespace = $1 AND name = $2 FOR UPDATE
        """)
    /// Jobs of its ticks that were not yet found to have ended, oldest first, and whether they have.
    static let active = Statement(
        "schedule_active",
        """
        SELECT t.job_id, \(isActive("t.job_id"))
        FROM (SELECT job_id, instant FROM schedule_ticks WHERE namespace = $1 AND name = $2 AND NOT ended
              ORDER BY instant DESC LIMIT 1000) t
        ORDER BY t.instant
        """)
    static let queue = Statement("schedule_queue", "SELECT draining FROM queues WHERE name = $1")
    static let end = Statement(
        "schedule_ended",
        """
        UPDATE schedule_ticks SET ended = true WHERE namespace = $1 AND name = $2 AND NOT ended AND job_id = ANY($3::uuid[])
        """)
    /// An instant that is there already breaks the whole transaction: it must never fire again.
    static let record = Statement(
        "schedule_record",
        """
        INSERT INTO schedule_ticks (namespace, name, instant, action, reason, job_id, ended)
        SELECT $1, $2, t.instant, CASE WHEN t.job_id IS NULL THEN 'skipped' ELSE 'fired' END, t.reason, t.job_id,
               t.job_id IS NULL
        FROM unnest($3::timestamptz[], $4::text[], $5::uuid[]) AS t(instant, reason, job_id)
        """)
    static let advance = Statement(
        "schedule_advance",
        """
        UPDATE schedules
        SET last_instant = GREATEST(last_instant, $3), declared_at = $4, generation = $5, timing = $6, next_instant = $7,
            problem = NULL
        WHERE namespace = $1 AND name = $2
        """)
    static let prune = Statement(
        "schedule_prune",
        """
        DELETE FROM schedule_ticks WHERE namespace = $1 AND name = $2 AND (
            (ended AND instant < (SELECT instant FROM schedule_ticks WHERE namespace = $1 AND name = $2
                                  ORDER BY instant DESC OFFSET 99 LIMIT 1))
            OR instant < (SELECT instant FROM schedule_ticks WHERE namespace = $1 AND name = $2
                          ORDER BY instant DESC OFFSET 999 LIMIT 1))
        """)
    static let forget = Statement(
        "schedule_forget",
        """
        DELETE FROM schedule_ticks t WHERE decided_at < now() - interval '30 days' AND NOT EXISTS (
            SELECT 1 FROM resources r WHERE r.kind = 'Schedule' AND r.namespace = t.namespace AND r.name = t.name)
        """)
    /// The watermark stays: what is due is due when the problem is gone.
    static let problem = Statement(
        "schedule_problem",
        """
        INSERT INTO schedules AS s (namespace, name, last_instant, declared_at, generation, timing, problem)
        SELECT namespace, name, created_at, created_at, generation, $4, $5 FROM resources
        WHERE kind = 'Schedule' AND namespace = $1 AND name = $2 AND generation = $3
        ON CONFLICT (namespace, name) DO UPDATE SET problem = EXCLUDED.problem, next_instant = NULL
        """)
    static let ticks = Statement(
        "schedule_ticks",
        """
        SELECT instant, reason, job_id, decided_at FROM schedule_ticks
        WHERE namespace = $1 AND name = $2 ORDER BY instant DESC LIMIT $3
        """)

    /// A job is in one of these tables exactly while it has not ended.
    static func isActive(_ job: String) -> String {
        """
        (EXISTS (SELECT 1 FROM job_ready j WHERE j.job_id = \(job)) OR
         EXISTS (SELECT 1 FROM job_scheduled j WHERE j.job_id = \(job)) OR
         EXISTS (SELECT 1 FROM job_running j WHERE j.job_id = \(job)))
        """
    }

    static func key(_ key: ResourceKey) -> Parameters {
        var parameters = Parameters()
        parameters.append(key.namespace)
        parameters.append(key.name)
        return parameters
    }
}

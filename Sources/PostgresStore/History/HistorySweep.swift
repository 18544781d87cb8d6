import Lifecycle
import Postgres

/// What one look at the history took away.
public struct HistorySweep: Hashable, Sendable {
    /// Days that went, by the name of their table of jobs.
    public var dropped: [String] = []
    /// Days that could go but for a moment's lock; the next look tries again.
    public var busy: [String] = []
    /// Rows that went one by one from the default partitions.
    public var expired = 0

    /// Nothing was taken away.
    public init() {}
}

extension JobQueueStore {
    /// More survivors than this, and a day stays as it is: moving them would hold up the queue for too long.
    static let survivorLimit: Int64 = 5_000

    /// Takes away what nobody keeps any more: whole days by dropping their tables, and what is left of earlier days
    /// in small batches. A job is kept as long as it has not ended, and then for its queue's retention.
    ///
    /// A day whose events are still to be exported waits for that, for a week; so does what is left of earlier days,
    /// for a week after a job has ended.
    /// A day goes when at most a tenth of it is kept, or after a week; what is kept moves to the default partitions.
    /// With more than ``survivorLimit`` of them (or one in a hundred, up to 20,000) it stays until there are fewer.
    ///
    /// - Parameter now: microseconds since 1970; nil: the database's clock.
    public func sweepHistory(now: Int64? = nil) async throws(StoreError) -> HistorySweep {
        let now = try await historyTime(now)
        let today = HistoryDay(micros: now)
        var sweep = HistorySweep()
        for day in try await historyDays() where day < today {
            guard try await isSweepable(day, isOld: day.number + 8 <= today.number, now: now) else {
                continue
            }
            do {
                try await general.simple(SweepSQL.drop(day, now: now), timeout: .seconds(300))
                sweep.dropped.append(day.table("jobs"))
            } catch {
                if error.sqlstate != PartitionSQL.lockNotAvailable { throw StoreError(error) }
                sweep.busy.append(day.table("jobs"))
            }
        }
        while case let count = try await expireStrays(now: now), count > 0 { sweep.expired += count }
        return sweep
    }

    private func isSweepable(
        _ day: HistoryDay, isOld: Bool, now: Int64
    ) async throws(StoreError) -> Bool {
        if !isOld, try await read(SweepSQL.isUnread(day))[0].bool(0) { return false }
        let row = try await read(SweepSQL.survivors(day, now: now))[0]
        let kept = row.int64(0)
        let ended = row.int64(1)
        if kept > max(Self.survivorLimit, min(20_000, ended / 100)) { return false }
        return isOld || kept * 10 <= ended
    }

    /// Takes a batch of ended jobs out of the default partitions.
    private func expireStrays(now: Int64) async throws(StoreError) -> Int {
        var parameters = Parameters()
        parameters.append(now)
        do {
            let rows = try await general.batch([
                (PartitionSQL.holdSweep, Parameters()), (SweepSQL.strays, parameters),
            ])
            return rows.last?.count ?? 0
        } catch { throw StoreError(error) }
    }
}

private enum SweepSQL {
    /// What an ended job is kept, from its row `d` and its queue `q`. A queue that is gone kept its jobs as a queue
    /// without a word about it does.
    private static let retention = """
        CASE WHEN d.status = 'DONE' THEN COALESCE(q.retention_done_ms, 86400000)
             ELSE COALESCE(q.retention_dead_ms, 2592000000) END * interval '1 millisecond'
        """

    private static func time(_ now: Int64) -> String { "to_timestamp(\(now) / 1e6)" }

    private static func keptEnded(_ day: HistoryDay, _ now: Int64) -> String {
        """
        SELECT d.job_id FROM \(day.table("job_done")) d LEFT JOIN queues q ON q.name = d.queue_name
        WHERE d.completed_at + \(retention) > \(time(now))
        """
    }

    private static func live(_ day: HistoryDay) -> String {
        ["job_ready", "job_scheduled", "job_running"]
            .map { "SELECT job_id FROM \($0) WHERE \(day.condition)" }.joined(separator: " UNION ALL ")
    }

    /// Whether somebody who reads the events for others has not come past those of the day.
    static func isUnread(_ day: HistoryDay) -> Statement {
        Statement(
            "history_unread",
            """
            SELECT EXISTS (SELECT 1 FROM event_cursors c
                           WHERE EXISTS (SELECT 1 FROM \(day.table("job_events")) e WHERE e.id > c.position))
            """)
    }

    /// How many jobs of the day are kept, and how many have ended: exact as far as it matters.
    static func survivors(_ day: HistoryDay, now: Int64) -> Statement {
        Statement(
            "history_survivors",
            """
            SELECT (SELECT count(*) FROM (\(keptEnded(day, now)) LIMIT 20001) k)
                       + (SELECT count(*) FROM (\(live(day)) LIMIT 20001) l),
                   GREATEST((SELECT reltuples FROM pg_class WHERE oid = '\(day.table("job_done"))'::regclass),
                       (SELECT count(*) FROM (SELECT 1 FROM \(day.table("job_done")) LIMIT 200000) d))::bigint
            """)
    }

    /// What is read in the beginning may take long and holds up only retries; from the LOCK on everybody waits, for
    /// as long as it takes to move the few that stay. A job may have been submitted with an old id meanwhile.
    static func drop(_ day: HistoryDay, now: Int64) -> String {
        let tables = HistoryDay.tables
        func each(_ body: (String) -> String) -> String { tables.map(body).joined(separator: "\n") }
        return """
            SET lock_timeout = '200ms';
            SELECT pg_advisory_xact_lock(\(PartitionSQL.sweepLock));
            CREATE TEMP TABLE history_kept ON COMMIT DROP AS \(keptEnded(day, now)) UNION \(live(day));
            CREATE TEMP TABLE history_dead ON COMMIT DROP AS
                SELECT queue_name, count(*) AS jobs FROM \(day.table("job_done")) d
                WHERE status = 'DEAD_LETTERED'
                    AND NOT EXISTS (SELECT 1 FROM history_kept k WHERE k.job_id = d.job_id)
                GROUP BY queue_name;
            SET enable_seqscan = off;
            LOCK TABLE \(tables.joined(separator: ", ")) IN ACCESS EXCLUSIVE MODE;
            INSERT INTO history_kept \(live(day)) EXCEPT SELECT job_id FROM history_kept;
            \(each { "ALTER TABLE \($0) DETACH PARTITION \(day.table($0));" })
            \(each { parent in
                """
                INSERT INTO \(parent) SELECT * FROM \(day.table(parent))
                WHERE job_id = ANY(ARRAY(SELECT job_id FROM history_kept));
                """
            })
            \(each { "DROP TABLE \(day.table($0));" })
            INSERT INTO queue_deltas (queue_name, dead_lettered) SELECT queue_name, -jobs FROM history_dead
            """
    }

    static let strays = Statement(
        "history_strays_expire",
        """
        WITH gone AS (
            DELETE FROM job_done WHERE job_id = ANY(ARRAY(
                SELECT d.job_id FROM job_done_default d LEFT JOIN queues q ON q.name = d.queue_name
                WHERE d.completed_at + \(retention) <= to_timestamp($1::bigint / 1e6)
                    AND (d.completed_at + interval '7 days' <= to_timestamp($1::bigint / 1e6)
                        OR NOT EXISTS (
                            SELECT 1 FROM job_events e WHERE e.job_id = d.job_id
                                AND e.id > (SELECT min(position) FROM event_cursors)))
                ORDER BY d.completed_at LIMIT 1000))
            RETURNING job_id, queue_name, status
        ), j AS (
            DELETE FROM jobs WHERE job_id = ANY(ARRAY(SELECT job_id FROM gone))
        ), e AS (
            DELETE FROM job_events WHERE job_id = ANY(ARRAY(SELECT job_id FROM gone))
        ), o AS (
            DELETE FROM job_output WHERE job_id = ANY(ARRAY(SELECT job_id FROM gone))
        ), n AS (
            INSERT INTO queue_deltas (queue_name, dead_lettered)
            SELECT queue_name, -count(*) FROM gone WHERE status = 'DEAD_LETTERED' GROUP BY queue_name
        )
        SELECT job_id FROM gone
        """)
}

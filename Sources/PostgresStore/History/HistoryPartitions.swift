import Lifecycle
import Postgres

extension JobQueueStore {
    /// Makes the partitions of today and tomorrow where they are missing; returns those made. Until a day has its
    /// own, its jobs are in the default partitions, where they are as well off but leave row by row.
    ///
    /// - Parameter now: microseconds since 1970; nil: the database's clock.
    @discardableResult
    public func prepareHistory(now: Int64? = nil) async throws(StoreError) -> [String] {
        let today = HistoryDay(micros: try await historyTime(now))
        let known = Set(try await historyDays())
        var made: [String] = []
        for day in today...today.next where !known.contains(day) {
            // A partition cannot take over what the default one holds: the next day begins a new one.
            if try await read(PartitionSQL.strays(of: day))[0].bool(0) { continue }
            do {
                try await general.simple(PartitionSQL.make(day))
                made.append(day.table("jobs"))
            } catch {
                // Somebody reads the history for long: the next look tries again, and waits for nobody.
                if error.sqlstate != PartitionSQL.lockNotAvailable { throw StoreError(error) }
            }
        }
        return made
    }

    /// Days that have partitions, in order.
    func historyDays() async throws(StoreError) -> [HistoryDay] {
        let rows = try await read(PartitionSQL.partitions)
        return (0..<rows.count).compactMap { HistoryDay(table: rows[$0].string(0)) }.sorted()
    }

    func historyTime(_ now: Int64?) async throws(StoreError) -> Int64 {
        if let now { return now }
        return try await read(PartitionSQL.now)[0].int64(0)
    }
}

enum PartitionSQL {
    static let lockNotAvailable = "55P03"
    static let now = Statement(
        "history_now", "SELECT floor(extract(epoch FROM clock_timestamp()) * 1e6)::bigint")
    static let partitions = Statement(
        "history_partitions",
        """
        SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'jobs'::regclass
        """)

    /// Retries and purges take this in shared mode and a sweep alone, so that nobody brings back a job while its day
    /// goes, and none is counted out twice.
    static let sweepLock = "7105000003"
    static let holdSweep = Statement(
        "history_hold", "SELECT pg_advisory_xact_lock_shared(\(sweepLock))")
    /// For who may come back later: false while a sweep is on.
    static let tryHoldSweep = Statement(
        "history_try_hold", "SELECT pg_try_advisory_xact_lock_shared(\(sweepLock))")

    static func strays(of day: HistoryDay) -> Statement {
        let found = HistoryDay.tables.map { "EXISTS (SELECT 1 FROM \($0)_default WHERE \(day.condition))" }
        return Statement("history_strays", "SELECT \(found.joined(separator: " OR "))")
    }

    /// Attaching, unlike CREATE .. PARTITION OF, lets readers and writers of the parent go on.
    static func make(_ day: HistoryDay) -> String {
        let tables = HistoryDay.tables.map { parent in
            """
            CREATE TABLE \(day.table(parent)) (LIKE \(parent) INCLUDING ALL);
            ALTER TABLE \(parent) ATTACH PARTITION \(day.table(parent))
                FOR VALUES FROM ('\(day.firstID)') TO ('\(day.next.firstID)');
            """
        }
        return """
            SET lock_timeout = '200ms';
            DO $make$ BEGIN
                PERFORM pg_advisory_xact_lock(\(sweepLock));
                IF to_regclass('\(day.table("jobs"))') IS NOT NULL THEN RETURN; END IF;
                \(tables.joined(separator: "\n"))
            END $make$
            """
    }
}

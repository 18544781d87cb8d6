import Postgres

/// Reads the transitions of all jobs in the order of their ids, so that none that is committed is ever passed over.
///
/// Ids come from a sequence, so a transaction with a low id may commit after one with a high id: going on "after the
/// last id that was seen" would lose it. The feed therefore reads only up to a horizon below which every transaction
/// has ended, found in three steps that must not be merged:
///
/// 1. read the sequence's last value N;
/// 2. in a later statement, take a transaction id X. Every transaction that holds an event id up to N took its own
///    transaction id before that event id (see below), so before step 1, so its id is below X;
/// 3. wait until the oldest running transaction (`pg_snapshot_xmin`) is not below X. All of them have ended then, and
///    a snapshot taken from now on sees all their events.
///
/// X is a fresh transaction id and not `pg_snapshot_xmax`: that is one past the highest id that has *ended*, and
/// transactions above it may be running. It is taken only when there are new events.
///
/// What step 2 needs holds because each statement that inserts into `job_events` selects from the RETURNING rows of
/// a change it makes itself: that change has given the transaction its id before the first event's id is drawn. A new
/// statement that inserts events must do the same.
///
/// A transaction that stays open anywhere in the database server after it has changed something holds the feed up.
public struct EventFeed: Sendable {
    let store: JobQueueStore
    /// Every transaction with an event id up to here has ended.
    private(set) var horizon: Int64 = 0
    /// Steps 1 and 2 of the next horizon, when it was not reached yet.
    private var pending: (through: Int64, transaction: Int64)?
    /// How a queue's events are found; nil before that was asked.
    var path: QueuePath?

    /// A reader that has read nothing.
    public init(_ store: JobQueueStore) { self.store = store }

    /// Up to `limit` events after `position`.
    ///
    /// Waits at most a second for transactions that are under way; then, as when there is nothing new, the page is
    /// empty and keeps the position.
    public mutating func page(after position: Int64, limit: Int) async throws(StoreError) -> EventPage {
        if position >= horizon { try await advance() }
        guard position < horizon else { return EventPage(events: [], position: position, isLast: true) }
        var parameters = Parameters()
        parameters.append(position)
        parameters.append(horizon)
        parameters.append(Int64(limit))
        return page(try await query(FeedSQL.events, parameters), limit: limit)
    }

    /// The page of these rows, which reach up to the horizon unless there are as many as the limit.
    func page(_ rows: Rows, limit: Int) -> EventPage {
        let events = rows.map { FeedEvent($0) }
        let isLast = events.count < limit
        return EventPage(
            events: events, position: isLast ? horizon : events.last?.event.id ?? horizon, isLast: isLast)
    }

    /// Where the feed ends now: pages after this position hold what happens from now on, and perhaps a few events of
    /// this moment. Waits for the transactions that are under way, whatever time they take.
    public mutating func end() async throws(StoreError) -> Int64 {
        repeat {
            if Task.isCancelled { throw StoreError(.unavailable, "the call was cancelled") }
            try await advance()
        } while pending != nil
        return horizon
    }

    /// Moves the horizon, if it can be within a second.
    mutating func advance() async throws(StoreError) {
        if pending == nil {
            guard try await query(FeedSQL.lastID)[0].int64(0) > horizon else { return }
            let steps: [Rows]
            do {
                steps = try await store.queue.batch([
                    (FeedSQL.lastID, Parameters()), (FeedSQL.transaction, Parameters()),
                ])
            } catch { throw StoreError(error) }
            pending = (steps[0][0].int64(0), steps[1][0].int64(0))
        }
        guard let pending else { return }
        var wait = Duration.milliseconds(1)
        while try await query(FeedSQL.oldestTransaction)[0].int64(0) < pending.transaction {
            if wait > .milliseconds(300) { return }
            do { try await ContinuousClock().sleep(for: wait) } catch { return }
            wait = wait * 2
        }
        horizon = max(horizon, pending.through)
        self.pending = nil
    }

    func query(
        _ statement: Statement, _ parameters: Parameters = Parameters()
    ) async throws(StoreError) -> Rows {
        do { return try await store.queue.execute(statement, parameters) } catch { throw StoreError(error) }
    }
}

enum FeedSQL {
    static let lastID = Statement(
        "feed_last_id", "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM job_events_id_seq")
    static let transaction = Statement("feed_transaction", "SELECT pg_current_xact_id()::text::bigint")
    static let oldestTransaction = Statement(
        "feed_oldest_transaction", "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    static let columns = """
        e.id, e.job_id, e.from_status::text, e.to_status::text, e.worker_id, e.attempt, e.reason, e.occurred_at,
        left(e.error, 4096), e.exit_code
        """
    /// The partitions' indexes on the id are merged, which needs no sort and ends at the limit.
    static let events = Statement(
        "feed_events",
        """
        SELECT \(columns), (SELECT j.queue_name FROM jobs j WHERE j.job_id = e.job_id)
        FROM job_events e WHERE e.id > $1 AND e.id <= $2 ORDER BY e.id LIMIT $3
        """)
}

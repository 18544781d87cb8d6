import Postgres

/// How a feed finds the events of one queue. Events have no index by queue, which each of them would have to pay for.
enum QueuePath: Hashable, Sendable {
    /// All events in their order, and those of other queues are left out.
    case inOrder
    /// Those of each of the queue's jobs, put in order for each page.
    case jobByJob

    /// A job has about four events. A page by way of the jobs looks at each job, one in order at each event.
    static func mostJobs(events: Int64, limit: Int) -> Int64 {
        Int64((Double(max(events, 0)) * Double(limit) / 4).squareRoot())
    }
}

extension EventFeed {
    /// As ``page(after:limit:)``, with the events of one queue only; for reading up to the horizon once. A queue that
    /// had few jobs when the feed was first asked costs little, however many events there are of others.
    ///
    /// - Parameter queue: stored name; each call of one feed names the same.
    public mutating func page(
        of queue: String, after position: Int64, limit: Int
    ) async throws(StoreError) -> EventPage {
        if position >= horizon { try await advance() }
        guard position < horizon else { return EventPage(events: [], position: position, isLast: true) }
        if path == nil { path = try await choosePath(queue, events: horizon - position, limit: limit) }
        guard path == .jobByJob else {
            var page = try await page(after: position, limit: limit)
            page.events = page.events.filter { $0.queue == queue }
            return page
        }
        var parameters = Parameters()
        parameters.append(position)
        parameters.append(horizon)
        parameters.append(Int64(limit))
        parameters.append(queue)
        return page(try await query(QueueFeedSQL.events, parameters), limit: limit)
    }

    private func choosePath(
        _ queue: String, events: Int64, limit: Int
    ) async throws(StoreError) -> QueuePath {
        let most = QueuePath.mostJobs(events: events, limit: limit)
        var parameters = Parameters()
        parameters.append(queue)
        parameters.append(most + 1)
        return try await query(QueueFeedSQL.jobs, parameters)[0].int64(0) > most ? .inOrder : .jobByJob
    }
}

enum QueueFeedSQL {
    static let jobs = Statement(
        "feed_queue_jobs",
        "SELECT count(*) FROM (SELECT 1 FROM jobs WHERE queue_name = $1 LIMIT $2) j")
    /// OFFSET 0 keeps the planner from reading all events of the time, which it takes for few.
    static let events = Statement(
        "feed_queue_events",
        """
        SELECT \(FeedSQL.columns), j.queue_name
        FROM jobs j CROSS JOIN LATERAL (
            SELECT * FROM job_events WHERE job_id = j.job_id AND id > $1 AND id <= $2 OFFSET 0) e
        WHERE j.queue_name = $4 ORDER BY e.id LIMIT $3
        """)
}

import Postgres

/// How far behind a reader of the event feed is.
public struct EventLag: Hashable, Sendable {
    /// Ids between the reader and the newest event; a little more than events, as some ids are never used.
    public var events: Int64
    /// Age of the oldest event that it has not handed over; 0 when there is none.
    public var seconds: Double

    /// A reader that is this far behind.
    public init(events: Int64, seconds: Double) {
        self.events = events
        self.seconds = seconds
    }
}

extension JobQueueStore {
    /// How far the reader of this name has come; 0, before the oldest event, when it has never read.
    public func eventCursor(_ name: String) async throws(StoreError) -> Int64 {
        var parameters = Parameters()
        parameters.append(name)
        let rows = try await read(CursorSQL.position, parameters)
        return rows.count > 0 ? rows[0].int64(0) : 0
    }

    /// Notes that the reader has handed over every event up to `position`. Never moves a cursor back, so of two
    /// readers that were started by mistake the one behind changes nothing.
    public func advanceEventCursor(_ name: String, to position: Int64) async throws(StoreError) {
        var parameters = Parameters()
        parameters.append(name)
        parameters.append(position)
        _ = try await read(CursorSQL.advance, parameters)
    }

    /// How far behind the reader of this name is.
    public func eventLag(_ name: String) async throws(StoreError) -> EventLag {
        let position = try await eventCursor(name)
        var parameters = Parameters()
        parameters.append(position)
        let rows: Rows
        do { rows = try await queue.execute(CursorSQL.lag, parameters) } catch { throw StoreError(error) }
        return EventLag(events: rows[0].int64(0), seconds: rows[0].double(1))
    }
}

private enum CursorSQL {
    static let position = Statement("event_cursor", "SELECT position FROM event_cursors WHERE name = $1")
    static let advance = Statement(
        "event_cursor_advance",
        """
        INSERT INTO event_cursors AS c (name, position) VALUES ($1, $2::bigint)
        ON CONFLICT (name) DO UPDATE SET position = EXCLUDED.position, updated_at = now()
        WHERE c.position < EXCLUDED.position
        """)
    static let lag = Statement(
        "event_lag",
        """
        SELECT GREATEST(CASE WHEN s.is_called THEN s.last_value ELSE 0 END - $1::bigint, 0),
               COALESCE(GREATEST(EXTRACT(EPOCH FROM now() - (
                   SELECT occurred_at FROM job_events WHERE id > $1::bigint ORDER BY id LIMIT 1)), 0), 0)::float8
        FROM job_events_id_seq s
        """)
}

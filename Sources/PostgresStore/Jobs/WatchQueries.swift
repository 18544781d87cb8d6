public import Lifecycle
import Postgres

/// Where a reader of a job's output stands.
public struct OutputPosition: Hashable, Sendable {
    /// The attempt of the last piece that was read.
    public var attempt: Int32
    /// Its number; -1: none of the attempt.
    public var sequence: Int64

    /// Stands behind this piece.
    public init(attempt: Int32, sequence: Int64) {
        self.attempt = attempt
        self.sequence = sequence
    }
}

/// A stored piece of output.
public struct StoredOutput: Sendable {
    /// Which piece it is.
    public var position: OutputPosition
    /// 1 is standard output, 2 standard error.
    public var stream: Int16
    /// When it was written, in microseconds since 1970.
    public var writtenAt: Int64
    /// The bytes as they were written.
    public var bytes: [UInt8]
}

extension JobQueueStore {
    /// The history of a job after event `last`, oldest first, at most `limit` events.
    public func events(
        of id: JobID, after last: Int64, limit: Int
    ) async throws(StoreError) -> [JobEventRecord] {
        var parameters = Parameters()
        parameters.append(id)
        parameters.append(last)
        parameters.append(Int64(limit))
        let rows = try await run(WatchSQL.events, parameters)
        return (0..<rows.count).map { JobEventRecord(rows[$0], of: id) }
    }

    /// What attempts up to `attempt` wrote behind a position, in order, at most `limit` pieces.
    public func output(
        of id: JobID, after position: OutputPosition, upTo attempt: Int32, limit: Int
    ) async throws(StoreError) -> [StoredOutput] {
        var parameters = Parameters()
        parameters.append(id)
        parameters.append(position.attempt)
        parameters.append(position.sequence)
        parameters.append(attempt)
        parameters.append(Int64(limit))
        let rows = try await run(WatchSQL.output, parameters)
        return (0..<rows.count).map { index in
            let row = rows[index]
            return StoredOutput(
                position: OutputPosition(attempt: row.int32(0), sequence: row.int64(1)),
                stream: row.int16(2), writtenAt: row.timestampMicros(3), bytes: row.bytes(4))
        }
    }

    /// What the running attempt of a job said last; nil when none runs, or it has said nothing.
    public func progress(of id: JobID) async throws(StoreError) -> Progress? {
        var parameters = Parameters()
        parameters.append(id)
        let rows = try await run(WatchSQL.progress, parameters)
        guard rows.count > 0 else { return nil }
        let row = rows[0]
        return Progress(
            lease: Lease(job: id, epoch: row.int64(0)), percent: row.doubleOrNil(1),
            note: row.stringOrNil(2) ?? "")
    }
}

private enum WatchSQL {
    static let events = Statement(
        "watch_events",
        """
        SELECT \(JobEventRecord.columns) FROM job_events
        WHERE job_id = $1::uuid AND id > $2::bigint ORDER BY job_id, id LIMIT $3
        """)
    static let output = Statement(
        "watch_output",
        """
        SELECT attempt, sequence, stream, written_at, data FROM job_output
        WHERE job_id = $1::uuid AND (attempt, sequence) > ($2::integer, $3::bigint) AND attempt <= $4::integer
        ORDER BY job_id, attempt, sequence LIMIT $5
        """)
    static let progress = Statement(
        "watch_progress",
        """
        SELECT lease_epoch, progress_percent, progress_note FROM job_running
        WHERE job_id = $1::uuid AND (progress_percent IS NOT NULL OR progress_note IS NOT NULL)
        """)
}

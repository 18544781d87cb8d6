public import Lifecycle
import Postgres
public import Resources

/// A declared run that has ended.
public struct EndedRun: Hashable, Sendable {
    /// The Job that declared it.
    public var key: ResourceKey
    /// Names the job that the run was.
    public var jobID: JobID
    /// DONE or DEAD_LETTERED.
    public var state: JobState
    /// Microseconds since 1970.
    public var finishedAt: Int64
}

/// How far a reader has come through the ends of runs.
public struct EndedRunsCursor: Hashable, Sendable {
    /// One end of one run: a dead letter that is retried by hand ends again.
    struct End: Hashable, Sendable {
        var job: JobID
        var at: Int64
    }

    /// Longest that an end may become visible after one that is later by the clock, in microseconds: the time of an
    /// end is that of its transaction's begin, and a statement may take 30 s.
    static let overlap: Int64 = 40_000_000

    /// The latest end that was read, in microseconds since 1970.
    var latest: Int64
    /// What was read of the `overlap` before it; read again with each call, and left out of the answer.
    var seen: Set<End> = []

    init(latest: Int64) { self.latest = latest }

    /// Keeps what the next call may meet again.
    mutating func advance(_ runs: [EndedRun]) {
        latest = max(latest, runs.last?.finishedAt ?? latest)
        for run in runs { seen.insert(End(job: run.jobID, at: run.finishedAt)) }
        let oldest = latest - Self.overlap
        seen = seen.filter { $0.at >= oldest }
    }
}

extension JobQueueStore {
    /// A cursor from which ``endedRuns(after:limit:)`` tells what ends from now on; a little of what ended before may
    /// come, too.
    public func endedRunsCursor() async throws(StoreError) -> EndedRunsCursor {
        EndedRunsCursor(latest: try await read(EndedRunSQL.now)[0].timestampMicros(0))
    }

    /// Declared runs that have ended since the last call with this cursor, each once, in order of time as far as it
    /// is known; at most `limit`, and the next call goes on there.
    ///
    /// Runs whose transaction stays open for more than 40 s after its statement are missed: look at everything now
    /// and then all the same.
    public func endedRuns(
        after cursor: inout EndedRunsCursor, limit: Int = 5_000
    ) async throws(StoreError) -> [EndedRun] {
        var parameters = Parameters()
        parameters.append(timestampMicros: cursor.latest - EndedRunsCursor.overlap)
        let seen = Array(cursor.seen)
        parameters.append(seen.map(\.job))
        parameters.append(timestampMicros: seen.map(\.at))
        parameters.append(Int64(limit))
        let rows = try await run(EndedRunSQL.since, parameters)
        let runs = (0..<rows.count).map { index in
            let row = rows[index]
            return EndedRun(
                key: ResourceKey(kind: .job, namespace: row.string(0), name: row.string(1)),
                jobID: row.jobID(2), state: JobState(rawValue: row.string(3)) ?? .done,
                finishedAt: row.timestampMicros(4))
        }
        cursor.advance(runs)
        return runs
    }
}

private enum EndedRunSQL {
    static let now = Statement("runs_now", "SELECT now()")
    static let since = Statement(
        "runs_ended",
        """
        SELECT l.namespace, l.name, l.job_id, l.state::text, l.finished_at FROM ledger l
        WHERE l.finished_at >= $1::timestamptz AND NOT EXISTS (
            SELECT 1 FROM unnest($2::uuid[], $3::timestamptz[]) AS s(job_id, at)
            WHERE s.job_id = l.job_id AND s.at = l.finished_at)
        ORDER BY l.finished_at, l.job_id LIMIT $4
        """)
}

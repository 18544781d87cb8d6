public import Lifecycle
import Postgres

extension JobQueueStore {
    /// Begins to put dead letters back into their queues; ``stepRedrive(_:elapsed:batch:)`` does the work.
    ///
    /// - Parameters:
    ///   - rate: jobs a second; 0: as fast as it goes.
    ///   - stopAtFailureRate: a share, 0 to 1, of the ended jobs; 0: never.
    ///   - stopAfter: how many must have ended before the share counts; at least 1.
    /// - Returns: the record, which has ended already when nothing fits, and what it is about to move.
    public func createRedrive(
        _ selector: DeadLetterSelector, rate: Double = 0, stopAtFailureRate: Double = 0,
        stopAfter: Int32 = 20,
        actor: String
    ) async throws(StoreError) -> (redrive: Redrive, count: DeadLetterCount) {
        try await searching(selector) { transaction in
            // Before the count, and so the moment that both count and record go by.
            let moment = try await transaction.execute(RedriveSQL.moment)[0].timestampMicros(0)
            let count = try await transaction.countDeadLetters(selector, seen: moment)
            var parameters = Parameters()
            parameters.append(freshJobID())
            parameters.append(jsonb: selector.json)
            parameters.append((count.total > 0 ? RedriveState.running : .finished).rawValue)
            parameters.append(rate)
            parameters.append(stopAtFailureRate)
            parameters.append(stopAfter)
            parameters.append(count.total)
            parameters.append(actor)
            parameters.append(count.total > 0 ? "" : "no dead letter fits")
            parameters.append(timestampMicros: moment)
            let rows = try await transaction.execute(RedriveSQL.create, parameters)
            return (Redrive(rows[0]), count)
        }
    }

    /// One redrive; nil when there is none of this id.
    public func redrive(_ id: JobID) async throws(StoreError) -> Redrive? {
        let rows = try await read(RedriveSQL.one, idParameter(id))
        return rows.count > 0 ? Redrive(rows[0]) : nil
    }

    /// The newest redrives, newest first.
    public func redrives(limit: Int = 100) async throws(StoreError) -> [Redrive] {
        var parameters = Parameters()
        parameters.append(Int64(limit))
        let rows = try await read(RedriveSQL.list, parameters)
        return (0..<rows.count).map { Redrive(rows[$0]) }
    }

    /// Redrives that want steps: those that move jobs, and those of whose jobs some have not ended.
    public func watchedRedrives() async throws(StoreError) -> [JobID] {
        let rows = try await read(RedriveSQL.watched)
        return (0..<rows.count).map { rows[$0].jobID(0) }
    }

    /// Pauses, resumes or cancels; asking for what is so already changes nothing. Jobs that were moved stay moved.
    ///
    /// Fails with `notFound`, and with `failedPrecondition` when it has ended.
    public func controlRedrive(_ id: JobID, _ command: RedriveCommand) async throws(StoreError) -> Redrive {
        let rows = try await read(RedriveSQL.control(command), idParameter(id))
        if rows.count > 0 { return Redrive(rows[0]) }
        guard let redrive = try await redrive(id) else {
            throw StoreError(.notFound, "redrive \(id) does not exist")
        }
        let isThere =
            switch command {
            case .pause: redrive.state == .paused
            case .resume: redrive.state == .running
            case .cancel: redrive.state == .cancelled
            }
        if isThere { return redrive }
        throw StoreError(.failedPrecondition, "redrive \(id) has ended (\(redrive.state.rawValue))")
    }

    /// Removes redrives that ended long ago, with what they moved, a bounded number of rows at a time.
    public func removeOldRedrives(after age: Duration = .seconds(30 * 86_400)) async throws(StoreError) {
        var parameters = Parameters()
        parameters.append(age.microseconds)
        let rows = try await read(RedriveSQL.oldJobs, parameters)
        if rows.count == 0 { _ = try await read(RedriveSQL.old, parameters) }
    }
}

func idParameter(_ id: JobID) -> Parameters {
    var parameters = Parameters()
    parameters.append(id)
    return parameters
}

private enum RedriveSQL {
    static let moment = Statement("redrive_moment", "SELECT now()")
    static let create = Statement(
        "redrive_create",
        """
        INSERT INTO redrives (redrive_id, selector, state, rate, stop_at_failure_rate, stop_after, matched, actor,
                              message, created_at, watched, finished_at)
        VALUES ($1::uuid, $2::jsonb, $3::text, $4::float8, $5::float8, $6::int, $7::bigint, $8, $9,
                $10::timestamptz, $3::text = 'RUNNING', CASE WHEN $3::text <> 'RUNNING' THEN now() END)
        RETURNING \(Redrive.columns)
        """)
    static let one = Statement(
        "redrive", "SELECT \(Redrive.columns) FROM redrives WHERE redrive_id = $1::uuid")
    static let list = Statement(
        "redrives", "SELECT \(Redrive.columns) FROM redrives ORDER BY redrive_id DESC LIMIT $1")
    static let watched = Statement(
        "redrives_watched", "SELECT redrive_id FROM redrives WHERE watched ORDER BY redrive_id LIMIT 1000")

    /// A pause gives no jobs for the time that it took.
    static func control(_ command: RedriveCommand) -> Statement {
        let (name, change, from) =
            switch command {
            case .pause: ("pause", "state = 'PAUSED', message = 'paused by hand'", "'RUNNING'")
            case .resume: ("resume", "state = 'RUNNING', message = '', paced_at = now()", "'PAUSED'")
            case .cancel:
                (
                    "cancel", "state = 'CANCELLED', message = 'cancelled by hand', finished_at = now()",
                    "'RUNNING', 'PAUSED'"
                )
            }
        return Statement(
            "redrive_\(name)",
            """
            UPDATE redrives SET \(change), updated_at = now() WHERE redrive_id = $1::uuid AND state IN (\(from))
            RETURNING \(Redrive.columns)
            """)
    }

    static let oldJobs = Statement(
        "redrives_old_jobs",
        """
        DELETE FROM redrive_jobs WHERE (redrive_id, job_id) IN (
            SELECT j.redrive_id, j.job_id FROM redrives r JOIN redrive_jobs j ON j.redrive_id = r.redrive_id
            WHERE r.finished_at < now() - $1::bigint * interval '1 microsecond' AND NOT r.watched LIMIT 5000)
        RETURNING job_id
        """)
    static let old = Statement(
        "redrives_old",
        """
        DELETE FROM redrives r
        WHERE finished_at < now() - $1::bigint * interval '1 microsecond' AND NOT watched
            AND NOT EXISTS (SELECT 1 FROM redrive_jobs j WHERE j.redrive_id = r.redrive_id)
        """)
}

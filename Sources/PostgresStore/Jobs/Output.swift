import Lifecycle
import Postgres

/// A piece of what an attempt wrote, as its worker reports it.
public struct OutputPiece: Sendable {
    /// The attempt; when it is not the job's current one, nothing is written.
    public var lease: Lease
    /// Counts the pieces of the attempt, from 0. A repeated one changes nothing.
    public var sequence: Int64
    /// 1 is standard output, 2 standard error.
    public var stream: Int16
    /// Any bytes.
    public var bytes: [UInt8]

    /// A piece with these parts.
    public init(lease: Lease, sequence: Int64, stream: Int16, bytes: [UInt8]) {
        self.lease = lease
        self.sequence = sequence
        self.stream = stream
        self.bytes = bytes
    }
}

/// How far an attempt is, as its worker reports it.
public struct Progress: Hashable, Sendable {
    /// The attempt; when it is not the job's current one, nothing is written.
    public var lease: Lease
    /// 0 to 100; nil when only the note is known.
    public var percent: Double?
    /// What it is at; may be empty.
    public var note: String

    /// Progress with these parts, made fit to be stored.
    public init(lease: Lease, percent: Double?, note: String) {
        self.lease = lease
        self.percent = percent.flatMap { $0.isFinite ? min(max($0, 0), 100) : nil }
        let text = note.contains("\0") ? String(note.unicodeScalars.filter { $0 != "\0" }) : note
        self.note = String(text.prefix(512))
    }
}

extension JobQueueStore {
    /// Adds pieces of output and replaces the progress of attempts, in one transaction. What belongs to an attempt
    /// that is not its job's current one is left out: a late report of it has been written before, or is stale.
    public func write(_ output: [OutputPiece], progress: [Progress]) async throws(StoreError) {
        var statements: [(Statement, Parameters)] = []
        if !output.isEmpty { statements.append((OutputSQL.write, parameters(output))) }
        // One update of a row sees only one of two news about it.
        var newest: [Lease: Progress] = [:]
        for news in progress { newest[news.lease] = news }
        if !newest.isEmpty { statements.append((OutputSQL.progress, parameters(Array(newest.values)))) }
        if statements.isEmpty { return }
        do { _ = try await queue.batch(statements) } catch { throw StoreError(error) }
    }

    private func parameters(_ output: [OutputPiece]) -> Parameters {
        var parameters = leaseParameters(output.map(\.lease))
        parameters.append(output.map(\.sequence))
        parameters.append(output.map(\.stream))
        parameters.append(output.map(\.bytes))
        return parameters
    }

    private func parameters(_ progress: [Progress]) -> Parameters {
        var parameters = leaseParameters(progress.map(\.lease))
        parameters.append(progress.map(\.percent))
        parameters.append(progress.map(\.note))
        return parameters
    }
}

private enum OutputSQL {
    /// One look-up per piece, which no plan can turn into anything else.
    static let write = Statement(
        "output_write",
        """
        INSERT INTO job_output (job_id, attempt, sequence, stream, data)
        SELECT p.job_id, r.attempt, p.sequence, p.stream, p.data
        FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::smallint[], $5::bytea[])
            AS p(job_id, epoch, sequence, stream, data)
        CROSS JOIN LATERAL (
            SELECT attempt FROM job_running WHERE job_id = p.job_id AND lease_epoch = p.epoch LIMIT 1
        ) r
        ON CONFLICT DO NOTHING
        """)
    static let progress = Statement(
        "progress_write",
        """
        UPDATE job_running SET
            progress_percent = ($3::double precision[])[array_position($2::bigint[], lease_epoch)],
            progress_note = ($4::text[])[array_position($2::bigint[], lease_epoch)]
        WHERE job_id = ANY($1::uuid[]) AND (lease_epoch IN (SELECT unnest($2::bigint[]))) IS TRUE
        """)
}

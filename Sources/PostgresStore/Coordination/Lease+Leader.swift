public import Lifecycle
import Postgres

/// Who runs the monitors, for how long, and the number of this term.
public struct LeaderTerm: Hashable, Sendable {
    /// Names the server that holds the lease.
    public var holder: JobID
    /// Grows by one when the lease changes hands or had run out; renewing keeps it.
    public var epoch: Int64
}

extension JobQueueStore {
    /// Takes or renews the lease `name`; answers with whoever holds it now. The database's clock decides.
    ///
    /// What the leader does is safe when two do it: each of its statements guards the rows that it moves. The
    /// lease saves work; it does not carry correctness.
    public func acquireLease(
        _ name: String, holder: JobID, duration: Duration
    ) async throws(StoreError) -> LeaderTerm? {
        var parameters = Parameters()
        parameters.append(name)
        parameters.append(holder)
        parameters.append(duration.microseconds)
        let rows = try await read(LeaseSQL.acquire, parameters)
        guard rows.count > 0 else { return nil }
        return LeaderTerm(holder: rows[0].jobID(0), epoch: rows[0].int64(1))
    }

    /// Gives the lease up at once, so that another need not wait for its end.
    public func releaseLease(_ name: String, holder: JobID) async throws(StoreError) {
        var parameters = Parameters()
        parameters.append(name)
        parameters.append(holder)
        _ = try await read(LeaseSQL.release, parameters)
    }

    /// Who holds a lease now.
    public func leaseHolder(_ name: String) async throws(StoreError) -> JobID? {
        var parameters = Parameters()
        parameters.append(name)
        let rows = try await read(LeaseSQL.holder, parameters)
        return rows.count > 0 ? rows[0].jobID(0) : nil
    }
}

private enum LeaseSQL {
    static let acquire = Statement(
        "lease_acquire",
        """
        WITH t AS (
            INSERT INTO leases AS l (name, holder, expires_at)
            VALUES ($1, $2::uuid, now() + $3::bigint * interval '1 microsecond')
            ON CONFLICT (name) DO UPDATE SET
                epoch = l.epoch + CASE WHEN l.holder = EXCLUDED.holder AND l.expires_at > now() THEN 0 ELSE 1 END,
                holder = EXCLUDED.holder, expires_at = EXCLUDED.expires_at
            WHERE l.holder = EXCLUDED.holder OR l.expires_at <= now()
            RETURNING holder, epoch
        )
        SELECT holder, epoch FROM t
        UNION ALL
        SELECT holder, epoch FROM leases WHERE name = $1 AND NOT EXISTS (SELECT 1 FROM t)
        """)
    static let release = Statement(
        "lease_release", "UPDATE leases SET expires_at = '-infinity' WHERE name = $1 AND holder = $2::uuid")
    static let holder = Statement(
        "lease_holder", "SELECT holder FROM leases WHERE name = $1 AND expires_at > now()")
}

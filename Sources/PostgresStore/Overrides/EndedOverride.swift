public import Planning
import Postgres
import Resources

/// An override that is over.
public struct EndedOverride: Hashable, Sendable {
    /// Stored name of the queue, which may be gone.
    public var queue: String
    /// What counted, until when it was meant to, and who said so.
    public var override: QueueOverride
    /// Microseconds since 1970.
    public var endedAt: Int64
    /// "expired", "cleared", "replaced" or "queue deleted".
    public var how: String
    /// Who cleared or replaced it; nil when nobody did.
    public var endedBy: String?
}

extension JobQueueStore {
    /// Overrides that are over, the one that ended last first; of one queue, or of all. One that is past its end and
    /// was not cleared away yet is not among them.
    public func endedOverrides(
        queue: String? = nil, limit: Int
    ) async throws(StoreError) -> [EndedOverride] {
        var parameters = Parameters()
        parameters.append(queue)
        parameters.append(Int64(limit))
        let rows = try await read(OverrideLogSQL.list, parameters)
        // Fields that only a newer jq knows are left out.
        return (0..<rows.count).compactMap { EndedOverride(rows[$0]) }
    }

    /// Removes overrides that ended 90 days ago or longer, at most 10,000 in a call.
    ///
    /// - Returns: how many.
    public func forgetOldOverrides() async throws(StoreError) -> Int {
        Int(try await read(OverrideLogSQL.forget)[0].int64(0))
    }
}

extension EndedOverride {
    fileprivate init?(_ row: Row) {
        guard let field = OverridableField(rawValue: row.string(1)) else { return nil }
        queue = row.string(0)
        override = QueueOverride(
            field: field, value: (try? Value(json: Array(row.string(2).utf8))) ?? .null,
            actor: row.string(3), reason: row.string(4), createdAt: row.timestampMicros(5),
            expiresAt: row.timestampMicros(6))
        endedAt = row.timestampMicros(7)
        how = row.string(8)
        endedBy = row.stringOrNil(9)
    }
}

private enum OverrideLogSQL {
    static let list = Statement(
        "override_log",
        """
        SELECT queue_name, field, value::text, actor, reason, created_at, expires_at, ended_at, how, ended_by
        FROM queue_override_log WHERE $1::text IS NULL OR queue_name = $1 ORDER BY id DESC LIMIT $2
        """)
    static let forget = Statement(
        "override_forget",
        """
        WITH gone AS (
            DELETE FROM queue_override_log WHERE id = ANY(ARRAY(
                SELECT id FROM queue_override_log WHERE ended_at < now() - interval '90 days'
                ORDER BY id LIMIT 10000))
            RETURNING id
        )
        SELECT count(*) FROM gone
        """)
}

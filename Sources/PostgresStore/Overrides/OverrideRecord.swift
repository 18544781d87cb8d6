public import Planning
import Postgres
public import Resources

/// An override with the queue that it belongs to.
public struct OverrideRecord: Hashable, Sendable {
    /// Stored name of the queue.
    public var queue: String
    /// What counts, until when, and who said so.
    public var override: QueueOverride
    /// What the queue's row says; nil when it sets no such limit.
    public var declared: Value?
}

extension QueueOverride {
    /// Reads ``OverrideSQL/ofQueue``. Fields that only a newer jq knows are left out.
    static func list(_ json: String?) -> [QueueOverride] {
        guard let json, let value = try? Value(json: Array(json.utf8)) else { return [] }
        return (value.arrayValue ?? []).compactMap(QueueOverride.init)
    }

    private init?(_ value: Value) {
        guard let field = value["field"]?.stringValue.flatMap(OverridableField.init(rawValue:)),
            let createdAt = value["created"]?.intValue, let expiresAt = value["expires"]?.intValue
        else { return nil }
        self.init(
            field: field, value: value["value"] ?? .null, actor: value["actor"]?.stringValue ?? "",
            reason: value["reason"]?.stringValue ?? "", createdAt: createdAt, expiresAt: expiresAt)
    }
}

public import Resources

/// A field of a queue's spec that can be overridden for a while.
public enum OverridableField: String, Hashable, Sendable, CaseIterable {
    case paused
    case concurrencyLimit = "concurrency.limit"
    case concurrencyPerKey = "concurrency.perKey"
    case rateLimit = "rateLimit.limit"
    case ratePeriod = "rateLimit.period"

    /// As changes of a plan name it: "spec.concurrency.limit".
    public var path: String { "spec.\(rawValue)" }

    /// Whether it may be overridden with null, which takes the limit away.
    public var takesNull: Bool {
        switch self {
        case .concurrencyLimit, .concurrencyPerKey, .rateLimit: true
        case .paused, .ratePeriod: false
        }
    }

    /// The value as a manifest would hold it, in normal form.
    ///
    /// - Throws: why the field cannot have it, as the reader of a manifest is told.
    public func checked(_ value: Value) throws(ValueError) -> Value {
        if value == .null, takesNull { return .null }
        return try Schema.of(.queue).value(value, at: rawValue)
    }

    /// What the column of the queue's row would hold for a value that ``checked(_:)`` gave: a number, milliseconds,
    /// 0 or 1; nil: no limit.
    public func amount(_ value: Value) -> Int64? {
        switch value {
        case .bool(let flag): flag ? 1 : 0
        case .int(let number): number
        case .string(let text): (try? Duration(manifestText: text))?.milliseconds
        default: nil
        }
    }
}

public import Resources

/// One aspect of a resource's state, after the Kubernetes API conventions and kstatus: `Ready`, the abnormal-true
/// `Reconciling` and `Stalled`, and the kind's own.
public struct Condition: Hashable, Sendable {
    /// Whether the condition holds, in the words of the Kubernetes API.
    public enum Status: String, Hashable, Sendable {
        case yes = "True"
        case no = "False"
        case unknown = "Unknown"
    }

    /// What the condition is about, one word in CamelCase; unique within a resource's conditions.
    public var type: String
    /// Whether it holds; for `Reconciling` and `Stalled`, `no` is the healthy answer.
    public var status: Status
    /// One word in CamelCase, for programs.
    public var reason: String
    /// A sentence for people.
    public var message: String
    /// Microseconds since 1970; nil when it is not known since when.
    public var since: Int64?

    /// A condition that `type` names; leave `since` out when its last change is not known.
    public init(_ type: String, _ status: Status, _ reason: String, _ message: String, since: Int64? = nil) {
        self.type = type
        self.status = status
        self.reason = reason
        self.message = message
        self.since = since
    }
}

/// What is reported back on a declared resource.
public struct ResourceStatus: Hashable, Sendable {
    /// The generation that the rows follow.
    public var observedGeneration: Int64
    /// The aspects that were looked at, `Ready` first; empty for kinds that are not declared.
    public var conditions: [Condition]
    /// The kind's own counters and facts.
    public var facts: [String: Value]

    /// A status of exactly these parts; nothing is derived.
    public init(observedGeneration: Int64, conditions: [Condition], facts: [String: Value]) {
        self.observedGeneration = observedGeneration
        self.conditions = conditions
        self.facts = facts
    }

    /// Whether a condition of this type is there and is `True`; absent and unknown ones are not.
    public func isTrue(_ type: String) -> Bool {
        conditions.contains { $0.type == type && $0.status == .yes }
    }
}

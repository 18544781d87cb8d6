public import Resources

/// Who leads, as the spec of a Lease (`coordination.k8s.io/v1`) says it.
///
/// Times are kept as the text that was written: a clock of another machine is compared with none.
public struct LeaseRecord: Hashable, Sendable {
    /// Who holds it; empty for nobody.
    public var holderIdentity: String
    /// How long it holds after a renewal.
    public var leaseDurationSeconds: Int32
    /// When this holder got it, RFC 3339 with six digits of a second.
    public var acquireTime: String?
    /// When this holder renewed it last, RFC 3339 with six digits of a second.
    public var renewTime: String?
    /// How often it went from one holder to another.
    public var leaseTransitions: Int32

    /// A record with these values.
    public init(
        holderIdentity: String, leaseDurationSeconds: Int32, acquireTime: String?, renewTime: String?,
        leaseTransitions: Int32
    ) {
        self.holderIdentity = holderIdentity
        self.leaseDurationSeconds = leaseDurationSeconds
        self.acquireTime = acquireTime
        self.renewTime = renewTime
        self.leaseTransitions = leaseTransitions
    }

    /// What a Lease's spec says; members that are missing or of another type count as empty or zero.
    public init(spec: Value) {
        holderIdentity = spec["holderIdentity"]?.stringValue ?? ""
        leaseDurationSeconds = Int32(clamping: spec["leaseDurationSeconds"]?.intValue ?? 0)
        acquireTime = spec["acquireTime"]?.stringValue
        renewTime = spec["renewTime"]?.stringValue
        leaseTransitions = Int32(clamping: spec["leaseTransitions"]?.intValue ?? 0)
    }

    /// A Lease's spec with these values; members that the record does not know stay as they are in `spec`.
    public func spec(over spec: Value = .object([:])) -> Value {
        var members = spec.objectValue ?? [:]
        members["holderIdentity"] = .string(holderIdentity)
        members["leaseDurationSeconds"] = .int(Int64(leaseDurationSeconds))
        members["acquireTime"] = acquireTime.map { .string($0) }
        members["renewTime"] = renewTime.map { .string($0) }
        members["leaseTransitions"] = .int(Int64(leaseTransitions))
        return .object(members)
    }
}

/// One uninterrupted time of leading.
public struct LeaderTerm: Hashable, Comparable, Sendable {
    /// The Lease's `leaseTransitions`: higher for each change of the leader. It is a name for the term, not a
    /// fence: a Lease does not keep a suspended leader from writing (client-go says so too), so what is
    /// written must be fenced where it is written.
    public let number: Int64

    /// The term with this number.
    public init(number: Int64) { self.number = number }

    /// A later term is greater.
    public static func < (one: LeaderTerm, other: LeaderTerm) -> Bool { one.number < other.number }
}

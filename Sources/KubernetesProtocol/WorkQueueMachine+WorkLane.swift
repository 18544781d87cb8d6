/// How soon a key's turn comes. A lower lane waits for the higher ones, but never for ever: see
/// ``WorkQueueConfiguration/starvationBound``.
public enum WorkLane: Int, Comparable, CaseIterable, Sendable {
    /// Somebody edited the object and may be waiting.
    case urgent
    /// Something the object depends on changed, or an attempt is repeated.
    case normal
    /// Nothing is known to have changed: the first list after a start, and periodic checks.
    case resync

    /// Urgent comes before normal, normal before resync.
    public static func < (one: WorkLane, other: WorkLane) -> Bool { one.rawValue < other.rawValue }

    /// The next lower lane; the lowest is its own.
    var below: WorkLane { WorkLane(rawValue: rawValue + 1) ?? .resync }
}

internal import HeapModule

/// Keys by the time at which they are due, then in order of their tickets. An entry whose key has got another
/// ticket since is outdated: it is skipped, and swept away before such entries outnumber the others.
struct DueHeap<Key: Hashable & Sendable>: Sendable {
    private struct Entry: Comparable {
        let at: ContinuousClock.Instant
        let ticket: UInt64
        let key: Key

        static func < (one: Entry, other: Entry) -> Bool { (one.at, one.ticket) < (other.at, other.ticket) }
        static func == (one: Entry, other: Entry) -> Bool { one.ticket == other.ticket }
    }

    private static var sweepMinimum: Int { 32 }

    private var heap = Heap<Entry>()

    /// Entries in memory, the outdated ones included.
    var entriesHeld: Int { heap.count }

    /// - Parameters:
    ///   - live: How many keys have a current entry, this one included.
    ///   - isCurrent: Whether a ticket is still its key's.
    mutating func insert(
        _ key: Key, at due: ContinuousClock.Instant, ticket: UInt64, live: Int,
        isCurrent: (Key, UInt64) -> Bool
    ) {
        heap.insert(Entry(at: due, ticket: ticket, key: key))
        guard heap.count > 2 * live + Self.sweepMinimum else { return }
        heap = Heap(heap.unordered.filter { isCurrent($0.key, $0.ticket) })
    }

    /// The time of the first entry that is current.
    mutating func next(isCurrent: (Key, UInt64) -> Bool) -> ContinuousClock.Instant? {
        while let first = heap.min {
            if isCurrent(first.key, first.ticket) { return first.at }
            heap.removeMin()
        }
        return nil
    }

    /// Takes out the first current entry whose time has come.
    mutating func popDue(
        at now: ContinuousClock.Instant, isCurrent: (Key, UInt64) -> Bool
    ) -> (key: Key, due: ContinuousClock.Instant)? {
        guard let due = next(isCurrent: isCurrent), due <= now else { return nil }
        return heap.popMin().map { ($0.key, $0.at) }
    }

    mutating func removeAll() { heap = Heap() }
}

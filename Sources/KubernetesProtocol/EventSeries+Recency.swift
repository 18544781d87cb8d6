internal import DequeModule

/// Values by key, of which the one that was stored longest ago gives way when there are too many.
struct Recency<Key: Hashable & Sendable, Item: Sendable>: Sendable {
    private struct Place {
        let key: Key
        let ticket: UInt64
    }

    private static var sweepMinimum: Int { 32 }

    private let capacity: Int
    private var items: [Key: (item: Item, ticket: UInt64)] = [:]
    /// In order of storing; the places of values that were stored again later are outdated.
    private var order = Deque<Place>()
    private var lastTicket: UInt64 = 0

    init(capacity: Int) { self.capacity = max(capacity, 1) }

    var count: Int { items.count }
    var keys: [Key] { Array(items.keys) }

    subscript(key: Key) -> Item? { items[key]?.item }

    /// Stores a value, as the latest.
    mutating func store(_ item: Item, for key: Key) {
        lastTicket += 1
        items[key] = (item, lastTicket)
        order.append(Place(key: key, ticket: lastTicket))
        if order.count > 2 * items.count + Self.sweepMinimum {
            order.removeAll { [items] in items[$0.key]?.ticket != $0.ticket }
        }
        while items.count > capacity, let oldest = order.popFirst() {
            if items[oldest.key]?.ticket == oldest.ticket { items[oldest.key] = nil }
        }
    }

    /// Changes a value and leaves it its place.
    mutating func update(_ item: Item, for key: Key) { items[key]?.item = item }

    mutating func remove(_ key: Key) { items[key] = nil }
}

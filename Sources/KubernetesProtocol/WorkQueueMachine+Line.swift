internal import DequeModule

extension WorkQueueMachine {
    /// The keys of one lane in order of arrival.
    ///
    /// A key that was promoted leaves a place behind whose ticket is no longer its own. Such places are
    /// skipped, and swept away before they outnumber the others.
    struct Line {
        struct Place {
            let key: Key
            let ticket: UInt64
        }

        private static var sweepMinimum: Int { 32 }

        private var places = Deque<Place>()
        private(set) var count = 0
        /// Keys of higher lanes that were given out while this one had some waiting.
        var passedOver = 0

        /// Places in memory, the outdated ones included.
        var placesHeld: Int { places.count }

        mutating func append(_ key: Key, ticket: UInt64) {
            places.append(Place(key: key, ticket: ticket))
            count += 1
        }

        mutating func prepend(_ key: Key, ticket: UInt64) {
            places.prepend(Place(key: key, ticket: ticket))
            count += 1
        }

        mutating func popFirst(where isCurrent: (Place) -> Bool) -> Key? {
            while let place = places.popFirst() {
                guard isCurrent(place) else { continue }
                count -= 1
                return place.key
            }
            return nil
        }

        /// One of the places has lost its key.
        mutating func vacateOne(isCurrent: (Place) -> Bool) {
            count -= 1
            guard places.count > 2 * count + Self.sweepMinimum else { return }
            places.removeAll { !isCurrent($0) }
        }

        mutating func removeAll() {
            places = []
            count = 0
            passedOver = 0
        }
    }
}

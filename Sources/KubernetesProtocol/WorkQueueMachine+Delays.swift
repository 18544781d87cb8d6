extension WorkQueueMachine {
    /// Keys that are to be added later, each once, at the earliest time that was asked for.
    struct Delays {
        private struct Due {
            let at: Instant
            let lane: WorkLane
            let ticket: UInt64
        }

        private var dues: [Key: Due] = [:]
        private var heap = DueHeap<Key>()

        var count: Int { dues.count }
        var entriesHeld: Int { heap.entriesHeld }

        mutating func add(_ key: Key, at due: Instant, lane: WorkLane, ticket: UInt64) {
            let known = dues[key]
            let lane = min(known?.lane ?? lane, lane)
            if let known, known.at <= due {
                dues[key] = Due(at: known.at, lane: lane, ticket: known.ticket)
                return
            }
            dues[key] = Due(at: due, lane: lane, ticket: ticket)
            heap.insert(key, at: due, ticket: ticket, live: dues.count) { [dues] in dues[$0]?.ticket == $1 }
        }

        /// The next key whose time has come, with its lane.
        mutating func popDue(at now: Instant) -> (key: Key, lane: WorkLane, due: Instant)? {
            guard let (key, due) = heap.popDue(at: now, isCurrent: { [dues] in dues[$0]?.ticket == $1 })
            else {
                return nil
            }
            return dues.removeValue(forKey: key).map { (key, $0.lane, due) }
        }

        /// When the next key's time comes.
        mutating func next() -> Instant? { heap.next { [dues] in dues[$0]?.ticket == $1 } }

        mutating func removeAll() {
            dues = [:]
            heap.removeAll()
        }
    }
}

extension WorkQueueMachine {
    /// Puts a key in its lane, or notes that its hand must give it back for another turn.
    @discardableResult
    mutating func enqueue(_ key: Key, lane wanted: WorkLane, since: Instant, at now: Instant) -> Bool {
        if let hand = inHand[key] {
            let lane = min(wanted, hand.again?.lane ?? wanted)
            inHand[key]?.again = (lane, hand.again?.since ?? since)
            return hand.again == nil
        }
        let lane = hotKeys.isHot(key, at: now) ? wanted.below : wanted
        let known = waiting[key]
        if let known, known.lane <= lane { return false }
        let ticket = makeTicket()
        waiting[key] = Waiting(lane: lane, ticket: ticket, since: known?.since ?? since)
        lines[lane.rawValue].append(key, ticket: ticket)
        if let known {
            lines[known.lane.rawValue].vacateOne { [waiting] in waiting[$0.key]?.ticket == $0.ticket }
        }
        return known == nil
    }

    mutating func addThoseDue(at now: Instant) {
        while let (key, lane, due) = delays.popDue(at: now) {
            enqueue(key, lane: lane, since: due, at: now)
        }
    }

    mutating func takeOne(at now: Instant) -> TakenKey<Key>? {
        guard let lane = nextLane,
            let key = lines[lane.rawValue].popFirst(where: { waiting[$0.key]?.ticket == $0.ticket }),
            let place = waiting.removeValue(forKey: key)
        else { return nil }
        notePassing(by: lane)
        breaker.gave(key)
        inHand[key] = InHand(lane: lane, since: place.since, taken: now)
        return TakenKey(key: key, lane: lane, waited: now - place.since)
    }

    /// The highest lane with a key, unless a lower one has waited for its turn long enough; of those, the
    /// lowest.
    private var nextLane: WorkLane? {
        let bound = max(configuration.starvationBound, 1)
        let starved = WorkLane.allCases.last { lane in
            let line = lines[lane.rawValue]
            return line.count > 0 && line.passedOver >= bound
        }
        return starved ?? WorkLane.allCases.first { lines[$0.rawValue].count > 0 }
    }

    private mutating func notePassing(by served: WorkLane) {
        for lane in WorkLane.allCases where lane >= served {
            let isPassedOver = lane > served && lines[lane.rawValue].count > 0
            lines[lane.rawValue].passedOver = isPassedOver ? lines[lane.rawValue].passedOver + 1 : 0
        }
    }
}

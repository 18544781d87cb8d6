extension DispatchState {
    /// Some queue here has a gate.
    public var hasGates: Bool { !gated.isEmpty }

    /// The gate of a queue; nil when it has none, or is not served here.
    public func gate(of queue: String) -> Gate? { queues[queue]?.gate }

    /// What a queue's gate lets through from now on; nil takes the gate away. Ignored for queues that no worker here
    /// serves.
    public mutating func setGate(_ gate: Gate?, of queue: String) {
        guard queues[queue] != nil else { return }
        queues[queue]?.setGate(gate)
        if gate == nil { gated.remove(queue) } else { gated.insert(queue) }
    }

    /// Jobs of a gated queue ended, with these keys: their slots are free.
    public mutating func free(_ queue: String, keys: [String?]) { queues[queue]?.free(keys) }

    /// A match was not claimed: its key holds one slot less than `take` counted.
    public mutating func unhold(_ match: Match) { queues[match.queue]?.release(match.key) }

    /// The database says that a key has no free slot.
    public mutating func park(_ key: String, of queue: String) { queues[queue]?.park(key) }

    /// The database says how many slots a key holds.
    public mutating func setHeld(_ count: Int, key: String, of queue: String) {
        queues[queue]?.setHeld(key, count)
    }

    /// Keys without a free slot, as far as is known here, `limit` of a queue at most. What is known of more keys
    /// than that is forgotten: the next claims tell.
    public mutating func parkedKeys(limit: Int) -> [(queue: String, key: String)] {
        var keys: [(queue: String, key: String)] = []
        for name in gated {
            queues[name]?.boundKeys(to: limit)
            keys += queues[name]?.parkedKeys(limit: limit).map { (name, $0) } ?? []
        }
        return keys
    }

    /// The rate's window of a queue may let more through now: one job tries.
    public mutating func reopen(_ queue: String, now: ContinuousClock.Instant) {
        guard var gate = queues[queue]?.gate, let reopensAt = gate.reopensAt, reopensAt <= now,
            gate.rateLeft == 0
        else { return }
        gate.rateLeft = 1
        gate.reopensAt = nil
        queues[queue]?.setGate(gate)
    }

    /// The queue gives nothing because its limit is full or its rate used up.
    public func isHeldUp(_ queue: String) -> Bool { queues[queue]?.gate?.isOpen == false }
}

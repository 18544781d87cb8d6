/// Waiters in the order of their arrival, who may also leave from the middle.
struct WaitingQueue<Waiter> {
    private var order = Fifo<PoolTicket>()
    private var entries: [PoolTicket: (waiter: Waiter, since: Duration)] = [:]

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }

    /// Since when the first one waits.
    var oldest: Duration? {
        mutating get {
            dropLeavers()
            return order.first.flatMap { entries[$0]?.since }
        }
    }

    func contains(_ ticket: PoolTicket) -> Bool { entries[ticket] != nil }

    mutating func append(_ waiter: Waiter, as ticket: PoolTicket, since: Duration) {
        order.append(ticket)
        entries[ticket] = (waiter, since)
    }

    mutating func popFirst() -> Waiter? {
        dropLeavers()
        return order.popFirst().flatMap { entries.removeValue(forKey: $0)?.waiter }
    }

    /// `false` if the waiter is not here any more.
    mutating func remove(_ ticket: PoolTicket) -> Bool {
        entries.removeValue(forKey: ticket) != nil
    }

    /// Tickets of those who left stay in line until they get to its head.
    private mutating func dropLeavers() {
        while let first = order.first, entries[first] == nil { order.popFirst() }
    }
}

// What callers do: submit, lease, give back, leave.
extension PoolState {
    /// A call for the shared lane.
    /// - Returns: the place in the queue if it has to wait.
    mutating func submit(_ waiter: Waiter, at now: Duration, _ actions: inout Fifo<Action>) -> PoolTicket? {
        guard admits(shared.count, limits.sharedQueue, waiter, &actions) else { return nil }
        growSharedLane(at: now, &actions)
        if shared.isEmpty, let index = leastBusy() {
            members[index].underWay += 1
            actions.append(.send(waiter, members[index].id))
            return nil
        }
        let ticket = makeTicket()
        shared.append(waiter, as: ticket, since: now)
        return ticket
    }

    /// A request for a connection of one's own.
    /// - Returns: the place in the queue if it has to wait.
    mutating func lease(_ waiter: Waiter, at now: Duration, _ actions: inout Fifo<Action>) -> PoolTicket? {
        guard admits(leases.count, limits.leaseQueue, waiter, &actions) else { return nil }
        let ticket = makeTicket()
        leases.append(waiter, as: ticket, since: now)
        serve(at: now, &actions)
        return leases.contains(ticket) ? ticket : nil
    }

    /// A call on a leased connection.
    mutating func submit(onLeaseOf member: PoolMember) {
        guard let index = index(of: member) else { return }
        members[index].underWay += 1
    }

    /// The end of a lease.
    mutating func giveBack(_ member: PoolMember, at now: Duration, _ actions: inout Fifo<Action>) {
        guard let index = index(of: member) else { return }
        members[index].isLeased = false
        serve(at: now, &actions)
    }

    /// Somebody no longer wants to wait. `false` if it is too late for that.
    mutating func leave(_ ticket: PoolTicket) -> Bool {
        shared.remove(ticket) || leases.remove(ticket)
    }

    private func admits(
        _ count: Int, _ limit: Int, _ waiter: Waiter, _ actions: inout Fifo<Action>
    ) -> Bool {
        if isShutDown {
            actions.append(.refuse(waiter, .shutDown))
        } else if count >= limit {
            actions.append(.refuse(waiter, .queueFull))
        } else {
            return true
        }
        return false
    }
}

// MARK: Choosing

extension PoolState {
    /// Gives free connections to those who wait, first come, first served in each lane. Shared calls come
    /// first: they are sent at once and a lease that follows waits only for their answers.
    mutating func serve(at now: Duration, _ actions: inout Fifo<Action>) {
        while !shared.isEmpty, let index = leastBusy(), let waiter = shared.popFirst() {
            members[index].underWay += 1
            actions.append(.send(waiter, members[index].id))
        }
        while !leases.isEmpty, let index = leasable(at: now, &actions), let waiter = leases.popFirst() {
            members[index].isLeased = true
            actions.append(.lease(waiter, members[index].id))
        }
        if !shared.isEmpty { growSharedLane(at: now, &actions) }
        closeIdleAfterShutdown(&actions)
    }

    /// The connection for the next shared call.
    private func leastBusy() -> Int? {
        var best: Int?
        var bestBusy: Int?
        var busyCount = 0
        for (index, member) in members.enumerated() where member.phase == .open && !member.isLeased {
            if best.map({ member.underWay < members[$0].underWay }) ?? true { best = index }
            guard member.underWay > 0 else { continue }
            busyCount += 1
            if bestBusy.map({ member.underWay < members[$0].underWay }) ?? true { bestBusy = index }
        }
        // The last idle connection stays idle for a lease, unless it is the only one.
        if let found = best, members[found].underWay == 0, busyCount >= limits.perLane { best = bestBusy }
        return best.flatMap { members[$0].underWay < limits.depth ? $0 : nil }
    }

    /// Opens one more connection when all that may serve the shared lane are busy.
    private mutating func growSharedLane(at now: Duration, _ actions: inout Fifo<Action>) {
        var serving = 0
        for member in members where !member.isLeased {
            if member.underWay == 0 { return }
            serving += 1
        }
        if serving < limits.perLane { connect(at: now, &actions) }
    }

    /// The connection for the next lease: an idle one, one that is opened for it, or, with the pool full,
    /// the least busy one, whose calls under way come first.
    private mutating func leasable(at now: Duration, _ actions: inout Fifo<Action>) -> Int? {
        guard leasedCount < limits.perLane else { return nil }
        let free = members.indices.filter {
            members[$0].phase == .open && !members[$0].isLeased && !members[$0].isCancelling
        }
        if let idle = free.first(where: { members[$0].underWay == 0 }) { return idle }
        guard members.count >= limits.size else {
            connect(at: now, &actions)
            return nil
        }
        guard !members.contains(where: { $0.phase == .connecting }) else { return nil }
        return free.min { members[$0].underWay < members[$1].underWay }
    }

    /// At most one attempt is under way: a crowd that arrives at once needs few connections.
    mutating func connect(at now: Duration, _ actions: inout Fifo<Action>) {
        guard members.count < limits.size, !members.contains(where: { $0.phase == .connecting }),
            now >= retryAt
        else { return }
        actions.append(.connect(makeMember()))
    }
}

// What connections do: open, fail, answer, break; and what time does.
extension PoolState {
    /// A connection attempt has succeeded.
    mutating func opened(_ id: PoolMember, at now: Duration, _ actions: inout Fifo<Action>) {
        guard let index = index(of: id) else { return }
        members[index].phase = .open
        failures = 0
        retryAt = .zero
        outageSince = nil
        serve(at: now, &actions)
    }

    /// A connection attempt has failed.
    /// - Parameter jitter: a random number from 0 to 1, so that many clients do not come back at once.
    mutating func failed(
        _ id: PoolMember, at now: Duration, jitter: Double, _ actions: inout Fifo<Action>
    ) {
        members.removeAll { $0.id == id }
        failures += 1
        let doubled = limits.firstBackoff * (1 << min(failures - 1, 16))
        retryAt = now + min(doubled, limits.lastBackoff) * (0.5 + jitter / 2)
        timePassed(to: now, &actions)
    }

    /// A connection broke, or was closed.
    mutating func lost(_ id: PoolMember, at now: Duration, _ actions: inout Fifo<Action>) {
        members.removeAll { $0.id == id }
        if openCount == 0, outageSince == nil { outageSince = now }
        serve(at: now, &actions)
    }

    /// So many calls on a connection are over.
    mutating func answered(
        _ id: PoolMember, _ count: Int, at now: @autoclosure () -> Duration, _ actions: inout Fifo<Action>
    ) {
        guard let index = index(of: id) else { return }
        members[index].underWay -= count
        if shared.isEmpty, leases.isEmpty, !isShutDown { return }
        serve(at: now(), &actions)
    }

    /// A cancellation is on its way to a connection, or has arrived.
    mutating func cancelling(
        _ id: PoolMember, _ isCancelling: Bool, at now: Duration, _ actions: inout Fifo<Action>
    ) {
        guard let index = index(of: id) else { return }
        members[index].isCancelling = isCancelling
        serve(at: now, &actions)
    }

    /// Refuses those who have waited too long and makes the attempt that is due.
    mutating func timePassed(to now: Duration, _ actions: inout Fifo<Action>) {
        while let limit = deadline(of: shared.oldest), limit <= now, let waiter = shared.popFirst() {
            actions.append(.refuse(waiter, outageSince == nil ? .exhausted : .unreachable))
        }
        while let limit = deadline(of: leases.oldest), limit <= now, let waiter = leases.popFirst() {
            actions.append(.refuse(waiter, outageSince == nil ? .exhausted : .unreachable))
        }
        serve(at: now, &actions)
    }

    /// When `timePassed` has something to do next.
    mutating func nextTime(after now: Duration) -> Duration? {
        let deadlines = [deadline(of: shared.oldest), deadline(of: leases.oldest)].compactMap(\.self)
        guard let first = deadlines.min() else { return nil }
        return retryAt > now ? min(first, retryAt) : first
    }

    private func deadline(of since: Duration?) -> Duration? {
        guard let since else { return nil }
        guard let outageSince else { return since + limits.waitTimeout }
        return min(max(since, outageSince) + limits.connectTimeout, since + limits.waitTimeout)
    }
}

// MARK: Shutdown

extension PoolState {
    /// Refuses those who wait and everybody who comes. Connections are closed when their work is done.
    mutating func shutDown(_ actions: inout Fifo<Action>) {
        isShutDown = true
        while let waiter = shared.popFirst() { actions.append(.refuse(waiter, .shutDown)) }
        while let waiter = leases.popFirst() { actions.append(.refuse(waiter, .shutDown)) }
        closeIdleAfterShutdown(&actions)
    }

    mutating func closeIdleAfterShutdown(_ actions: inout Fifo<Action>) {
        guard isShutDown else { return }
        for member in members where member.phase == .open && member.underWay == 0 && !member.isLeased {
            actions.append(.close(member.id))
        }
        members.removeAll { $0.phase == .open && $0.underWay == 0 && !$0.isLeased }
        if members.isEmpty { actions.append(.finished) }
    }
}

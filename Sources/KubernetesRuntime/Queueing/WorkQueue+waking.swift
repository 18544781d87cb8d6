internal import KubernetesProtocol
internal import Synchronization

extension WorkQueue {
    /// Ends all waiting in ``take(upTo:)``; nothing is given out any more. Keys in hands can still be handed
    /// back.
    public func shutDown() {
        let waiters = state.withLock { state in
            state.machine.shutDown()
            state.timer?.task.cancel()
            state.timer = nil
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume(returning: nil) }
        change { _, _ in }
    }

    /// Waits until no key is in a hand. Meaningful after ``shutDown()``; does not end by cancellation,
    /// because whoever waits must not go on while somebody still works.
    public func drained() async {
        await withCheckedContinuation { continuation in
            let isDrained = state.withLock { state in
                guard state.machine.inHandCount > 0 else { return true }
                state.drainWaiters.append(continuation)
                return false
            }
            if isDrained { continuation.resume() }
        }
    }

    /// Brings the gauges up to date; they are also with each take. Call it before metrics are read, or every
    /// few seconds, so that work that hangs shows.
    public func sampleMetrics() {
        let now = clock.now
        let (depth, unfinished) = state.withLock { ($0.machine.depth, $0.machine.unfinished(at: now)) }
        metrics.sample(depth: depth, unfinished: unfinished.total, longest: unfinished.longest)
    }

    /// Changes the machine, then hands out whatever that made possible.
    @discardableResult
    func change<Result>(
        _ body: (inout WorkQueueMachine<Key>, ContinuousClock.Instant) -> Result
    ) -> Result {
        let now = clock.now
        // Nobody is resumed under the lock.
        var served: [(waiter: Waiter, taken: [TakenKey<Key>])] = []
        var drained: [CheckedContinuation<Void, Never>] = []
        let result = state.withLock { state in
            let result = body(&state.machine, now)
            while let waiter = state.waiters.first {
                let taken = state.machine.take(upTo: waiter.limit, at: now)
                guard !taken.isEmpty else { break }
                state.waiters.removeFirst()
                served.append((waiter, taken))
            }
            if state.machine.inHandCount == 0 { swap(&drained, &state.drainWaiters) }
            armTimer(&state, at: now)
            return result
        }
        for (waiter, taken) in served {
            metrics.waited(taken.map(\.waited))
            waiter.continuation.resume(returning: taken.map(\.key))
        }
        for continuation in drained { continuation.resume() }
        if !served.isEmpty { sampleMetrics() }
        return result
    }

    /// A timer runs only while somebody waits and time alone will bring work.
    private func armTimer(_ state: inout State, at now: ContinuousClock.Instant) {
        let due = state.waiters.isEmpty ? nil : state.machine.nextWake(at: now)
        if due == state.timer?.due { return }
        state.timer?.task.cancel()
        state.timer = due.map { due in
            let task = Task { [weak self, clock] in
                do { try await clock.sleep(until: due) } catch { return }
                self?.timerFired(due)
            }
            return (due, task)
        }
    }

    private func timerFired(_ due: ContinuousClock.Instant) {
        state.withLock { state in
            if state.timer?.due == due { state.timer = nil }
        }
        change { _, _ in }
    }
}

import Synchronization

/// When handlers started, for the one who waits for it.
final class StartTimes: Sendable {
    private struct State {
        var starts: [String: ContinuousClock.Instant] = [:]
        var waiter: (id: String, continuation: CheckedContinuation<ContinuousClock.Instant, Never>)?
    }

    private let state = Mutex(State())

    func started(_ id: String) {
        let now = ContinuousClock.now
        let waiter = state.withLock { state -> CheckedContinuation<ContinuousClock.Instant, Never>? in
            guard let waiter = state.waiter, waiter.id == id else {
                state.starts[id] = now
                return nil
            }
            state.waiter = nil
            return waiter.continuation
        }
        waiter?.resume(returning: now)
    }

    /// Waits until this job has started; one waiter at a time.
    func start(of id: String) async -> ContinuousClock.Instant {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state -> ContinuousClock.Instant? in
                if let start = state.starts.removeValue(forKey: id) { return start }
                state.waiter = (id, continuation)
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }
}

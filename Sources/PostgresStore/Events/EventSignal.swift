import Synchronization

/// Tells readers of the event feed that this process may have written events, so that they look at once. A hint:
/// events of other servers come without one, and readers poll.
///
/// Costs one atomic load per statement while nobody listens.
public final class EventSignal: Sendable {
    private struct State {
        var nextID = 0
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let state = Mutex(State())
    private let listenerCount = Atomic<Int>(0)

    init() {}

    func raise() {
        if listenerCount.load(ordering: .relaxed) == 0 { return }
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener.yield() }
    }

    /// One element at once, one soon after each raise, and one whenever `interval` has passed; several that nobody
    /// took count as one. Listening ends with the iteration.
    public func notices(orEvery interval: Duration) -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let id = state.withLock { state in
                state.nextID += 1
                state.listeners[state.nextID] = continuation
                return state.nextID
            }
            listenerCount.add(1, ordering: .relaxed)
            continuation.yield()
            let ticks = Task {
                while !Task.isCancelled {
                    try await ContinuousClock().sleep(for: interval)
                    continuation.yield()
                }
            }
            continuation.onTermination = { [weak self] _ in
                ticks.cancel()
                guard let self else { return }
                let wasThere = state.withLock { $0.listeners.removeValue(forKey: id) != nil }
                if wasThere { listenerCount.subtract(1, ordering: .relaxed) }
            }
        }
    }
}

internal import Synchronization

/// The first of several results; later ones are ignored.
final class FirstOf<Result: Sendable>: Sendable {
    private enum State {
        case empty
        case waiting(CheckedContinuation<Result, Never>)
        case settled(Result)
    }

    private let state = Mutex(State.empty)

    func settle(_ result: Result) {
        let waiting = state.withLock { state -> CheckedContinuation<Result, Never>? in
            switch state {
            case .empty:
                state = .settled(result)
                return nil
            case .waiting(let continuation):
                state = .settled(result)
                return continuation
            case .settled: return nil
            }
        }
        waiting?.resume(returning: result)
    }

    /// Waits for the first result, whether or not the task is cancelled. One task may wait.
    var value: Result {
        get async {
            await withCheckedContinuation { continuation in
                let settled = state.withLock { state -> Result? in
                    if case .settled(let result) = state { return result }
                    state = .waiting(continuation)
                    return nil
                }
                if let settled { continuation.resume(returning: settled) }
            }
        }
    }
}

/// What the operation returns, or nil at the deadline. The operation is then cancelled, but not waited for: a
/// request that does not notice must not keep its caller from noticing the time.
func withDeadline<Result: Sendable>(
    _ deadline: ContinuousClock.Instant, clock: any RuntimeClock,
    operation: @escaping @Sendable () async -> Result
) async -> Result? {
    let first = FirstOf<Result?>()
    let work = Task { first.settle(await operation()) }
    let timer = Task {
        do { try await clock.sleep(until: deadline) } catch { return }
        first.settle(nil)
    }
    defer {
        work.cancel()
        timer.cancel()
    }
    return await first.value
}

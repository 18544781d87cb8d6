internal import Synchronization

/// A bell that one task waits for. Ringing it before somebody waits is not lost; ringing it often is heard
/// once. Whoever waits while another one does takes its place, and the other one goes on.
final class WakeUp: Sendable {
    private struct State: Sendable {
        var hasRung = false
        var waiter: CheckedContinuation<Void, Never>?
        /// Tells a cancelled waiter whether it is still the one who waits.
        var ticket = 0
    }

    private let state = Mutex(State())

    func ring() {
        let waiter = state.withLock { state in
            state.hasRung = state.waiter == nil
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Forgets a ring that nobody has heard.
    func reset() {
        state.withLock { $0.hasRung = false }
    }

    /// Returns when the bell has been rung, or when the task is cancelled.
    func wait() async {
        let ticket = state.withLock { state in
            state.ticket += 1
            return state.ticket
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                let released = state.withLock { state in
                    if state.hasRung || Task.isCancelled {
                        state.hasRung = false
                        return continuation as CheckedContinuation<Void, Never>?
                    }
                    defer { state.waiter = continuation }
                    return state.waiter
                }
                released?.resume()
            }
        } onCancel: {
            let cancelled = state.withLock { state -> CheckedContinuation<Void, Never>? in
                guard state.ticket == ticket else { return nil }
                defer { state.waiter = nil }
                return state.waiter
            }
            cancelled?.resume()
        }
    }
}

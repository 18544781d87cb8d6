internal import Synchronization

/// Wakes one waiting loop. A signal that comes while nobody waits is kept, several of them as one, so that a
/// loop that looks for work and then waits misses nothing.
final class Wakeup: Sendable {
    private struct State {
        var isSignalled = false
        var continuation: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func signal() {
        let continuation = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let continuation = state.continuation else {
                state.isSignalled = true
                return nil
            }
            state.continuation = nil
            return continuation
        }
        continuation?.resume()
    }

    /// Returns at the next signal, at the deadline, or when the task is cancelled; sometimes for no reason.
    /// One task at a time may wait.
    func wait(until deadline: ContinuousClock.Instant? = nil, clock: any RuntimeClock) async {
        let timer = deadline.map { deadline in
            Task {
                do { try await clock.sleep(until: deadline) } catch { return }
                self.signal()
            }
        }
        defer { timer?.cancel() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isSignalled || Task.isCancelled {
                        state.isSignalled = false
                        return true
                    }
                    state.continuation = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            signal()
        }
    }
}

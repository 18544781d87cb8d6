internal import KubernetesProtocol
internal import Synchronization

extension ObjectCache {
    /// Changes what is known, then wakes those that waited for it.
    func change<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        let (result, met) = state.withLock { state in
            let result = body(&state)
            var met: [Waiter] = []
            for (id, waiter) in state.waiters where state.isMet(waiter.condition) {
                met.append(waiter)
                state.waiters[id] = nil
            }
            return (result, met)
        }
        for waiter in met {
            waiter.timer?.cancel()
            waiter.continuation.resume(returning: true)
        }
        return result
    }

    func wait(for condition: Condition, until deadline: ContinuousClock.Instant?) async -> Bool {
        let id = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state -> Bool? in
                    if state.isMet(condition) { return true }
                    if Task.isCancelled { return false }
                    let timer = deadline.map { deadline in
                        Task { [clock, weak self] in
                            do { try await clock.sleep(until: deadline) } catch { return }
                            self?.giveUp(id)
                        }
                    }
                    state.waiters[id] = Waiter(condition: condition, continuation: continuation, timer: timer)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            giveUp(id)
        }
    }

    private func giveUp(_ id: UInt64) {
        let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
        waiter?.timer?.cancel()
        waiter?.continuation.resume(returning: false)
    }
}

import KubernetesRuntime
import Synchronization

/// A clock that a test moves, and that tells the test who sleeps.
final class HandClock: RuntimeClock {
    private struct Sleeper {
        let until: ContinuousClock.Instant
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var now = ContinuousClock.now
        var sleepers: [Int: Sleeper] = [:]
        var lastID = 0
        var observers: [(wait: Duration, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var now: ContinuousClock.Instant { state.withLock { $0.now } }
    var wallMicros: Int64 { 0 }

    func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now += duration
            let due = state.sleepers.filter { $0.value.until <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume(returning: true) }
    }

    /// Returns once somebody sleeps for exactly this long.
    func someoneSleeps(for wait: Duration) async {
        await withCheckedContinuation { continuation in
            let isSo = state.withLock { state in
                if state.sleepers.values.contains(where: { $0.until == state.now + wait }) { return true }
                state.observers.append((wait, continuation))
                return false
            }
            if isSo { continuation.resume() }
        }
    }

    func sleep(until instant: ContinuousClock.Instant) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        let isOver = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (answer, observers) = state.withLock {
                    state -> (Bool?, [CheckedContinuation<Void, Never>]) in
                    if Task.isCancelled { return (false, []) }
                    if instant <= state.now { return (true, []) }
                    state.sleepers[id] = Sleeper(until: instant, continuation: continuation)
                    let met = state.observers.filter { state.now + $0.wait == instant }
                    state.observers.removeAll { state.now + $0.wait == instant }
                    return (nil, met.map(\.continuation))
                }
                if let answer { continuation.resume(returning: answer) }
                for observer in observers { observer.resume() }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(returning: false)
        }
        if !isOver { throw CancellationError() }
    }
}

import KubernetesRuntime
import Synchronization

/// A clock that only the test moves, and that tells it who sleeps.
final class VirtualClock: RuntimeClock {
    private struct Sleeper {
        let until: ContinuousClock.Instant
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct Observer {
        let earliest: ContinuousClock.Instant
        let latest: ContinuousClock.Instant
        let continuation: CheckedContinuation<Duration, Never>
    }

    private struct State {
        var elapsed = Duration.zero
        var sleepers: [UInt64: Sleeper] = [:]
        var observers: [Observer] = []
        var lastID: UInt64 = 0
    }

    let start = ContinuousClock.now
    private let state = Mutex(State())

    var elapsed: Duration { state.withLock { $0.elapsed } }
    var now: ContinuousClock.Instant { start + elapsed }
    var wallMicros: Int64 { 1_795_000_000_000_000 + Int64(elapsed / .microseconds(1)) }

    /// Lets time pass and wakes whoever sleeps until then.
    func advance(to time: Duration) {
        let due = state.withLock { state in
            state.elapsed = max(state.elapsed, time)
            let now = start + state.elapsed
            let due = state.sleepers.filter { $0.value.until <= now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        for sleeper in due { sleeper.resume(returning: true) }
    }

    /// Returns when somebody sleeps until exactly then.
    func someoneSleeps(until time: Duration) async { _ = await sleeper(until: time...time) }

    /// Returns when somebody sleeps until some time in this range, and until when.
    func sleeper(until range: ClosedRange<Duration>) async -> Duration {
        let (earliest, latest) = (start + range.lowerBound, start + range.upperBound)
        return await withCheckedContinuation { continuation in
            let until = state.withLock { state -> ContinuousClock.Instant? in
                let met = state.sleepers.values.map(\.until).filter { earliest <= $0 && $0 <= latest }.min()
                if met == nil {
                    state.observers.append(
                        Observer(earliest: earliest, latest: latest, continuation: continuation))
                }
                return met
            }
            if let until { continuation.resume(returning: until - start) }
        }
    }

    /// Waits until somebody sleeps for no longer than that, and lets the time pass.
    func pass(atMost longest: Duration) async {
        let now = elapsed
        advance(to: await sleeper(until: now...now + longest))
    }

    func sleep(until instant: ContinuousClock.Instant) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        let isOver = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                fallAsleep(id, until: instant, continuation)
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(returning: false)
        }
        if !isOver { throw CancellationError() }
    }

    private func fallAsleep(
        _ id: UInt64, until: ContinuousClock.Instant, _ continuation: CheckedContinuation<Bool, Never>
    ) {
        var met: [Observer] = []
        let answer = state.withLock { state -> Bool? in
            if Task.isCancelled { return false }
            if until <= start + state.elapsed { return true }
            state.sleepers[id] = Sleeper(until: until, continuation: continuation)
            met = state.observers.filter { $0.earliest <= until && until <= $0.latest }
            state.observers.removeAll { $0.earliest <= until && until <= $0.latest }
            return nil
        }
        if let answer { continuation.resume(returning: answer) }
        for observer in met { observer.continuation.resume(returning: until - start) }
    }
}

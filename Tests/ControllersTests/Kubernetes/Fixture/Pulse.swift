import Synchronization

/// Beats whenever something may have changed: an object of the API server, or after a request of a controller.
/// Tests look again at each beat instead of sleeping.
final class Pulse: Sendable {
    private struct State {
        var last = 0
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let state = Mutex(State())

    func beat() {
        for listener in state.withLock({ Array($0.listeners.values) }) { listener.yield() }
    }

    /// One element for any number of beats since the last one was taken; the first at once.
    func beats() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.last += 1
            state.listeners[state.last] = continuation
            return state.last
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: number) }
        }
        continuation.yield()
        return stream
    }

    /// Looks at each beat whether it is so; throws when it is not for too long.
    func wait(
        for what: String, within time: Duration = .seconds(30), until isSo: () async throws -> Bool
    ) async throws {
        let beats = beats()
        let deadline = ContinuousClock.now + time
        let alarm = Task { [weak self] in
            try await Task.sleep(until: deadline)
            self?.beat()
        }
        defer { alarm.cancel() }
        for await _ in beats {
            if try await isSo() { return }
            if ContinuousClock.now >= deadline { throw NeverHappened(what: what) }
        }
        throw NeverHappened(what: what)
    }
}

/// What a test waited for in vain.
struct NeverHappened: Error, CustomStringConvertible {
    var what: String
    var description: String { "it never happened: \(what)" }
}

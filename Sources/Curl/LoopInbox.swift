internal import CCurl
internal import Synchronization

/// What other threads ask of a loop, in order.
final class LoopInbox: Sendable {
    enum Command: Sendable {
        case start(Transfer)
        case cancel(Transfer)
        case resume(Transfer)
    }

    struct Turn {
        var commands: [Command] = []
        /// The loop ends once it has no transfers.
        var isRetired = false
        /// The loop ends its transfers, and then itself.
        var isShutDown = false
    }

    private struct State {
        var turn = Turn()
        /// Something has been asked since the loop looked here last.
        var hasNews = false
        /// The loop will look here before it sleeps again, so nobody needs to wake it.
        var isAwake = true
        /// The thread is gone and the multi handle with it.
        var hasEnded = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    /// libcurl's multi handle, only for waking its thread up, which is safe from any thread while it lives.
    /// Unsafe, because the compiler cannot know that.
    private nonisolated(unsafe) let multi: UnsafeMutableRawPointer
    private let state = Mutex(State())

    init(waking multi: UnsafeMutableRawPointer) {
        self.multi = multi
    }

    /// - Returns: false when the loop takes nothing more.
    func add(_ command: Command) -> Bool {
        state.withLock { state in
            guard !state.hasEnded else { return false }
            if state.turn.isShutDown, case .start = command { return false }
            state.turn.commands.append(command)
            wake(&state)
            return true
        }
    }

    func retire() {
        state.withLock { state in
            state.turn.isRetired = true
            wake(&state)
        }
    }

    /// Ends the loop and waits for that.
    func shutDown() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if state.hasEnded { return true }
                state.turn.isShutDown = true
                state.waiters.append(continuation)
                wake(&state)
                return false
            }
            if hasEnded { continuation.resume() }
        }
    }

    private func wake(_ state: inout State) {
        state.hasNews = true
        guard !state.isAwake, !state.hasEnded else { return }
        state.isAwake = true
        curl_multi_wakeup(multi)
    }

    // MARK: On the loop's thread

    /// The commands since the last turn.
    func take() -> Turn {
        state.withLock { state in
            defer { state.turn.commands = [] }
            (state.isAwake, state.hasNews) = (true, false)
            return state.turn
        }
    }

    /// Called before the loop waits: `true` when nothing has been asked, and whoever asks next will wake it.
    func fallAsleep() -> Bool {
        state.withLock { state in
            guard !state.hasNews else { return false }
            state.isAwake = false
            return true
        }
    }

    /// Ends the loop unless a command came in between.
    /// - Parameter free: frees the multi handle; nobody can be waking it then.
    func end(_ free: () -> Void) -> Bool {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>]? in
            guard state.turn.commands.isEmpty else { return nil }
            state.hasEnded = true
            free()
            defer { state.waiters = [] }
            return state.waiters
        }
        guard let waiters else { return false }
        for waiter in waiters { waiter.resume() }
        return true
    }
}

import Controllers
import Synchronization

/// The moments before and after each request of one controller to the outside; at a chosen one it dies.
final class Moments: Sendable {
    private struct State {
        var names: [String] = []
        var isDead = false
    }

    private let state = Mutex(State())
    private let fatal: Int?
    private let pulse: Pulse
    let died: AsyncStream<Void>
    private let dying: AsyncStream<Void>.Continuation

    /// - Parameter fatal: number of the moment, from 0, at which it dies; nil: never.
    init(fatal: Int? = nil, pulse: Pulse) {
        self.fatal = fatal
        self.pulse = pulse
        (died, dying) = AsyncStream.makeStream()
    }

    /// All moments so far.
    var names: [String] { state.withLock { $0.names } }

    var isDead: Bool { state.withLock { $0.isDead } }

    /// From now on nothing gets out, and nothing comes back.
    func die() {
        state.withLock { $0.isDead = true }
        dying.yield()
        dying.finish()
        pulse.beat()
    }

    /// - Returns: Whether the process still lives.
    func pass(_ moment: RequestMoment, _ name: String) -> Bool {
        let (lives, isFatal) = state.withLock { state in
            if state.isDead { return (false, false) }
            state.names.append("\(moment) \(name)")
            return state.names.count - 1 == fatal ? (false, true) : (true, false)
        }
        if isFatal { die() }
        pulse.beat()
        return lives
    }
}

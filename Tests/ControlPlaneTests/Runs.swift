import Synchronization

/// How often each job ran.
final class Runs: Sendable {
    private struct State {
        var runs: [String: Int] = [:]
        var waiting: [(count: Int, end: AsyncStream<Never>.Continuation)] = []
    }

    private let state = Mutex(State())

    var all: [String: Int] { state.withLock { $0.runs } }

    func add(_ job: String) {
        let reached = state.withLock { state in
            state.runs[job, default: 0] += 1
            let count = state.runs.count
            let reached = state.waiting.filter { $0.count <= count }
            if !reached.isEmpty { state.waiting.removeAll { $0.count <= count } }
            return reached.map(\.end)
        }
        for end in reached { end.finish() }
    }

    /// Waits until so many jobs have run, or the task is cancelled.
    func reach(_ count: Int) async {
        let (reached, end) = AsyncStream<Never>.makeStream()
        let isReached = state.withLock { state in
            if state.runs.count < count { state.waiting.append((count, end)) }
            return state.runs.count >= count
        }
        if isReached { return }
        for await _ in reached {}
    }
}

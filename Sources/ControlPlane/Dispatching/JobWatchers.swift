import Lifecycle
import Synchronization

/// Tells those who watch a job of this server that something was written about it. Costs nothing while nobody
/// watches; what other servers write is found by the watchers' own look at the tables.
final class JobWatchers: Sendable {
    private struct State: Sendable {
        var bells: [JobID: [Int: AsyncStream<Void>.Continuation]] = [:]
        var lastNumber = 0
        var isClosed = false
    }

    /// Rings whenever something new may be there; any number of rings that nobody has heard are one.
    struct Bell: Sendable {
        let rings: AsyncStream<Void>
        let continuation: AsyncStream<Void>.Continuation
        fileprivate let job: JobID
        fileprivate let number: Int
    }

    private let state = Mutex(State())

    /// Whoever gets a bell gives it back with ``remove(_:)``.
    func add(_ job: JobID) -> Bell {
        let (rings, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        return state.withLock { state in
            state.lastNumber += 1
            let bell = Bell(rings: rings, continuation: continuation, job: job, number: state.lastNumber)
            if state.isClosed {
                continuation.finish()
            } else {
                state.bells[job, default: [:]][bell.number] = continuation
            }
            return bell
        }
    }

    func remove(_ bell: Bell) {
        state.withLock { state in
            state.bells[bell.job]?[bell.number] = nil
            if state.bells[bell.job]?.isEmpty == true { state.bells[bell.job] = nil }
        }
        bell.continuation.finish()
    }

    /// Something was written about these jobs.
    func ring(_ jobs: @autoclosure () -> [JobID]) {
        if state.withLock({ $0.bells.isEmpty }) { return }
        let jobs = jobs()
        let rung = state.withLock { state in jobs.flatMap { state.bells[$0].map { Array($0.values) } ?? [] } }
        for continuation in rung { continuation.yield() }
    }

    /// The server stops: all watches end.
    func close() {
        let all = state.withLock { state in
            state.isClosed = true
            defer { state.bells = [:] }
            return state.bells.values.flatMap { Array($0.values) }
        }
        for continuation in all { continuation.finish() }
    }

    /// Whether the server stops.
    var isClosed: Bool { state.withLock { $0.isClosed } }
}

import Lifecycle
import LinuxReactor
import Synchronization

/// Tells those who watch a job of this server that something was written about it. Costs nothing while nobody
/// watches. What other servers write is found because all bells ring from time to time.
final class JobWatchers: Sendable {
    /// How long what another server wrote may stay unseen.
    private static let pollInterval = Duration.milliseconds(500)

    private struct State: Sendable {
        var bells: [JobID: [Int: AsyncStream<Void>.Continuation]] = [:]
        var lastNumber = 0
        var isClosed = false
        var isTicking = false
    }

    /// Rings whenever something new may be there; any number of rings that nobody has heard are one.
    struct Bell: Sendable {
        let rings: AsyncStream<Void>
        let continuation: AsyncStream<Void>.Continuation
        fileprivate let job: JobID
        fileprivate let number: Int
    }

    private let reactor: Reactor
    private let state = Mutex(State())

    init(reactor: Reactor) { self.reactor = reactor }

    /// Whoever gets a bell gives it back with ``remove(_:)``.
    func add(_ job: JobID) -> Bell {
        let (rings, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let (bell, isFirst) = state.withLock { state in
            state.lastNumber += 1
            let bell = Bell(rings: rings, continuation: continuation, job: job, number: state.lastNumber)
            if state.isClosed {
                continuation.finish()
                return (bell, false)
            }
            state.bells[job, default: [:]][bell.number] = continuation
            defer { state.isTicking = true }
            return (bell, !state.isTicking)
        }
        if isFirst { reactor.run { self.wait() } }
        return bell
    }

    /// On the reactor's thread.
    private func wait() {
        _ = reactor.schedule(after: Self.pollInterval) { self.tick() }
    }

    private func tick() {
        let all = state.withLock { state in
            if state.bells.isEmpty { state.isTicking = false }
            return state.bells.values.flatMap { Array($0.values) }
        }
        if all.isEmpty { return }
        for continuation in all { continuation.yield() }
        wait()
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

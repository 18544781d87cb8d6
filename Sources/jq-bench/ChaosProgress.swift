import Planning
import PostgresStore
import Synchronization

/// How far a chaos run has come, as the database counts it.
final class ChaosProgress: Sendable {
    private struct State {
        var ended = 0
        var isOver = false
    }

    private let state = Mutex(State())

    var ended: Int { state.withLock { $0.ended } }
    /// All jobs have ended, or too much time has passed.
    var isOver: Bool { state.withLock { $0.isOver } }

    /// Reads the counts until all jobs have ended, or the time is over.
    func follow(_ store: JobQueueStore, until jobs: Int, limit: Duration) async throws {
        let deadline = ContinuousClock.now + limit
        defer { state.withLock { $0.isOver = true } }
        var told = ContinuousClock.now
        while ContinuousClock.now < deadline {
            // The database is away for a while; that is the point of it.
            if let counts = try? await store.counts() {
                let ended = counts.values.reduce(0) { $0 + Int($1.done + $1.deadLettered) }
                state.withLock { $0.ended = ended }
                if ended >= jobs { return }
                if told.duration(to: .now) > .seconds(2) {
                    told = .now
                    let all = counts.values.map {
                        "ready \($0.ready) scheduled \($0.scheduled) assigned \($0.assigned) "
                            + "running \($0.running) done \($0.done) dead \($0.deadLettered)"
                    }
                    note(all.joined(separator: "; "))
                }
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        note("not all jobs ended within \(limit.seconds.text(digits: 0)) s")
    }

    /// Waits until so many jobs have ended; false when the run is over before that.
    func reach(_ count: Int) async throws -> Bool {
        while ended < count {
            if isOver { return false }
            try await Task.sleep(for: .milliseconds(20))
        }
        return true
    }
}

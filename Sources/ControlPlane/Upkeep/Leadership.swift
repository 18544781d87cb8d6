import Lifecycle
import PostgresStore
import Synchronization

/// Whether this server runs the monitors now. One task keeps the lease; the others ask before each thing they do.
final class Leadership: Sendable {
    private struct State {
        /// The lease is ours until then, by this machine's passing of time; nil: another's, or nobody knows.
        var heldUntil: ContinuousClock.Instant?
        /// Nobody can be heard while the database, or every server, is away: silence counts from the end of a gap.
        var listensSince: ContinuousClock.Instant?
        var answeredAt: ContinuousClock.Instant?
    }

    static let leaseDuration = Duration.seconds(5)
    /// The lease is renewed every second; when that takes longer than this, the database or this process was away.
    private static let longestPause = Duration.seconds(3)

    private let identity: JobID
    private let state = Mutex(State())

    init(of identity: JobID) { self.identity = identity }

    var isHeld: Bool { state.withLock { $0.heldUntil.map { ContinuousClock.now < $0 } ?? false } }

    /// Whether a worker that said nothing for so long has had the chance to be heard.
    func knowsSilence(of timeout: Duration) -> Bool {
        state.withLock { $0.listensSince.map { ContinuousClock.now >= $0 + timeout } ?? false }
    }

    /// - Parameters:
    ///   - term: whose term it is; nil when the database did not answer.
    ///   - asked: before it was asked.
    func update(_ term: LeaderTerm?, asked: ContinuousClock.Instant) {
        let now = ContinuousClock.now
        state.withLock { state in
            state.heldUntil = term?.holder == identity ? asked + Self.leaseDuration : nil
            let isGap = state.answeredAt.map { $0.duration(to: now) > Self.longestPause } ?? true
            state.answeredAt = term == nil ? nil : now
            state.listensSince = term == nil ? nil : isGap ? now : state.listensSince
        }
    }
}

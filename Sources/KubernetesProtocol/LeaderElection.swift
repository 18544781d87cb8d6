/// One candidate's side of an election by a Lease: asks for the next request, is told the answer, and knows
/// whether it leads. It follows client-go's algorithm and is stricter in two points: the renew deadline
/// counts from when the last successful renewal was *sent*, and a leader that reads another's name stops at
/// once.
///
/// It never compares the record's times with a clock: another's lease is over when the record has not changed
/// for its duration on this machine's monotonic clock, counted from when it was first seen here (client-go,
/// `tools/leaderelection`). That tolerates wrong clocks, not clocks that run at different rates.
public struct LeaderElection: Sendable {
    /// A point in time; the caller reads the clock.
    public typealias Instant = ContinuousClock.Instant

    /// What to do next.
    public enum Step: Hashable, Sendable {
        /// Read the Lease.
        case read
        /// Create the Lease with this record.
        case create(LeaseRecord)
        /// Replace the Lease's record, only if its resourceVersion is still this one.
        case replace(LeaseRecord, resourceVersion: String)
        /// Nothing to do until then.
        case wait(until: Instant)
        /// It leads no longer. The led work must end; then ask again to stand for the next term.
        case lost
        /// After ``beginRelease()``: over, whether or not the lease could be given back.
        case released
    }

    /// What came of a request.
    public enum Answer: Hashable, Sendable {
        /// The Lease as it is now, after reading or writing it.
        case lease(LeaseRecord, resourceVersion: String)
        /// There is none.
        case notFound
        /// Somebody else wrote first (409), or created it first.
        case conflict
        /// Anything else, a lost answer included.
        case failed
    }

    enum Stage: Hashable, Sendable {
        /// A leader renews what it knows; others read first.
        case start
        /// Read, whatever is known.
        case look
        case reading
        case decide
        case missing
        case writing(sent: Instant, isFast: Bool)
        case pause
        case waiting(until: Instant)
        case released
    }

    struct Observation: Hashable, Sendable {
        var record: LeaseRecord
        var resourceVersion: String
        /// When this record was first seen here.
        var since: Instant
    }

    /// A release is a courtesy; the lease runs out anyway.
    static let releaseTries = 5

    let configuration: LeaderElectionConfiguration
    var stage = Stage.start
    var observed: Observation?
    /// The number of the latest term seen: a Lease that somebody deleted does not start again at zero.
    var latestTerm: Int32?
    /// A write may have reached the server even when no answer came back.
    var mayHold = false
    var releaseTriesLeft: Int?
    var leading: (term: LeaderTerm, renewed: Instant)?

    /// A candidate that has not seen the Lease yet.
    public init(_ configuration: LeaderElectionConfiguration) { self.configuration = configuration }

    /// The term in which it leads; nil while it does not. ``next(at:wallTime:random:)`` ends it.
    public var term: LeaderTerm? { leading?.term }

    /// Who holds the lease as far as is known; empty for nobody, nil before the first look.
    public var holder: String? { observed?.record.holderIdentity }

    /// Until when it may lead without another renewal, also while an answer is awaited; nil when it does not
    /// lead.
    public var deadline: Instant? { leading.map { $0.renewed + configuration.renewDeadline } }

    /// The next thing to do. After a request, tell its answer first; asking again without it counts as a
    /// failed one.
    ///
    /// - Parameters:
    ///   - wallTime: The time of day, RFC 3339 with six digits of a second, for people who read the Lease.
    ///   - random: From 0 to 1, spreads the candidates' looks.
    public mutating func next(at now: Instant, wallTime: String, random: Double) -> Step {
        if releaseTriesLeft == nil, let deadline, now >= deadline { return lose() }
        switch stage {
        case .start:
            if let observed, leading != nil, releaseTriesLeft == nil {
                return replace(observed, at: now, wallTime: wallTime, isFast: true)
            }
            stage = .reading
            return .read
        case .look:
            stage = .reading
            return .read
        case .decide, .missing:
            if let step = decide(at: now, wallTime: wallTime) { return step }
            return next(at: now, wallTime: wallTime, random: random)
        case .reading, .writing:
            handle(.failed, at: now)
            return next(at: now, wallTime: wallTime, random: random)
        case .released: return .released
        case .pause:
            stage = .waiting(until: now + pause(random: random))
            return next(at: now, wallTime: wallTime, random: random)
        case .waiting(let until):
            if now < until { return .wait(until: min(until, deadline ?? until)) }
            stage = .start
            return next(at: now, wallTime: wallTime, random: random)
        }
    }

    /// Tells what came of the last request.
    public mutating func handle(_ answer: Answer, at now: Instant) {
        switch (stage, answer) {
        case (.reading, .lease(let record, let version)):
            observe(record, version, at: now)
            stage = .decide
        case (.reading, .notFound):
            observed = nil
            stage = .missing
        case (.writing(let sent, _), .lease(let record, let version)):
            observe(record, version, at: now)
            wrote(record, sent: sent)
        case (.writing(_, isFast: true), _):
            // What is known may be outdated, or the answer was lost: read it, and decide by what is there.
            stage = .look
        case (.reading, _), (.writing, _):
            fail(answer)
        default: break
        }
    }
}

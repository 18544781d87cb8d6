internal import Synchronization

/// Which queues' rates are used up by the whole fleet, as far as the shared buckets tell: asking Postgres for a start
/// would be in vain. Nobody waits for Redis here: what was started is written down afterwards, and the answers are
/// remembered for a moment.
///
/// A hint errs for a quarter of a second at most, and only towards waiting; Postgres decides all the same.
public final class StartHints: Sendable {
    /// The longest that a queue is held back by one answer.
    public static let longest = Duration.milliseconds(250)

    private struct State {
        var rates: [String: RedisBuckets.Rate] = [:]
        var started: [String: Int] = [:]
        var emptyUntil: [String: ContinuousClock.Instant] = [:]
    }

    private let buckets: RedisBuckets
    private let state = Mutex(State())
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init(buckets: RedisBuckets) {
        self.buckets = buckets
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// The rates of all queues that have one; of others nothing is remembered.
    public func setRates(_ rates: [String: RedisBuckets.Rate]) {
        state.withLock { state in
            // A hint of another rate says nothing.
            state.emptyUntil = state.emptyUntil.filter { rates[$0.key] == state.rates[$0.key] }
            state.rates = rates
        }
    }

    /// Whether any queue has a rate. If not, nothing else needs to be called.
    public var isUsed: Bool { state.withLock { !$0.rates.isEmpty } }

    /// The queues that are not worth asking for now, and how long until the first of them is again.
    public func empty(at now: ContinuousClock.Instant = .now) -> (queues: Set<String>, wait: Duration)? {
        state.withLock { state in
            guard !state.emptyUntil.isEmpty else { return nil }
            state.emptyUntil = state.emptyUntil.filter { $0.value > now }
            guard let first = state.emptyUntil.values.min() else { return nil }
            return (Set(state.emptyUntil.keys), now.duration(to: first))
        }
    }

    /// So many jobs of these queues were started. Returns at once.
    public func started(_ counts: [String: Int]) {
        let isNews = state.withLock { state in
            for (queue, count) in counts where state.rates[queue] != nil {
                state.started[queue, default: 0] += count
            }
            return !state.started.isEmpty
        }
        if isNews { signal.yield() }
    }

    /// Writes down what was started, until the task is cancelled.
    public func run() async {
        for await _ in signals {
            let (started, rates) = state.withLock { state in
                defer { state.started.removeAll(keepingCapacity: true) }
                return (state.started, state.rates)
            }
            for (queue, count) in started {
                guard let rate = rates[queue], let answer = await buckets.charge(count, to: queue, at: rate),
                    answer.emptyFor > .zero
                else { continue }
                let until = ContinuousClock.now + min(answer.emptyFor, Self.longest)
                state.withLock { state in
                    if state.rates[queue] == rate { state.emptyUntil[queue] = until }
                }
            }
        }
    }
}

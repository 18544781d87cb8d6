/// The moments at which a loop acts: at once, then every `interval` with up to a tenth of it added at random, so that
/// servers do not beat in step. A tick that comes late does not make the next one early.
struct Ticker: AsyncSequence, Sendable {
    typealias Element = ContinuousClock.Instant
    typealias Failure = Never
    let interval: Duration

    init(every interval: Duration) { self.interval = interval }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(interval: interval) }

    struct AsyncIterator: AsyncIteratorProtocol {
        let interval: Duration
        var isFirst = true

        init(interval: Duration) { self.interval = interval }

        /// Nil when the task was cancelled.
        mutating func next() async -> ContinuousClock.Instant? {
            if isFirst {
                isFirst = false
                return Task.isCancelled ? nil : .now
            }
            do {
                try await ContinuousClock().sleep(for: interval + interval * Double.random(in: 0...0.1))
            } catch {
                return nil
            }
            return .now
        }
    }
}

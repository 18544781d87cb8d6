extension WorkQueueMachine {
    /// Holds all keys back while what they need is down, and tries with one key before it lets all go.
    enum Breaker {
        case closed
        case open(until: Instant)
        /// The time is over; `probe` is the one key that is out to try.
        case trying(probe: Key?)

        /// How many keys may be given out now.
        mutating func allowance(at now: Instant) -> Int {
            switch self {
            case .closed: return .max
            case .open(let until):
                if now < until { return 0 }
                self = .trying(probe: nil)
                return 1
            case .trying(let probe): return probe == nil ? 1 : 0
            }
        }

        mutating func open(until: Instant) {
            // Of several workers that saw the failure, the one that waits longest decides.
            if case .open(let before) = self, before > until { return }
            self = .open(until: until)
        }

        mutating func gave(_ key: Key) {
            if case .trying = self { self = .trying(probe: key) }
        }

        mutating func done(_ key: Key) {
            if case .trying(key?) = self { self = .closed }
        }

        mutating func putBack(_ key: Key) {
            if case .trying(key?) = self { self = .trying(probe: nil) }
        }

        /// The earliest time at which a key that is ready at `ready` can be given out; nil while a trial is
        /// under way.
        func earliest(for ready: Instant) -> Instant? {
            switch self {
            case .closed: ready
            case .open(let until): max(ready, until)
            case .trying(let probe): probe == nil ? ready : nil
            }
        }
    }
}

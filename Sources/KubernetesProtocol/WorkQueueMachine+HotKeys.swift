extension WorkQueueMachine {
    /// How often each key was done lately, in two windows of which the older one is forgotten as a whole:
    /// the memory is that of the keys done in twice the window.
    struct HotKeys {
        private let limit: Int
        private let window: Duration
        private var recent: [Key: Int] = [:]
        private var before: [Key: Int] = [:]
        private var started: Instant?

        init(limit: Int, window: Duration) {
            self.limit = max(limit, 1)
            self.window = max(window, .milliseconds(1))
        }

        mutating func count(_ key: Key, at now: Instant) {
            rotate(at: now)
            recent[key, default: 0] += 1
        }

        mutating func isHot(_ key: Key, at now: Instant) -> Bool {
            rotate(at: now)
            return recent[key, default: 0] + before[key, default: 0] > limit
        }

        private mutating func rotate(at now: Instant) {
            guard let began = started else {
                started = now
                return
            }
            let age = now - began
            guard age >= window else { return }
            before = age < window * 2 ? recent : [:]
            recent = [:]
            started = now
        }
    }
}

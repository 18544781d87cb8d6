extension Reactor {
    /// A body that runs once, on the reactor's thread, unless it is cancelled before.
    ///
    /// Unchecked, because its fields belong to the reactor's thread like the heap that holds it.
    public final class Timer: @unchecked Sendable {
        let deadline: Int64
        var order: UInt64 = 0
        var place = -1
        private var body: (@Sendable () -> Void)?
        private unowned let reactor: Reactor

        init(deadline: Int64, reactor: Reactor, body: @escaping @Sendable () -> Void) {
            self.deadline = deadline
            self.reactor = reactor
            self.body = body
        }

        /// Cancels the timer and lets go of its body. On the reactor's thread it certainly does not fire
        /// afterwards; from elsewhere it may just be firing. Cancelling twice, or too late, is harmless.
        public func cancel() {
            guard reactor.isCurrent else {
                reactor.run { self.cancel() }
                return
            }
            body = nil
            reactor.forget(self)
        }

        func fire() {
            let body = self.body
            self.body = nil
            body?()
        }

        func isBefore(_ other: Timer) -> Bool {
            (deadline, order) < (other.deadline, other.order)
        }
    }
}

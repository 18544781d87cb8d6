internal import Synchronization

extension PostgresTransaction {
    /// How far a transaction is, shared by the copies of it.
    final class Progress: Sendable {
        private enum Stage {
            case unused, begun, ended
        }

        private let stage = Mutex(Stage.unused)

        /// Whether this is the first call of the transaction; `nil` when it has ended.
        func begin() -> Bool? {
            stage.withLock { stage in
                if stage == .ended { return nil }
                defer { stage = .begun }
                return stage == .unused
            }
        }

        /// Whether there is something to end on the server.
        func end() -> Bool {
            stage.withLock { stage in
                defer { stage = .ended }
                return stage == .begun
            }
        }
    }
}

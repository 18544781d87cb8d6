/// The notifications of some channels. One task iterates over it, once; the connection is closed when
/// that task is done with it.
public struct PostgresNotifications: AsyncSequence, Sendable {
    /// What the sequence gives.
    public typealias Element = PostgresNotification
    /// It throws only when the connection string cannot be read.
    public typealias Failure = PostgresError

    private let inbox: NotificationInbox
    private let end: ListenerEnd

    init(_ channels: [String], core: PoolCore) {
        let inbox = NotificationInbox()
        let listener = NotificationListener(channels, core: core, inbox: inbox)
        self.inbox = inbox
        end = ListenerEnd(listener: listener)
        core.enter { $0.start(listener) }
    }

    /// The one iterator.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(inbox: inbox, end: end)
    }

    /// Waits for notifications.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let inbox: NotificationInbox
        let end: ListenerEnd

        /// The next notification; `nil` when the pool is shut down or the task is cancelled.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(PostgresError) -> PostgresNotification? {
            try await inbox.next()
        }

        /// The next notification; `nil` when the pool is shut down or the task is cancelled.
        public mutating func next() async throws(PostgresError) -> PostgresNotification? {
            try await inbox.next()
        }
    }
}

/// Stops the listener when the sequence and its iterators are gone.
final class ListenerEnd: Sendable {
    private let listener: NotificationListener

    init(listener: NotificationListener) {
        self.listener = listener
    }

    deinit {
        listener.core.enter { [listener] core in core.stop(listener) }
    }
}

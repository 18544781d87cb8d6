/// The messages of some channels. One task iterates over it, once; the connection is closed when that task is done
/// with it.
public struct RedisMessages: AsyncSequence, Sendable {
    /// What the sequence gives.
    public typealias Element = RedisMessage
    /// It ends, and never throws.
    public typealias Failure = Never

    private let inbox: MessageInbox
    private let end: SubscriberEnd

    init(_ channels: [String], core: ClientCore) {
        let inbox = MessageInbox()
        let subscriber = Subscriber(channels, core: core, inbox: inbox)
        self.inbox = inbox
        end = SubscriberEnd(subscriber: subscriber)
        core.enter { $0.start(subscriber) }
    }

    /// The one iterator.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(inbox: inbox, end: end)
    }

    /// Waits for messages.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let inbox: MessageInbox
        let end: SubscriberEnd

        /// The next message; nil when the client is shut down or the task is cancelled.
        public mutating func next(isolation actor: isolated (any Actor)?) async -> RedisMessage? {
            await inbox.next()
        }

        /// The next message; nil when the client is shut down or the task is cancelled.
        public mutating func next() async -> RedisMessage? {
            await inbox.next()
        }
    }
}

/// Stops the subscriber when the sequence and its iterators are gone.
final class SubscriberEnd: Sendable {
    private let subscriber: Subscriber

    init(subscriber: Subscriber) {
        self.subscriber = subscriber
    }

    deinit {
        subscriber.core.enter { [subscriber] core in core.stop(subscriber) }
    }
}

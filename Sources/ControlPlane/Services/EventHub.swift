import LinuxReactor
import Logging
import PostgresStore

/// Reads the event feed once for all who watch it at this server, and only while somebody does.
actor EventHub: ReactorActor {
    private static let pageSize = 1000
    private static let poll = Duration.milliseconds(500)

    private let store: JobQueueStore
    private let logger: Logger
    private var subscriptions: [ObjectIdentifier: EventSubscription] = [:]
    private var reader: Task<Void, Never>?
    /// Up to where the reader has come; nil while it does not know where the feed ends.
    private var position: Int64?
    private var isStopped = false

    nonisolated var reactor: Reactor { store.reactor }

    init(store: JobQueueStore, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    /// Begins to pass on events. The first page is empty; its position says after which event the others begin.
    func subscribe() -> EventSubscription {
        let subscription = EventSubscription()
        if isStopped {
            subscription.close()
            return subscription
        }
        subscriptions[ObjectIdentifier(subscription)] = subscription
        if let position { subscription.offer(EventPage(events: [], position: position, isLast: true)) }
        if reader == nil {
            reader = Task(executorPreference: store.reactor) { [weak self, store] in
                for await _ in store.eventSignal.notices(orEvery: Self.poll) {
                    guard let self else { return }
                    await self.read()
                }
            }
        }
        return subscription
    }

    func unsubscribe(_ subscription: EventSubscription) {
        subscriptions[ObjectIdentifier(subscription)] = nil
        guard subscriptions.isEmpty else { return }
        reader?.cancel()
        reader = nil
        position = nil
        feed = nil
    }

    /// Ends every subscription; watchers go on at another server.
    func stop() {
        isStopped = true
        for subscription in subscriptions.values { subscription.close() }
    }

    private var feed: EventFeed?

    private func read() async {
        do {
            var feed = feed ?? EventFeed(store)
            if position == nil {
                let end = try await feed.end()
                pass(EventPage(events: [], position: end, isLast: true))
            }
            while let position, !Task.isCancelled {
                let page = try await feed.page(after: position, limit: Self.pageSize)
                if page.position != position { pass(page) }
                if page.isLast { break }
            }
            self.feed = feed
        } catch {
            logger.debug("cannot read the events of jobs", metadata: ["error": "\(error)"])
            try? await ContinuousClock().sleep(for: .milliseconds(200))
        }
    }

    private func pass(_ page: EventPage) {
        // A reader that was cancelled has nothing more to say.
        if Task.isCancelled { return }
        position = page.position
        for subscription in subscriptions.values { subscription.offer(page) }
    }
}

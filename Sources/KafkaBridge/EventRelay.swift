import Kafka
import Lifecycle
import LinuxReactor
import Logging
import PostgresStore
import Synchronization

/// Publishes the transitions of jobs: reads the event feed, sends each page, and moves the cursor over what was
/// delivered, in that order. Whenever it stops, wherever that is, it goes on from the cursor: events may come twice,
/// none is left out.
///
/// One page is under way at a time, which bounds memory while the brokers are away.
struct EventRelay: Sendable {
    static let name = "kafka-relay"
    private static let pageSize = 2000
    private static let longestBackoff = Duration.seconds(30)
    /// A page that is under way for longer is told of, again and again.
    private static let patience = Duration.seconds(10)

    let store: JobQueueStore
    let configuration: KafkaBridgeConfiguration
    let holder: JobID
    let reactor: Reactor
    let logger: Logger
    let notices: NoticeLog
    var metrics = RelayMetrics()
    /// Called at each step; what it throws ends the term as a crash would.
    var onStep: @Sendable (RelayStep) async throws -> Void = { _ in }

    /// Relays whenever this process holds the lease, until the task is cancelled.
    func run() async {
        await LeasedDuty(store: store, name: Self.name, holder: holder, logger: logger).run {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await sampleLag() }
                await relay()
                group.cancelAll()
            }
            metrics.clear()
        }
    }

    /// Relays until the task is cancelled; each failure begins anew from the cursor, with a new producer.
    func relay() async {
        var backoff = Duration.milliseconds(250)
        while !Task.isCancelled {
            let began = ContinuousClock.now
            do { try await relayOnce() } catch is CancellationError { return } catch {
                notices.report("the relay begins anew", error)
            }
            if began.duration(to: .now) > Self.longestBackoff { backoff = .milliseconds(250) }
            do {
                try await ContinuousClock().sleep(for: backoff * Double.random(in: 0.8...1.2))
            } catch { return }
            backoff = min(backoff * 2, Self.longestBackoff)
        }
    }

    /// Relays with one producer until something fails or the task is cancelled.
    func relayOnce() async throws {
        let notices = notices
        let producer = try KafkaProducer(configuration.kafka, delivery: .guaranteed, reactor: reactor) {
            notices.take($0)
        }
        let limit = configuration.flushLimit
        do {
            try await withTaskCancellationHandler {
                try await pump(producer)
            } onCancel: {
                // What is under way gets its chance; then the call that waits for it returns.
                Task { await producer.close(within: limit) }
            }
        } catch {
            await producer.close(within: .zero)
            throw error
        }
        await producer.close(within: .zero)
    }

    private func pump(_ producer: KafkaProducer) async throws {
        var feed = EventFeed(store)
        var position = try await store.eventCursor(Self.name)
        for await _ in store.eventSignal.notices(orEvery: .milliseconds(500)) {
            while true {
                let page = try await feed.page(after: position, limit: Self.pageSize)
                if page.position == position { break }
                position = try await publish(
                    RelayPage(page, after: position, prefix: configuration.topicPrefix), through: producer)
                if page.isLast { break }
            }
        }
        try Task.checkCancellation()
    }

    /// Returns the page's end; throws after moving the cursor over what was delivered before a failure.
    private func publish(_ page: RelayPage, through producer: KafkaProducer) async throws -> Int64 {
        try await onStep(.beforeProduce)
        let errors = await withStallWarning(page) { await producer.send(page.messages) }
        try await onStep(.beforeCursor)
        let position = page.delivered(errors)
        // Not a call of this task: what was delivered before a cancellation is to be noted too.
        try await Task { try await store.advanceEventCursor(Self.name, to: position) }.value
        try await onStep(.afterCursor)
        try report(page, errors)
        return position
    }

    private func report(_ page: RelayPage, _ errors: [KafkaError?]) throws {
        var first: KafkaError?
        for (message, error) in zip(page.messages, errors) {
            guard let error else {
                logger.debug("published", metadata: message.metadata)
                continue
            }
            if first == nil { first = error }
            if error.isClosed { continue }
            countPublishError(topic: message.topic)
            notices.report("cannot publish", error, sort: message.topic, message.metadata)
        }
        if let first { throw first.isClosed ? CancellationError() : first }
    }

    /// Says so when a page does not get through for long.
    private func withStallWarning<T: Sendable>(
        _ page: RelayPage, _ body: @escaping @Sendable () async -> T
    ) async -> T {
        let topics = Set(page.messages.map(\.topic))
        let stall = Task {
            while true {
                try await ContinuousClock().sleep(for: Self.patience)
                for topic in topics { countPublishError(topic: topic) }
                if let first = page.messages.first { notices.reportStall(first) }
            }
        }
        defer { stall.cancel() }
        return await body()
    }

    private func sampleLag() async {
        while !Task.isCancelled {
            if let lag = try? await store.eventLag(Self.name) { metrics.setLag(lag) }
            try? await ContinuousClock().sleep(for: .seconds(2))
        }
    }
}

extension KafkaMessage {
    /// Topic and key, for a line of the log.
    var metadata: Logger.Metadata {
        ["topic": "\(topic)", "key": "\(key.map { String(decoding: $0, as: UTF8.self) } ?? "")"]
    }
}

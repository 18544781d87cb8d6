import GRPCCore
import JobQueueProto
import PostgresStore
import SwiftProtobuf

/// The transitions of jobs as a stream: what is kept out of the database, then what happens.
struct EventService: Jq_V1_EventService.SimpleServiceProtocol {
    private static let pageSize = 500

    let store: JobQueueStore
    let hub: EventHub

    func watchEvents(
        request: Jq_V1_WatchEventsRequest, response: RPCWriter<Jq_V1_EventBatch>, context: ServerContext
    ) async throws {
        let queue = request.queueName
        if !queue.isEmpty, try await store.queue(named: queue) == nil {
            throw StoreError(.notFound, queueNotFound(queue))
        }
        var feed = EventFeed(store)
        var position = max(0, request.afterID)
        // Who reads once gets all there is now, and waits for what is under way; a follower gets it when it is done.
        if request.afterID == 0 || !request.follow {
            let end = try await feed.end()
            if request.afterID == 0 { position = end }
        }
        // Says at once from where a client goes on that is cut off.
        try await response.write(.with { $0.position = position })
        while true {
            let page =
                queue.isEmpty
                ? try await feed.page(after: position, limit: Self.pageSize)
                : try await feed.page(of: queue, after: position, limit: Self.pageSize)
            try await write(page, after: position, of: queue, to: response)
            position = page.position
            if page.isLast { break }
        }
        guard request.follow else { return }
        let subscription = await hub.subscribe()
        do {
            try await follow(subscription, &feed, from: position, of: queue, to: response)
            await hub.unsubscribe(subscription)
        } catch {
            await hub.unsubscribe(subscription)
            throw error
        }
    }

    private func follow(
        _ subscription: EventSubscription, _ feed: inout EventFeed, from start: Int64, of queue: String,
        to response: RPCWriter<Jq_V1_EventBatch>
    ) async throws {
        var position = start
        var isFirst = true
        while case let pages = await subscription.next(), !pages.isEmpty {
            for page in pages {
                // What happened between the end of the history and the beginning of the subscription.
                while isFirst, position < page.position, !Task.isCancelled {
                    let missed = try await feed.page(after: position, limit: Self.pageSize)
                    try await write(missed, after: position, of: queue, to: response)
                    position = missed.position
                }
                isFirst = false
                guard page.position > position else { continue }
                try await write(page, after: position, of: queue, to: response)
                position = page.position
            }
        }
        if subscription.isTooSlow {
            throw RPCError(
                code: .resourceExhausted,
                message: "events come faster than they are read; go on after \(position)")
        }
    }

    private func write(
        _ page: EventPage, after position: Int64, of queue: String, to response: RPCWriter<Jq_V1_EventBatch>
    ) async throws {
        guard page.position > position else { return }
        let wanted = page.events.filter { $0.event.id > position && (queue.isEmpty || $0.queue == queue) }
        try await response.write(
            .with {
                $0.events = wanted.map { entry in
                    var event = Jq_V1_JobEvent(entry.event)
                    event.queueName = entry.queue
                    return event
                }
                $0.position = page.position
            })
    }
}

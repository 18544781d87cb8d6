package import LinuxReactor

/// Lets calls that arrive while a statement is in flight travel together in the next one. No timer: an idle
/// gatherer sends the first call at once.
package actor Gatherer<Item: Sendable, Answer: Sendable>: ReactorActor {
    package nonisolated let reactor: Reactor
    private let lanes: Int
    private let limit: Int
    private let weight: @Sendable (Item) -> Int
    private let flush: @Sendable ([Item]) async throws -> [Answer]
    private var waiting: [(item: Item, caller: CheckedContinuation<Answer, any Error>)] = []
    private var inFlight = 0

    /// - Parameters:
    ///   - lanes: flushes that may be under way at once; one keeps their order.
    ///   - limit: most that one flush carries, in units of `weight`.
    ///   - flush: answers item by item, in order; an error goes to all callers of the flush.
    package init(
        reactor: Reactor, lanes: Int, limit: Int, weight: @escaping @Sendable (Item) -> Int = { _ in 1 },
        flush: @escaping @Sendable ([Item]) async throws -> [Answer]
    ) {
        self.reactor = reactor
        self.lanes = lanes
        self.limit = limit
        self.weight = weight
        self.flush = flush
    }

    /// Waits until a flush has carried the item, and gives its answer.
    package func perform(_ item: Item) async throws -> Answer {
        try await withCheckedThrowingContinuation { caller in
            waiting.append((item, caller))
            startFlushes()
        }
    }

    private func startFlushes() {
        while inFlight < lanes, !waiting.isEmpty {
            var count = 0
            var total = 0
            while count < waiting.count, count == 0 || total + weight(waiting[count].item) <= limit {
                total += weight(waiting[count].item)
                count += 1
            }
            let batch = Array(waiting.prefix(count))
            waiting.removeFirst(count)
            inFlight += 1
            Task(executorPreference: reactor) { await self.run(batch) }
        }
    }

    private func run(_ batch: [(item: Item, caller: CheckedContinuation<Answer, any Error>)]) async {
        do {
            let answers = try await flush(batch.map(\.item))
            for (entry, answer) in zip(batch, answers) { entry.caller.resume(returning: answer) }
        } catch {
            for entry in batch { entry.caller.resume(throwing: error) }
        }
        inFlight -= 1
        startFlushes()
    }
}

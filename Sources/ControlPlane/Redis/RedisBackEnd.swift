import JobQueueProto
import Lifecycle
import Logging
import Planning
import PostgresStore
import RedisProjection
import ServiceLifecycle
import SwiftProtobuf
import Synchronization

/// What a server does with Redis: keeps the live counters, takes and gives wake-ups, hears which rates are used up.
/// Nothing waits for it but its own tasks.
struct RedisBackEnd: Sendable {
    /// How many servers are alive, as Postgres knows.
    private final class Peers: Sendable {
        /// Nobody knows yet: then a broadcast never reaches enough.
        let count = Atomic<Int>(.max)
    }

    private let projection: RedisProjection
    private let store: JobQueueStore
    private let dispatcher: Dispatcher
    private let place: String
    private let interval: Duration
    private let logger: Logger
    private let peers = Peers()

    init(
        _ settings: RedisSettings, store: JobQueueStore, dispatcher: Dispatcher, identity: ServerIdentity,
        tick: Duration, logger: Logger
    ) {
        projection = RedisProjection(settings, sender: identity.id.description, logger: logger)
        place = settings.place
        self.store = store
        self.dispatcher = dispatcher
        interval = min(.seconds(1), tick * 2)
        self.logger = logger
    }

    /// Tells the other servers; true when all of them listened, so that Postgres need not tell them.
    var broadcast: @Sendable (_ queues: [String]) async -> Bool {
        { [projection, peers] queues in
            await projection.wakeUps.broadcast(queues, listeners: peers.count.load(ordering: .relaxed))
        }
    }

    /// Until a graceful shutdown.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.listen() }
            group.addTask { await projection.startHints.run() }
            await dispatcher.follow(projection.startHints)
            await keepCounters()
            group.cancelAll()
        }
        await projection.shutdown()
    }

    private func listen() async {
        await projection.wakeUps.listen { news in
            switch news {
            case .ready(let queues): for queue in queues { await dispatcher.lookAgain(queue) }
            case .mayHaveLost: await dispatcher.lookAtAll()
            }
        }
    }

    private func keepCounters() async {
        var counters = projection.counterProjection()
        var known: Int64?
        for await _ in Ticker(every: interval).cancelOnGracefulShutdown() {
            do {
                peers.count.store(try await store.serverCount(), ordering: .relaxed)
                let version = try await store.declarationVersion()
                if version != known { try await learnRates() }
                known = version
                _ = try await counters.turn {
                    try await store.queueCounts().mapValues { QueueNumbers($0) }
                }
            } catch {
                logger.debug("cannot read the counts for Redis", metadata: ["error": "\(error)"])
            }
        }
        await counters.stop()
    }

    private func learnRates() async throws {
        let rates = try await store.ratesInForce().mapValues {
            RedisBuckets.Rate(limit: $0.starts, period: .milliseconds($0.milliseconds))
        }
        projection.startHints.setRates(rates)
    }
}

// MARK: How it is

extension RedisBackEnd {
    /// For `/readyz`: a server works without Redis.
    var remarks: [String] {
        if case .away(let reason) = projection.health {
            ["redis: away, working without it: \(reason)"]
        } else {
            []
        }
    }

    /// For the system's status.
    var component: Jq_V1_Component {
        .with {
            $0.name = "redis"
            switch projection.health {
            case .well:
                $0.ready = true
                let refused = projection.refusedOperations
                $0.detail = place + (refused.isEmpty ? "" : ", refuses \(refused.joined(separator: ", "))")
            case .away(let reason): $0.detail = "away, working without it: \(reason)"
            }
        }
    }
}

extension QueueNumbers {
    init(_ counts: QueueCounts) {
        self.init(
            ready: counts.ready, scheduled: counts.scheduled, assigned: counts.assigned,
            running: counts.running,
            done: counts.done, dead: counts.deadLettered)
    }
}

import GRPCCore
import JobQueueProto
import Lifecycle
import LinuxReactor
import PostgresStore
import Redis
import RedisProjection
import SwiftProtobuf
import TestRedis
import Testing
import WorkerRuntime

@Suite(.timeLimit(.minutes(3))) struct RedisTests {
    private func settings(_ server: RedisServer) throws -> RedisSettings {
        try RedisSettings(url: server.url, timeout: .milliseconds(20))
    }

    /// Every job runs once, however often Redis dies meanwhile.
    @Test func aDyingRedisLosesNothing() async throws {
        try await withRedisServer { redis in
            let database = try await TestDatabase.fresh()
            let runs = Runs()
            let registry = handlers { job in
                runs.add(job.jobID)
                return []
            }
            let settings = try settings(redis)
            try await withPlane(conninfo: database, redis: settings) { first in
                try await withPlane(conninfo: database, redis: settings) { second in
                    try await withWorker(servers: [first.port], concurrency: 16, handlers: registry) { _ in
                        try await withWorker(servers: [second.port], concurrency: 16, handlers: registry) {
                            _ in
                            try await load(first, second, runs: runs, redis: redis)
                        }
                    }
                }
            }
        }
    }

    private func load(_ first: Plane, _ second: Plane, runs: Runs, redis: RedisServer) async throws {
        let total = 3_000
        let ids = (0..<total).map { _ in freshJobID().description }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<10 {
                group.addTask {
                    for index in stride(from: lane, to: total, by: 10) {
                        let plane = index % 2 == 0 ? first : second
                        _ = try await plane.submit { $0.jobID = ids[index] }
                    }
                }
            }
            group.addTask {
                for share in [total / 6, total / 3, total / 2] {
                    await runs.reach(share)
                    if share == total / 3 { redis.freeze() } else { await redis.kill() }
                    await runs.reach(share + total / 12)
                    if share == total / 3 { redis.thaw() } else { try await redis.start() }
                }
            }
            try await group.waitForAll()
        }
        for id in ids { try await first.wait(id, for: .done) }
        #expect(runs.all.count == total && runs.all.values.allSatisfy { $0 == 1 })
        #expect(Set(runs.all.keys) == Set(ids))
        for id in ids.prefix(50) {
            #expect(try await first.trail(id) == ["pending", "assigned", "running", "done"])
        }
        // And the projection is whole again, though it died.
        let reader = RedisProjection(try settings(redis), sender: "reader", logger: quietLogger())
        while await reader.counters.read()?["default"]?.numbers != QueueNumbers(done: Int64(total)) {
            await reader.probe()
            await briefly()
            try Task.checkCancellation()
        }
        await reader.shutdown()
    }

    @Test func theStatusSaysHowRedisIs() async throws {
        try await withRedisServer { redis in
            try await withPlane(redis: try settings(redis)) { plane in
                @Sendable func component() async throws -> Jq_V1_Component? {
                    try await plane.admin.getSystemStatus(.init()).components.first { $0.name == "redis" }
                }
                #expect(try await component()?.detail.contains(redis.socket) == true)
                await redis.kill()
                while try await component()?.ready != false {}
                #expect(try await component()?.detail.contains("working without it") == true)
                // Which is no empty promise.
                try await withWorker(servers: [plane.port], handlers: handlers { _ in [] }) { _ in
                    _ = try await plane.wait(try await plane.submit(), for: .done)
                    return
                }
                try await redis.start()
                while try await component()?.ready != true {}
            }
            try await withPlane { plane in
                let status = try await plane.admin.getSystemStatus(.init())
                #expect(status.components.map(\.name) == ["postgres"])
            }
        }
    }

    /// However much the hints hold back, they let go again; nothing but Postgres keeps a job from running.
    @Test func aUsedUpRateHoldsNothingBackForEver() async throws {
        try await withRedisServer { redis in
            try await withPlane(redis: try settings(redis)) { plane in
                _ = try await plane.apply(queue("slow", "rateLimit: {limit: 20, period: 1s}"))
                try await withWorker(servers: [plane.port], queues: ["slow"], handlers: handlers { _ in [] })
                {
                    _ in
                    var ids: [String] = []
                    for _ in 0..<60 { ids.append(try await plane.submit("slow")) }
                    for id in ids { try await plane.wait(id, for: .done) }
                }
            }
        }
    }

    /// What is in force counts: here a rate that only an override gives.
    @Test func hintsFollowTheRatesInForce() async throws {
        try await withRedisServer(["--notify-keyspace-events", "KA"]) { redis in
            try await withPlane(redis: try settings(redis)) { plane in
                _ = try await plane.apply(queue("work", ""))
                let override = Jq_V1_OverrideQueueRequest.with {
                    $0.queueName = "work"
                    $0.settings = [
                        .with {
                            $0.field = "rateLimit.limit"
                            $0.value = "1000"
                        }
                    ]
                    $0.duration = .with { $0.seconds = 3600 }
                    $0.reason = "incident 42"
                    $0.actor = "ann"
                }
                _ = try await plane.admin.overrideQueue(override)
                let client = RedisClient(
                    RedisConfiguration(url: try RedisURL(redis.url), commandTimeout: .seconds(20)),
                    reactor: .shared)
                let registry = handlers { _ in [] }
                try await withWorker(servers: [plane.port], queues: ["work"], handlers: registry) { _ in
                    var news = client.messages(on: ["__keyspace@0__:jq:bucket:work"]).makeAsyncIterator()
                    #expect(await news.next() == .mayHaveLost)
                    await withThrowingTaskGroup(of: Void.self) { group in
                        // The server learns of the rate by and by; only then a start is written down in Redis.
                        group.addTask {
                            while !Task.isCancelled {
                                try await plane.wait(try await plane.submit("work"), for: .done)
                            }
                        }
                        #expect(await news.next() != nil)
                        group.cancelAll()
                        while await group.nextResult() != nil {}
                    }
                }
                await client.shutdown()
            }
        }
    }

    /// A third party on the channel hears what the servers tell each other.
    @Test func serversTellEachOtherThroughRedis() async throws {
        try await withRedisServer { redis in
            let database = try await TestDatabase.fresh()
            let settings = try settings(redis)
            let (heard, sink) = AsyncStream<RedisWakeUps.News>.makeStream()
            let ear = RedisProjection(settings, sender: "ear", logger: quietLogger())
            try await withPlane(conninfo: database, redis: settings) { first in
                try await withPlane(conninfo: database, redis: settings) { _ in
                    await withTaskGroup(of: Void.self) { group in
                        group.addTask { await ear.wakeUps.listen { sink.yield($0) } }
                        group.addTask {
                            // The servers learn of each other by and by.
                            while !Task.isCancelled {
                                _ = try? await first.submit()
                                await briefly()
                            }
                        }
                        var news = heard.makeAsyncIterator()
                        while let next = await news.next(), next != .ready(queues: ["default"]) {}
                        group.cancelAll()
                    }
                }
            }
            await ear.shutdown()
        }
    }
}

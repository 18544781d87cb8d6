import Redis
import RedisProjection
import TestRedis
import Testing

@Suite(.timeLimit(.minutes(2))) struct GuardedRedisTests {
    @Test func valuesComeAndGo() async throws {
        try await withProjection { projection, _ in
            let values = projection.values
            #expect(await values.get("a") == nil)
            #expect(await values.set("a", to: [0, 255, 10], for: .seconds(60)))
            #expect(await values.get("a") == [0, 255, 10])
            #expect(await values.increment("n") == 1)
            #expect(await values.increment("n", by: 41) == 42)
            #expect(await values.expire("n", after: .seconds(60)))
            #expect(await !values.expire("nothing", after: .seconds(60)))
            #expect(await values.delete("a"))
            #expect(await !values.delete("a"))
            #expect(await values.set("short", to: [1], for: .zero))
            while await values.get("short") != nil { await briefly() }
        }
    }

    @Test func awayIsOneWarningAndBackOneNotice() async throws {
        try await withRedisServer { server in
            let log = LogLines()
            let projection = try projection(server, log: log)
            try await wait(for: projection, well: true)
            #expect(await projection.values.set("a", to: [1], for: .seconds(60)))
            await server.kill()
            for _ in 0..<50 {
                #expect(await projection.values.get("a") == nil)
                #expect(await !projection.values.set("a", to: [1], for: .seconds(60)))
                #expect(await projection.values.increment("n") == nil)
                await projection.probe()
            }
            guard case .away(let reason) = projection.health else {
                Issue.record("it counts as well")
                return
            }
            #expect(reason.contains("unix://"))
            try await server.start()
            try await wait(for: projection, well: true)
            #expect(await projection.values.set("a", to: [1], for: .seconds(60)))
            #expect(log.all == ["warning: Redis is away; working without it", "notice: Redis is back"])
            await projection.shutdown()
        }
    }

    @Test func aServerThatHangsIsAskedOnlyAFewTimes() async throws {
        try await withRedisServer { server in
            let log = LogLines()
            let projection = try projection(server, timeout: .milliseconds(5), log: log)
            while await !projection.values.set("a", to: [1], for: .seconds(60)) {
                await projection.probe()
                await briefly()
            }
            server.freeze()
            // A claim or a submit never probes: without the breaker these would take 50 seconds.
            for _ in 0..<10_000 { #expect(await projection.values.get("a") == nil) }
            #expect(log.all.count { $0.hasPrefix("warning") } >= 1)
            server.thaw()
            try await wait(for: projection, well: true)
            await projection.shutdown()
        }
    }

    /// Probes whenever somebody looks.
    private var eager: CircuitBreaker { CircuitBreaker(threshold: 2, firstPause: .zero, lastPause: .zero) }

    /// It answers questions all the same, which must not look like health again and again.
    @Test func aFullServerIsAwayUntilThereIsRoomAgain() async throws {
        try await withRedisServer { server in
            let log = LogLines()
            let projection = try projection(server, log: log, breaker: eager)
            try await wait(for: projection, well: true)
            try await withPlainClient(server) { client in
                _ = try await client.perform(RedisCommand("CONFIG", "SET", "maxmemory", 1))
            }
            try await expectAway(projection, "OOM", log)
            try await withPlainClient(server) { client in
                _ = try await client.perform(RedisCommand("CONFIG", "SET", "maxmemory", 0))
            }
            try await wait(for: projection, well: true)
            #expect(await projection.values.set("a", to: [1], for: .seconds(60)))
            #expect(log.all == ["warning: Redis is away; working without it", "notice: Redis is back"])
            await projection.shutdown()
        }
    }

    @Test func aReplicaIsAwayUntilItIsPromoted() async throws {
        try await withRedisServer { server in
            let log = LogLines()
            let projection = try projection(server, log: log, breaker: eager)
            try await wait(for: projection, well: true)
            try await withPlainClient(server) { client in
                _ = try await client.perform(RedisCommand("REPLICAOF", "127.0.0.1", 1))
            }
            try await expectAway(projection, "replica", log)
            try await withPlainClient(server) { client in
                _ = try await client.perform(RedisCommand("REPLICAOF", "NO", "ONE"))
            }
            try await wait(for: projection, well: true)
            #expect(await projection.values.set("a", to: [1], for: .seconds(60)))
            #expect(log.all == ["warning: Redis is away; working without it", "notice: Redis is back"])
            await projection.shutdown()
        }
    }

    /// Looks, as a server does every second, many times over: it is and stays away.
    private func expectAway(_ projection: RedisProjection, _ reason: String, _ log: LogLines) async throws {
        var counters = projection.counterProjection()
        while projection.health == .well {
            _ = await counters.turn { [:] }
            try Task.checkCancellation()
        }
        for _ in 0..<100 { _ = await counters.turn { [:] } }
        guard case .away(let told) = projection.health else {
            Issue.record("it counts as well")
            return
        }
        #expect(told.contains(reason), "\(told)")
        #expect(log.all == ["warning: Redis is away; working without it"])
    }

    @Test func aRefusedOperationIsToldOnceAndTheOthersGoOn() async throws {
        try await withRedisServer { server in
            let log = LogLines()
            let projection = try projection(server, log: log)
            _ = try await withPlainClient(server) {
                try await $0.perform(RedisCommand("LPUSH", "jq:value:list", "x"))
            }
            for _ in 0..<10 { #expect(await projection.values.get("list") == nil) }
            #expect(projection.health == .well)
            #expect(await projection.values.set("a", to: [1], for: .seconds(60)))
            #expect(log.all == ["warning: Redis refuses an operation; jq goes on without it"])
            await projection.shutdown()
        }
    }
}

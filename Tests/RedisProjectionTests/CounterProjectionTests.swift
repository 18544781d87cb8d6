import Redis
import RedisProjection
import TestRedis
import Testing

@Suite(.timeLimit(.minutes(2))) struct CounterProjectionTests {
    private let counts = (0..<250).reduce(into: [String: QueueNumbers]()) {
        $0["team/queue-\($1)"] = QueueNumbers(
            ready: Int64($1), scheduled: 1, assigned: 2, running: 3, done: .max, dead: 5)
    }

    /// Turns until something was written.
    private func write(
        _ projection: inout CounterProjection, _ counts: [String: QueueNumbers]
    ) async throws -> CounterProjection.Turn {
        while true {
            let turn = await projection.turn { counts }
            if case .wrote = turn { return turn }
            try Task.checkCancellation()
            await briefly()
        }
    }

    private func numbers(_ projection: RedisProjection) async -> [String: QueueNumbers]? {
        await projection.counters.read()?.mapValues(\.numbers)
    }

    @Test func copiesAllThenWhatChanges() async throws {
        try await withProjection { redis, _ in
            var projection = redis.counterProjection()
            let turn1 = await projection.turn { counts }
            #expect(turn1 == .wrote(250, rebuilt: true))
            #expect(await numbers(redis) == counts)
            var changed = counts
            changed["team/queue-7"]?.ready = 70
            changed["team/queue-8"] = nil
            let now = changed
            let turn2 = await projection.turn { now }
            #expect(turn2 == .wrote(2, rebuilt: false))
            #expect(await numbers(redis) == changed)
            let readings = await redis.counters.read()
            #expect(
                readings?.values.allSatisfy { $0.generation == 1 && $0.writtenAt > 1_700_000_000_000 } == true
            )
        }
    }

    @Test func everythingIsWrittenAgainAfterFlushAll() async throws {
        try await withProjection { redis, server in
            var projection = redis.counterProjection()
            _ = try await write(&projection, counts)
            _ = try await withPlainClient(server) { try await $0.perform(RedisCommand("FLUSHALL")) }
            #expect(await redis.counters.read()?.isEmpty == true)
            let again = try await write(&projection, counts)
            #expect(again == .wrote(250, rebuilt: true))
            #expect(await numbers(redis) == counts)
        }
    }

    /// With and without its data on disk: in both cases what it holds cannot be relied on.
    @Test(arguments: ["no", "yes"]) func everythingIsWrittenAgainAfterARestart(appendOnly: String)
        async throws
    {
        try await withProjection(["--appendonly", appendOnly, "--appendfsync", "always"]) { redis, server in
            var projection = redis.counterProjection()
            _ = try await write(&projection, counts)
            await server.kill()
            let turn3 = await projection.turn { counts }
            #expect(turn3 == .away)
            try await server.start()
            let again = try await write(&projection, counts)
            #expect(again == .wrote(250, rebuilt: true))
            #expect(await numbers(redis) == counts)
        }
    }

    /// It still has the lock, whatever became of an answer: it does not wait for its own lock to end.
    @Test func aRenewalWithoutAnAnswerCostsTheWriterItsTurnAndNotItsRole() async throws {
        try await withProjection { redis, server in
            var projection = redis.counterProjection()
            _ = try await write(&projection, counts)
            try await permit(server, "-evalsha", "-eval")
            let without = await projection.turn { counts }
            #expect(without == .idle)
            try await permit(server, "+evalsha", "+eval")
            let turn = await projection.turn { ["a": QueueNumbers(ready: 1)] }
            #expect(turn == .wrote(251, rebuilt: false))
        }
    }

    private func permit(_ server: RedisServer, _ rights: RedisArgument...) async throws {
        _ = try await withPlainClient(server) {
            try await $0.perform(RedisCommand("ACL", ["SETUSER", "default"] + rights))
        }
    }

    /// Another one begins a rebuild after this one has looked and before it writes.
    @Test(arguments: [["a": QueueNumbers(ready: 9), "b": QueueNumbers()], ["a": QueueNumbers()]])
    func whoLosesItsRoleWhileItCountsChangesNothing(late: [String: QueueNumbers]) async throws {
        try await withProjection { redis, server in
            let before = ["a": QueueNumbers(), "b": QueueNumbers()]
            var projection = redis.counterProjection()
            _ = try await write(&projection, before)
            let turn = try await projection.turn {
                _ = try await withPlainClient(server) {
                    try await $0.perform(RedisCommand("SET", "jq:epoch", "another"))
                }
                return late
            }
            #expect(turn == .idle)
            #expect(await numbers(redis) == before)
            let next = await projection.turn { late }
            #expect(next == .wrote(2, rebuilt: true))
            #expect(await numbers(redis) == late)
        }
    }

    @Test func queuesThatAnEarlierWriterLeftAreRemoved() async throws {
        try await withRedisServer { server in
            let one = try projection(server, sender: "one")
            var first = one.counterProjection()
            _ = try await write(&first, ["a": QueueNumbers(ready: 1), "gone": QueueNumbers(ready: 2)])
            await first.stop()
            await one.shutdown()
            let two = try projection(server, sender: "two")
            var second = two.counterProjection()
            _ = try await write(&second, ["a": QueueNumbers(ready: 1)])
            let (names, ghosts) = try await withPlainClient(server) { client in
                (
                    try await client.perform(RedisCommand("SMEMBERS", "jq:queues")),
                    try await client.perform(RedisCommand("EXISTS", "jq:counts:gone"))
                )
            }
            #expect(names.elements?.compactMap(\.text) == ["a"] && ghosts == .integer(0))
            await two.shutdown()
        }
    }

    @Test func anotherMasterIsFilledToo() async throws {
        try await withRedisServer { replica in
            try await withProjection { redis, server in
                var projection = redis.counterProjection()
                _ = try await write(&projection, counts)
                // What a failover leaves: the same keys on a server with another run id.
                try await withPlainClient(server) { old in
                    let marker = try await old.perform(RedisCommand("GET", "jq:epoch")).text ?? ""
                    try await withPlainClient(replica) { new in
                        _ = try await new.perform(RedisCommand("SET", "jq:epoch", RedisArgument(marker)))
                        _ = try await new.perform(RedisCommand("HSET", "jq:counts:ghost", "ready", "9"))
                    }
                }
                let promoted = try await withPlainClient(replica) {
                    try await $0.perform(RedisCommand("GET", "jq:epoch")).text ?? ""
                }
                let other = RedisProjection(
                    try RedisSettings(url: replica.url, timeout: .seconds(20)), sender: "two",
                    logger: LogLines().logger)
                var there = other.counterProjection()
                let turn4 = await there.turn { counts }
                #expect(turn4 == .wrote(250, rebuilt: true))
                let marker = try await withPlainClient(replica) {
                    try await $0.perform(RedisCommand("GET", "jq:epoch")).text ?? ""
                }
                #expect(marker != promoted && marker.prefix(40) != promoted.prefix(40))
                await other.shutdown()
            }
        }
    }

    @Test func ofTwoWritersOnlyTheOneWithTheLockWritesAndAnOldOneChangesNothing() async throws {
        try await withRedisServer { server in
            let one = try projection(server, sender: "one")
            let two = try projection(server, sender: "two")
            var first = one.counterProjection()
            var second = two.counterProjection()
            let turn5 = await first.turn { ["a": QueueNumbers(ready: 1)] }
            #expect(turn5 == .wrote(1, rebuilt: true))
            let turn6 = await second.turn { ["a": QueueNumbers(ready: 2)] }
            #expect(turn6 == .idle)
            // The lock ends while its holder, for all it knows, goes on.
            _ = try await withPlainClient(server) {
                try await $0.perform(RedisCommand("DEL", "jq:lock:projection"))
            }
            let turn7 = await second.turn { ["a": QueueNumbers(ready: 2)] }
            #expect(turn7 == .wrote(1, rebuilt: true))
            let turn8 = await first.turn { ["a": QueueNumbers(ready: 1)] }
            #expect(turn8 == .idle)
            #expect(await numbers(one) == ["a": QueueNumbers(ready: 2)])
            await second.stop()
            let turn9 = await first.turn { ["a": QueueNumbers(ready: 3)] }
            #expect(turn9 == .wrote(1, rebuilt: true))
            #expect(await numbers(two) == ["a": QueueNumbers(ready: 3)])
            await one.shutdown()
            await two.shutdown()
        }
    }
}

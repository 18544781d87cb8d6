import Redis
import RedisProjection
import TestRedis
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedisBucketsTests {
    @Test func aBurstThenNothing() async throws {
        try await withProjection { projection, server in
            let rate = RedisBuckets.Rate(limit: 10, period: .seconds(3600), burst: 5)
            #expect(await projection.buckets.take(3, from: "a", at: rate)?.granted == 3)
            let rest = try #require(await projection.buckets.take(9, from: "a", at: rate))
            // As many as there are; the next comes a tenth of an hour after the first was taken.
            #expect(rest.granted == 2)
            #expect(rest.emptyFor > .seconds(300) && rest.emptyFor <= .seconds(360))
            #expect(await projection.buckets.take(1, from: "a", at: rate)?.granted == 0)
            let other = await projection.buckets.take(1, from: "b", at: rate)
            #expect(other?.granted == 1 && other?.emptyFor == .zero)
            // The key ends when the bucket is full again.
            let left = try await withPlainClient(server) {
                try await $0.perform(RedisCommand("PTTL", "jq:bucket:a")).number ?? 0
            }
            #expect(left > 1_700_000 && left <= 1_800_001)
        }
    }

    @Test func whatPostgresAllowedIsADebtOfBoundedSize() async throws {
        try await withProjection { projection, _ in
            let rate = RedisBuckets.Rate(limit: 10, period: .seconds(3600))
            let charged = try #require(await projection.buckets.charge(1_000_000, to: "a", at: rate))
            #expect(charged.emptyFor > .seconds(3600) && charged.emptyFor <= .seconds(3960))
            #expect(await projection.buckets.take(1, from: "a", at: rate)?.granted == 0)
        }
    }

    /// Many servers at once, for some windows: no window sees more than limit + burst.
    @Test func neverMoreThanLimitAndBurstInAWindow() async throws {
        try await withRedisServer { server in
            let rate = RedisBuckets.Rate(limit: 50, period: .milliseconds(200), burst: 20)
            let projections = try (0..<4).map { try projection(server, sender: "\($0)") }
            let begin = ContinuousClock.now
            let granted = await withTaskGroup(of: Int.self) { group in
                for projection in projections {
                    for _ in 0..<8 {
                        group.addTask {
                            var sum = 0
                            while begin.duration(to: .now) < .seconds(1) {
                                sum += await projection.buckets.take(3, from: "a", at: rate)?.granted ?? 0
                            }
                            return sum
                        }
                    }
                }
                return await group.reduce(0, +)
            }
            // However long the machine took, that is how much the time allowed.
            let periods = begin.duration(to: .now) / .milliseconds(200)
            #expect(Double(granted) <= periods * 50 + 20)
            for projection in projections { await projection.shutdown() }
        }
    }

    @Test func withoutRedisAskPostgres() async throws {
        try await withProjection { projection, server in
            await server.kill()
            let rate = RedisBuckets.Rate(limit: 1, period: .seconds(1))
            #expect(await projection.buckets.take(1, from: "a", at: rate) == nil)
        }
    }
}

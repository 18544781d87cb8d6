import Redis
import RedisProjection
import TestRedis
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedisLockTests {
    private func held(_ acquisition: RedisLock.Acquisition) -> RedisLock.Token? {
        if case .held(let token) = acquisition { token } else { nil }
    }

    @Test func oneOwnerAtATime() async throws {
        try await withProjection { projection, _ in
            let locks = projection.locks
            let owners = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<100 {
                    group.addTask { self.held(await locks.acquire("a", for: .seconds(60))) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(owners == 1)
            #expect(await locks.acquire("a", for: .seconds(60)) == .taken)
            #expect(held(await locks.acquire("b", for: .seconds(60))) != nil)
        }
    }

    @Test func whoLostItReleasesAndRenewsNothing() async throws {
        try await withProjection { projection, server in
            let locks = projection.locks
            let first = try #require(held(await locks.acquire("a", for: .milliseconds(1))))
            var taken: RedisLock.Token?
            while taken == nil { taken = held(await locks.acquire("a", for: .seconds(60))) }
            let second = try #require(taken)
            #expect(await locks.release(first) == .lost)
            #expect(await locks.renew(first, for: .seconds(3600)) == .lost)
            #expect(await locks.acquire("a", for: .seconds(60)) == .taken)
            #expect(await locks.renew(second, for: .seconds(3600)) == .done)
            let left = try await withPlainClient(server) {
                try await $0.perform(RedisCommand("PTTL", "jq:lock:a")).number ?? 0
            }
            #expect(left > 60_000 && left <= 3_600_000)
            #expect(await locks.release(second) == .done)
            #expect(await locks.release(second) == .lost)
            #expect(held(await locks.acquire("a", for: .seconds(60))) != nil)
        }
    }

    @Test func withoutRedisNobodyKnows() async throws {
        try await withProjection { projection, server in
            let token = try #require(held(await projection.locks.acquire("a", for: .seconds(60))))
            await server.kill()
            #expect(await projection.locks.acquire("b", for: .seconds(60)) == .unknown)
            #expect(await projection.locks.renew(token, for: .seconds(60)) == .unknown)
            #expect(await projection.locks.release(token) == .unknown)
        }
    }
}

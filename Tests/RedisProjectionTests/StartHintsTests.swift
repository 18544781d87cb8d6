import RedisProjection
import TestRedis
import Testing

@Suite(.timeLimit(.minutes(2))) struct StartHintsTests {
    @Test func oneServersStartsHoldTheOthersBackForAMoment() async throws {
        try await withRedisServer { server in
            let one = try projection(server, sender: "one")
            let two = try projection(server, sender: "two")
            let rates = ["slow": RedisBuckets.Rate(limit: 10, period: .seconds(3600))]
            one.startHints.setRates(rates)
            two.startHints.setRates(rates)
            #expect(one.startHints.empty() == nil && one.startHints.isUsed)
            let begin = ContinuousClock.now
            let held = await withTaskGroup(of: Void.self) { group in
                group.addTask { await one.startHints.run() }
                group.addTask { await two.startHints.run() }
                // Together more than the rate; of a queue without a rate nothing is known.
                one.startHints.started(["slow": 9, "other": 1_000_000])
                two.startHints.started(["slow": 1])
                var found: Set<String> = []
                while found.isEmpty {
                    for hints in [one.startHints, two.startHints] {
                        if let empty = hints.empty(at: begin) { found = empty.queues }
                    }
                    await briefly()
                }
                group.cancelAll()
                return found
            }
            #expect(held == ["slow"])
            // Wrong or right, it is forgotten soon.
            #expect(one.startHints.empty(at: .now + StartHints.longest) == nil)
            #expect(two.startHints.empty(at: .now + StartHints.longest) == nil)
            await one.shutdown()
            await two.shutdown()
        }
    }

    @Test func withoutRedisOrRateNothingIsHeldBack() async throws {
        try await withProjection { projection, server in
            await server.kill()
            let hints = projection.startHints
            #expect(!hints.isUsed)
            hints.setRates(["slow": RedisBuckets.Rate(limit: 1, period: .seconds(3600))])
            let task = Task { await hints.run() }
            hints.started(["slow": 100])
            while projection.health == .well { _ = await projection.values.get("a") }
            #expect(hints.empty() == nil)
            task.cancel()
            await task.value
        }
    }
}

import Foundation
import LinuxReactor
import Redis
import TestRedis
import Testing

/// Numbers for a person: `JQ_REDIS_BENCH=1` with the filter RedisSpeedTests. Asserts nothing about time.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["JQ_REDIS_BENCH"] != nil)) struct RedisSpeedTests {
    @Test func commandsPerSecond() async throws {
        try await withClient { client, _ in
            _ = try await client.perform(RedisCommand("PING"))
            let clock = ContinuousClock()
            let single = try await clock.measure {
                for number in 0..<20_000 {
                    _ = try await client.perform(RedisCommand("SET", "k", RedisArgument(number)))
                }
            }
            print("one by one, from a task elsewhere: \(Int(20_000 / (single / .seconds(1))))/s")
            let near = try await clock.measure {
                try await withTaskExecutorPreference(Reactor.shared) {
                    for number in 0..<20_000 {
                        _ = try await client.perform(RedisCommand("SET", "k", RedisArgument(number)))
                    }
                }
            }
            print("one by one, from a task on the reactor: \(Int(20_000 / (near / .seconds(1))))/s")
            let shared = try await clock.measure {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<100 {
                        group.addTask(executorPreference: Reactor.shared) {
                            for number in 0..<2_000 {
                                _ = try await client.perform(RedisCommand("SET", "k", RedisArgument(number)))
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            print("100 callers at once: \(Int(200_000 / (shared / .seconds(1))))/s")
            let batch = (0..<100).map { RedisCommand("SET", "k", RedisArgument($0)) }
            let batches = try await clock.measure {
                for _ in 0..<3_000 { _ = try await client.perform(batch) }
            }
            print("batches of 100: \(Int(300_000 / (batches / .seconds(1))))/s")
        }
    }
}

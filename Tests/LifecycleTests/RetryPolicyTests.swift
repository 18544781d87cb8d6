import Lifecycle
import Testing

@Suite struct RetryPolicyTests {
    @Test func theWaitDoublesUpToItsBound() {
        let policy = RetryPolicy(maxRetries: 9, base: .seconds(1), max: .seconds(10), jitter: 0)
        #expect(
            (0...5).map { policy.delay(retryCount: $0, random: 1) }
                == [1, 2, 4, 8, 10, 10].map { .seconds($0) })
    }

    @Test func jitterAddsAtMostItsShare() {
        let policy = RetryPolicy(base: .seconds(10), max: .seconds(600), jitter: 0.2)
        #expect(policy.delay(retryCount: 0, random: 0) == .seconds(10))
        #expect(policy.delay(retryCount: 0, random: 0.5) == .seconds(11))
        #expect(policy.delay(retryCount: 0, random: 1) == .seconds(12))
        #expect(policy.delay(retryCount: 99, random: 1) == .seconds(720))
        for _ in 0..<100 {
            let delay = policy.delay(retryCount: 2, random: .random(in: 0...1))
            #expect(delay >= .seconds(40) && delay <= .seconds(48))
        }
    }

    /// Settings come from outside: none of them may end the process or wait less than nothing.
    @Test(arguments: [-1, 0, 1, 61, 62, 63, 64, 1_000_000, Int.max, Int.min])
    func noCountAndNoSettingOverflows(retryCount: Int) {
        let durations: [Duration] = [
            .zero, .nanoseconds(1), .microseconds(1), .seconds(1), .seconds(86_400 * 31),
            .seconds(Int64.max / 2_000_000),
            .seconds(Int64.max), .seconds(-5),
        ]
        for base in durations {
            for max in durations {
                for jitter in [0, 0.2, 1, 1e9, -1, .infinity, .nan] {
                    for random in [0, 1, -3, 7, Double.nan] {
                        let policy = RetryPolicy(base: base, max: max, jitter: jitter)
                        let delay = policy.delay(retryCount: retryCount, random: random)
                        #expect(delay >= .zero && delay.microseconds <= Int64.max)
                    }
                }
            }
        }
    }

    @Test func aHugeWaitStaysAtItsBound() {
        let policy = RetryPolicy(base: .seconds(3600), max: .seconds(86_400), jitter: 0)
        #expect(policy.delay(retryCount: 200, random: 0) == .seconds(86_400))
    }

    @Test func microsecondsSaturate() {
        #expect(Duration.seconds(Int64.max).microseconds == .max)
        #expect(Duration.seconds(Int64.min).microseconds == .min)
        #expect(Duration.milliseconds(-1500).microseconds == -1_500_000)
        #expect(Duration.nanoseconds(1999).microseconds == 1)
    }
}

import KubernetesProtocol
import Testing

@Suite("Exponential backoff")
struct ExponentialBackoffTests {
    @Test(
        "Waits double from the base to the cap",
        arguments: [
            (0, Duration.zero), (1, .milliseconds(5)), (2, .milliseconds(10)), (3, .milliseconds(20)),
            (15, .milliseconds(81_920)), (16, .seconds(120)), (1_000_000, .seconds(120)),
        ])
    func doubles(failures: Int, wait: Duration) {
        let backoff = ExponentialBackoff(base: .milliseconds(5), cap: .seconds(120))
        #expect(backoff.delay(afterFailures: failures) == wait)
    }

    @Test("Jitter adds at most its share, and also above the cap")
    func jitter() {
        let backoff = ExponentialBackoff(base: .milliseconds(800), cap: .seconds(30), jitter: 1)
        #expect(backoff.delay(afterFailures: 1, random: 0) == .milliseconds(800))
        #expect(backoff.delay(afterFailures: 1, random: 0.5) == .milliseconds(1200))
        #expect(backoff.delay(afterFailures: 99, random: 1) == .seconds(60))
        #expect(backoff.delay(afterFailures: 1, random: 7) == .milliseconds(1600))
    }

    @Test("Nonsense is mended, not obeyed")
    func nonsense() {
        let backoff = ExponentialBackoff(base: .seconds(-1), factor: .nan, cap: .seconds(5), jitter: -3)
        #expect(backoff.delay(afterFailures: 8, random: 1) == .zero)
        let constant = ExponentialBackoff(base: .seconds(2), factor: 0.1, cap: .seconds(5))
        #expect(constant.delay(afterFailures: 9) == .seconds(2))
    }
}

@Suite("Token bucket")
struct TokenBucketTests {
    let start = ContinuousClock.now

    @Test("A burst goes through, then one per interval")
    func burst() throws {
        var bucket = TokenBucket(rate: 10, burst: 3)
        let taken = (0..<5).map { _ in bucket.take(at: start) }
        #expect(taken == [true, true, true, false, false])
        let wait = try #require(bucket.wait(at: start))
        #expect(wait > .milliseconds(99) && wait < .milliseconds(101))
        #expect(bucket.take(at: start + wait) == true)
        #expect(bucket.take(at: start + wait) == false)
    }

    @Test("It never holds more than the burst, and knows when it is full")
    func refill() {
        var bucket = TokenBucket(rate: 1, burst: 2)
        #expect(bucket.take(at: start) == true)
        #expect(!bucket.isFull(at: start))
        #expect(bucket.isFull(at: start + .seconds(1)))
        let later = start + .seconds(3600)
        #expect((0..<4).map { _ in bucket.take(at: later) } == [true, true, false, false])
    }

    @Test("Reservations queue up behind one another")
    func reservations() {
        var bucket = TokenBucket(rate: 1, burst: 1)
        let waits = (0..<4).compactMap { _ in bucket.reserve(at: start) }
        #expect(waits.count == 4)
        #expect(waits[0] == .zero)
        for (index, wait) in waits.enumerated() {
            #expect(wait >= .seconds(index) && wait < .seconds(index) + .milliseconds(1))
        }
    }

    @Test("A bucket that never refills says so")
    func neverRefills() {
        var bucket = TokenBucket(rate: 0, burst: 1)
        #expect(bucket.take(at: start) == true)
        #expect(bucket.wait(at: start) == nil)
        #expect(bucket.reserve(at: start) == nil)
    }

    @Test("Time that goes back takes nothing away")
    func backwards() {
        var bucket = TokenBucket(rate: 1, burst: 1)
        #expect(bucket.take(at: start + .seconds(10)) == true)
        #expect(bucket.take(at: start) == false)
        #expect(bucket.take(at: start + .seconds(11)) == true)
    }
}

import Lifecycle
import Testing

@Suite struct JobIDGeneratorTests {
    @Test func idsGrowWhateverTheClockDoes() throws {
        var generator = JobIDGenerator()
        var clock: UInt64 = 1_700_000_000_000
        var last = JobID(high: 0, low: 0)
        for index in 0..<50_000 {
            switch index % 11 {
            case 0: clock += UInt64.random(in: 0...3)
            case 1: clock -= UInt64.random(in: 0...500)
            default: break
            }
            let next = generator.next(now: clock, random: .random(in: 0 ... .max))
            #expect(next > last)
            last = next
        }
    }

    /// More ids than the counter holds in one millisecond borrow the next one.
    @Test func aFullMillisecondBorrowsTheNext() throws {
        var generator = JobIDGenerator()
        let ids = (0..<10_000).map { _ in generator.next(now: 5_000, random: .random(in: 0 ... .max)) }
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 } && Set(ids).count == 10_000)
        #expect(ids.first?.unixMilliseconds == 5_000)
        let last = try #require(ids.last?.unixMilliseconds)
        #expect(last <= 5_003)
        #expect(generator.next(now: 6_000, random: 0).unixMilliseconds == 6_000)
    }

    /// After the clock stepped back, ids keep the latest time until the clock has caught up.
    @Test func aClockThatStepsBackIsNotFollowed() {
        var generator = JobIDGenerator()
        let before = generator.next(now: 9_000, random: 0)
        let after = generator.next(now: 1_000, random: .max)
        #expect(after > before && after.unixMilliseconds == 9_000)
        #expect(generator.next(now: 9_001, random: 0).unixMilliseconds == 9_001)
    }

    @Test func twoGeneratorsOfOneMomentDiffer() {
        var first = JobIDGenerator()
        var second = JobIDGenerator()
        #expect(first.next(now: 1, random: 0x0123) != second.next(now: 1, random: 0x4567))
    }
}

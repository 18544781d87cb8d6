import Cron
import Resources
import Testing
import ZoneFiles

@Suite("When a schedule ticks") struct TickTimesTests {
    @Test func cronFollowsTheClockOfItsZone() throws {
        #expect(
            try times("0 3 * * *", "Europe/Berlin").clock(after: "2026-11-22T12:00:00Z", 2)
                == ["2026-11-23 03:00 CET", "2026-11-24 03:00 CET"])
        #expect(
            try times("30 0 3 1 * *", "Asia/Kolkata").clock(after: "2026-11-22T12:00:00Z", 1)
                == ["2026-12-01 03:00:30 IST"])
        #expect(
            try times("0 9 * * MON-FRI").clock(after: "2026-11-20T09:00:00Z", 2)
                == ["2026-11-23 09:00 UTC", "2026-11-24 09:00 UTC"])
    }

    @Test func theLastDaysOfAMonth() throws {
        #expect(
            try times("0 0 L * *").clock(after: "2028-01-15T00:00:00Z", 3)
                == ["2028-01-31 00:00 UTC", "2028-02-29 00:00 UTC", "2028-03-31 00:00 UTC"])
        #expect(
            try times("0 0 * * 5L").clock(after: "2026-11-22T00:00:00Z", 2)
                == ["2026-11-27 00:00 UTC", "2026-12-25 00:00 UTC"])
        #expect(
            try times("0 0 * * sunL").clock(after: "2026-11-22T00:00:00Z", 1) == ["2026-11-29 00:00 UTC"])
    }

    @Test func oneOfTwoRestrictedDayFieldsIsEnough() throws {
        #expect(
            try times("0 0 13 * FRI").clock(after: "2026-11-05T00:00:00Z", 3)
                == ["2026-11-06 00:00 UTC", "2026-11-13 00:00 UTC", "2026-11-20 00:00 UTC"])
        // A step restricts, unlike in Vixie cron: the odd days and each Monday.
        #expect(
            try times("0 0 */2 * MON").clock(after: "2026-11-21T00:00:00Z", 3)
                == ["2026-11-23 00:00 UTC", "2026-11-25 00:00 UTC", "2026-11-27 00:00 UTC"])
        #expect(
            try times("0 0 */2 * MON").clock(after: "2026-11-15T00:00:00Z", 1) == ["2026-11-16 00:00 UTC"])
        #expect(try times("0 0 ? * MON").clock(after: "2026-11-15T00:00:00Z", 1) == ["2026-11-16 00:00 UTC"])
        #expect(
            try times("0 0 13 * ?").clock(after: "2026-11-15T00:00:00Z", 1) == ["2026-12-13 00:00 UTC"])
    }

    @Test func theDayOfLeapYearsIsFoundAcrossAYearWithoutIt() throws {
        #expect(
            try times("0 0 29 2 *").clock(after: "2096-02-29T00:00:00Z", 1) == ["2104-02-29 00:00 UTC"])
    }

    @Test(arguments: [
        ("RunAfter", ["2027-03-27 02:30 CET", "2027-03-28 03:00 CEST moved", "2027-03-29 02:30 CEST"]),
        ("Skip", ["2027-03-27 02:30 CET", "2027-03-29 02:30 CEST", "2027-03-30 02:30 CEST"]),
    ])
    func aTimeThatDoesNotExist(_ gap: String, _ expected: [String]) throws {
        let times = try times("30 2 * * *", "Europe/Berlin", gap: gap)
        #expect(try times.clock(after: "2027-03-26T12:00:00Z", 3) == expected)
        let tick = try #require(times.next(after: try at("2027-03-27T12:00:00Z")))
        let missing = try at("2027-03-28T02:30:00Z") / 1_000_000
        #expect(tick.change == (gap == "Skip" ? nil : .moved(from: missing)))
        #expect(tick.leftOut == (gap == "Skip" ? missing : nil))
    }

    @Test func manyTimesInAGapAreOneTick() throws {
        #expect(
            try times("*/20 2,3 * * *", "Europe/Berlin").clock(after: "2027-03-28T00:00:00Z", 3)
                == ["2027-03-28 03:00 CEST moved", "2027-03-28 03:20 CEST", "2027-03-28 03:40 CEST"])
    }

    @Test(arguments: [
        ("Once", ["2027-10-31 02:30 CEST first", "2027-11-01 02:30 CET", "2027-11-02 02:30 CET"]),
        ("Twice", ["2027-10-31 02:30 CEST first", "2027-10-31 02:30 CET second", "2027-11-01 02:30 CET"]),
    ])
    func aTimeThatComesTwice(_ overlap: String, _ expected: [String]) throws {
        #expect(
            try times("30 2 * * *", "Europe/Berlin", overlap: overlap).clock(after: "2027-10-30T12:00:00Z", 3)
                == expected)
    }

    @Test func everyHourGoesByThePassingOfTime() throws {
        #expect(
            try times("30 * * * *", "Europe/Berlin").clock(after: "2027-10-30T23:40:00Z", 3) == [
                "2027-10-31 02:30 CEST first", "2027-10-31 02:30 CET second", "2027-10-31 03:30 CET",
            ])
        #expect(
            try times("30 * * * *", "Europe/Berlin").clock(after: "2027-03-28T00:00:00Z", 2)
                == ["2027-03-28 01:30 CET", "2027-03-28 03:30 CEST"])
    }

    @Test func aClockMayMoveByHalfAnHour() throws {
        #expect(
            try times("10 2 * * *", "Australia/Lord_Howe").clock(after: "2027-10-02T00:00:00Z", 2)
                == ["2027-10-03 02:30 +11 moved", "2027-10-04 02:10 +11"])
        #expect(
            try times("45 1 * * *", "Australia/Lord_Howe", overlap: "Twice")
                .clock(after: "2027-04-03T00:00:00Z", 2)
                == ["2027-04-04 01:45 +11 first", "2027-04-04 01:45 +1030 second"])
    }

    @Test func aTimeThatNeverComesEnds() throws {
        // The last Sunday of March at 02:30, which the clocks of Berlin jump over each year.
        let times = try times("30 2 * 3 7L", "Europe/Berlin", gap: "Skip")
        #expect(times.next(after: try at("2026-11-22T00:00:00Z")) == nil)
    }

    @Test func aZoneMaySkipADay() throws {
        #expect(
            try times("0 12 * 12 *", "Pacific/Apia").clock(after: "2011-12-29T00:00:00Z", 3)
                == ["2011-12-29 12:00 -10", "2011-12-31 00:00 +14 moved", "2011-12-31 12:00 +14"])
    }

    @Test func everyIsAlignedToAFixedEpoch() throws {
        let times = try TickTimes(spec(["every": "90s"]), zone: .utc)
        for start in ["2026-11-22T00:00:00Z", "2026-11-22T00:00:41.5Z"] {
            #expect(try times.clock(after: start, 2) == ["2026-11-22 00:01:30 UTC", "2026-11-22 00:03 UTC"])
        }
        #expect(times.next(after: -1)?.instant == 0)
        #expect(times.next(after: .max) == nil)
        #expect(times.next(after: .min) == nil)
    }

    @Test func theLastTickOfASpan() throws {
        let nightly = try times("0 3 * * *", "Europe/Berlin")
        let now = try at("2026-11-22T12:00:00Z")
        #expect(
            nightly.last(after: try at("2026-01-01T00:00:00Z"), through: now)?.instant
                == (try at("2026-11-22T02:00:00Z")))
        #expect(nightly.last(after: try at("2026-11-22T02:00:00Z"), through: now) == nil)
        #expect(nightly.last(after: now, through: now) == nil)
        let leap = try times("0 0 29 2 *")
        #expect(
            leap.last(after: 0, through: now)?.instant == (try at("2024-02-29T00:00:00Z")))
    }
}

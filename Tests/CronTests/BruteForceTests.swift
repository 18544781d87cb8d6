import Cron
import Foundation
import Resources
import Testing
import ZoneFiles

/// The next times of random expressions around changes of the clocks, against a count of all minutes.
@Suite("Against every minute") struct BruteForceTests {
    /// Three days of a zone, minute by minute.
    private struct Window {
        struct Minute {
            var instant: Int64
            var local: LocalMinute
            /// The clock has shown this minute before.
            var isSecond: Bool
            /// What the clock jumped over right before this minute.
            var missing: [LocalMinute]
        }

        var start: Int64
        var minutes: [Minute] = []

        init(_ zone: TimeZoneRules, around change: Int64) {
            start = change / 60 * 60 - 36 * 3600
            var seen: Set<Int64> = []
            var before = zone.offset(at: start).seconds
            for index in Int64(1)...(72 * 60) {
                let instant = start + index * 60
                let offset = zone.offset(at: instant).seconds
                let missing = stride(from: instant + before, to: instant + offset, by: 60).map(Self.split)
                let local = instant + offset
                minutes.append(
                    Minute(
                        instant: instant, local: Self.split(local), isSecond: !seen.insert(local).inserted,
                        missing: missing))
                before = offset
            }
        }

        private static func split(_ local: Int64) -> LocalMinute {
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
            let date = Date(timeIntervalSince1970: Double(local))
            let parts = calendar.dateComponents([.minute, .hour, .day, .month, .weekday], from: date)
            return LocalMinute(
                minute: parts.minute ?? 0, hour: parts.hour ?? 0, day: parts.day ?? 0,
                month: parts.month ?? 0, weekday: (parts.weekday ?? 1) - 1,
                daysInMonth: calendar.range(of: .day, in: .month, for: date)?.count ?? 0)
        }

        func ticks(_ cron: RandomCron, gap: String, overlap: String) -> [Int64] {
            minutes.filter { minute in
                let isMadeUp =
                    gap == "RunAfter" && !cron.isEveryHour && minute.missing.contains(where: cron.takes)
                let isDropped = minute.isSecond && overlap == "Once" && !cron.isEveryHour
                return isMadeUp || (cron.takes(minute.local) && !isDropped)
            }.map(\.instant)
        }
    }

    @Test(arguments: [
        ("Europe/Berlin", "2027-03-28T01:00:00Z"), ("Europe/Berlin", "2027-10-31T01:00:00Z"),
        ("America/New_York", "2027-03-14T07:00:00Z"), ("America/New_York", "2027-11-07T06:00:00Z"),
        ("Australia/Lord_Howe", "2027-10-02T15:30:00Z"), ("Australia/Lord_Howe", "2027-04-03T15:00:00Z"),
        ("Europe/Dublin", "2027-03-28T01:00:00Z"), ("UTC", "2028-02-29T12:00:00Z"),
    ])
    func randomExpressions(_ name: String, _ change: String) throws {
        let zone = try ZoneFiles.rules(named: name)
        let window = Window(zone, around: try at(change) / 1_000_000)
        var draws = Draws(0x9E37_79B9 ^ UInt64(name.utf8.count) ^ UInt64(window.start))
        var ticked = 0
        for _ in 0..<120 {
            let cron = RandomCron(&draws)
            for gap in ["RunAfter", "Skip"] {
                for overlap in ["Once", "Twice"] {
                    let expected = window.ticks(cron, gap: gap, overlap: overlap)
                    let found = try Self.ticks(
                        times(cron.text, name, gap: gap, overlap: overlap), window.start)
                    ticked += found.count
                    #expect(found == expected, "\(cron.text) \(gap) \(overlap)")
                    if found != expected { return }
                }
            }
        }
        #expect(ticked > 1000)
    }

    /// All ticks in the window, each asked for from the one before and from a second before itself.
    private static func ticks(_ times: TickTimes, _ start: Int64) throws -> [Int64] {
        var found: [Int64] = []
        var position = start * 1_000_000
        while let tick = times.next(after: position), tick.instant <= (start + 72 * 3600) * 1_000_000 {
            #expect(tick.instant > position)
            if found.count % 7 == 0 { #expect(times.next(after: tick.instant - 1)?.instant == tick.instant) }
            position = tick.instant
            found.append(tick.instant / 1_000_000)
        }
        return found
    }
}

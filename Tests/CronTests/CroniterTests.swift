import Cron
import Foundation
import Resources
import Testing
import ZoneFiles

/// What croniter (PyPI) and Python's zoneinfo answered, in a file that `compare-with-croniter` writes.
@Suite("Against croniter") struct CroniterTests {
    /// Why an answer is another one than croniter's; CRONITER.md explains each.
    enum Difference: String, CaseIterable {
        /// A local time that comes twice: croniter ticks both times, as `dst.overlap: Twice` does.
        case comesTwice
        /// A day of month beside `5L`: croniter wants both to fit, or refuses.
        case lastWeekdayBesideDay
        /// A tick that is moved out of a gap: croniter keeps its second.
        case secondAfterGap
    }

    struct Case: CustomTestStringConvertible {
        var cron: String
        var zone: String
        var start: Int64
        /// Nil: croniter refused.
        var theirs: [Int64]?

        var testDescription: String { "\(cron) \(zone) after \(start)" }
    }

    static func lines(_ kind: String) throws -> [[String]] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("croniter.golden")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "|").map(String.init)
            return parts.first == kind ? Array(parts.dropFirst()) : nil
        }
    }

    static func cases() throws -> [Case] {
        try lines("cron").map { parts in
            let answers = parts[3].split(separator: " ").compactMap { Int64($0) }
            return Case(
                cron: parts[0], zone: parts[1], start: try #require(Int64(parts[2])),
                theirs: answers.isEmpty ? nil : answers)
        }
    }

    @Test func aThousandExpressionsDifferOnlyForReasonsThatAreKnown() throws {
        let cases = try Self.cases()
        var reasons: [Difference: Int] = [:]
        for one in cases {
            let mine = try ours(one, overlap: "Once").prefix(8).map { $0 }
            if mine == one.theirs { continue }
            guard let reason = try reason(one, mine: mine) else {
                Issue.record(
                    "\(one.testDescription): \(mine) is not \(one.theirs ?? []), and nothing explains it")
                continue
            }
            reasons[reason, default: 0] += 1
        }
        #expect(cases.count == 1000)
        #expect(reasons == [.comesTwice: 28, .lastWeekdayBesideDay: 16, .secondAfterGap: 3])
    }

    private func reason(_ one: Case, mine: [Int64]) throws -> Difference? {
        let fields = one.cron.split(separator: " ")
        if fields.last?.hasSuffix("L") == true, !["*", "?"].contains(fields[fields.count - 3]) {
            // Whatever fits both fits either.
            guard let theirs = one.theirs, let end = theirs.last else { return .lastWeekdayBesideDay }
            let mine = Set(try ours(one, overlap: "Once", until: end))
            return theirs.allSatisfy(mine.contains) ? .lastWeekdayBesideDay : nil
        }
        if try ours(one, overlap: "Twice").prefix(8).map({ $0 }) == one.theirs { return .comesTwice }
        let times = try times(one.cron, one.zone)
        let isSecond = zip(mine, one.theirs ?? []).allSatisfy { mine, theirs in
            guard mine != theirs else { return true }
            guard case .moved? = times.next(after: mine * 1_000_000 - 1)?.change else { return false }
            return mine < theirs && theirs < mine + 60
        }
        return isSecond && fields.count == 6 ? .secondAfterGap : nil
    }

    @Test func clocks() throws {
        for parts in try Self.lines("zone") {
            let instant = try #require(Int64(parts[1]))
            let offset = try ZoneFiles.rules(named: parts[0]).offset(at: instant)
            #expect(
                "\(offset.seconds) \(offset.abbreviation)" == "\(parts[2]) \(parts[3])",
                "\(parts[0]) at \(instant)")
        }
    }

    /// The next eight ticks, or all until `end`.
    private func ours(_ one: Case, overlap: String, until end: Int64? = nil) throws -> [Int64] {
        let times = try times(one.cron, one.zone, overlap: overlap)
        var found: [Int64] = []
        var position = one.start * 1_000_000
        while let tick = times.next(after: position) {
            if let end { if tick.instant > end * 1_000_000 { break } } else if found.count == 8 { break }
            found.append(tick.instant / 1_000_000)
            position = tick.instant
        }
        return found
    }
}

import Resources
import Testing

@testable import Controllers

@Suite struct AbsenceSweepTests {
    static let all: Set<Kind> = [.queue, .job, .schedule, .workerPool]

    static func keys(_ count: Int, kind: Kind = .queue, namespace: String = "default") -> [ResourceKey] {
        (0..<count).map { ResourceKey(kind: kind, namespace: namespace, name: "r\($0)") }
    }

    @Test func whatNobodyHoldsIsMissing() {
        let declared = Self.keys(3)
        let sweep = AbsenceSweep(
            declared: declared, present: [declared[1]], listed: Self.all, limit: nil, namespace: nil)
        #expect(sweep.missing == [declared[0], declared[2]])
        #expect(sweep.obstacle == nil)
    }

    @Test func anEmptyViewOfManyIsNotBelieved() throws {
        let sweep = AbsenceSweep(
            declared: Self.keys(30), present: [], listed: Self.all, limit: nil, namespace: nil)
        #expect(try #require(sweep.obstacle).contains("30 of 30"))
        #expect(sweep.obstacle?.contains("--max-prune to 30") == true)
    }

    @Test func limitIsTheUsers() {
        let sweep = AbsenceSweep(
            declared: Self.keys(30), present: [], listed: Self.all, limit: 30, namespace: nil)
        #expect(sweep.obstacle == nil)
    }

    @Test func kindsThatCannotBeListedAreLeftAlone() {
        let declared = Self.keys(2) + Self.keys(2, kind: .job)
        let sweep = AbsenceSweep(declared: declared, present: [], listed: [.job], limit: nil, namespace: nil)
        #expect(sweep.missing.allSatisfy { $0.kind == .job })
        #expect(sweep.missing.count == 2)
    }

    @Test func otherNamespacesAreNotWatchedAndNotMissing() {
        let declared = Self.keys(2) + Self.keys(2, namespace: "team-a")
        let sweep = AbsenceSweep(
            declared: declared, present: [], listed: Self.all, limit: nil, namespace: "team-a")
        #expect(sweep.missing.map(\.namespace) == ["team-a", "team-a"])
    }
}

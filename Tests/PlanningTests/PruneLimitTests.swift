import Planning
import Resources
import Testing

@Suite struct PruneLimitTests {
    private func held(declared: Int, gone: Int, limit: Int? = nil) -> Bool {
        let all = (0..<declared).map { manifest(.queue, "q\($0 + 1_000)", [:]) }
        let plan = Situation(all).plan(Array(all.dropFirst(gone))) {
            $0.prune = true
            $0.maxPrune = limit
        }
        #expect(plan.summary.blocked == 0 || plan.summary.blocked == gone)
        return plan.summary.blocked > 0
    }

    @Test func tenAreAlwaysAllowedAndAFifthOfMany() {
        #expect(!held(declared: 10, gone: 10) && held(declared: 11, gone: 11))
        #expect(!held(declared: 50, gone: 10) && held(declared: 50, gone: 11))
        #expect(!held(declared: 55, gone: 11) && held(declared: 55, gone: 12))
        #expect(!held(declared: 1_000, gone: 200) && held(declared: 1_000, gone: 201))
    }

    @Test func aGivenLimitCountsInstead() {
        #expect(held(declared: 100, gone: 1, limit: 0) && !held(declared: 100, gone: 0, limit: 0))
        #expect(!held(declared: 100, gone: 100, limit: 100))
    }

    @Test func deletionsByNameDoNotCount() {
        let all = (0..<30).map { manifest(.queue, "q\($0)", [:]) }
        let plan = Situation(all).plan(Array(all.dropFirst(20))) {
            $0.prune = true
            $0.delete = all.prefix(10).map(\.key)
        }
        #expect(plan.summary.delete == 20 && plan.summary.blocked == 0)
    }

    @Test func theHashToConfirmIsThatOfTheFreePlan() throws {
        let all = (0..<30).map { manifest(.queue, "q\($0)", [:]) }
        let situation = Situation(all)
        let held = situation.plan([]) { $0.prune = true }
        let hash = try #require(held.entries.first?.blocked?.split(separator: " ").last).description
        let free = situation.plan([]) {
            $0.prune = true; $0.confirm = hash
        }
        #expect(free.hash == hash && held.hash != hash && free.summary.delete == 30)
        #expect(
            situation.plan([]) {
                $0.prune = true; $0.confirm = held.hash
            }.summary.blocked == 30)
    }
}

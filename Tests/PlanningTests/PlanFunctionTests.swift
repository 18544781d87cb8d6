import Planning
import Resources
import Testing

/// Which entries a plan has, and which fields they change.
@Suite struct PlanFunctionTests {
    private let queue = manifest(.queue, "q", ["maxRetries": 3])

    @Test func entriesComeInTheOrderOfTheManifestsAndDeletionsLast() {
        let situation = Situation(["c", "a", "b"].map { manifest(.queue, $0, [:]) })
        let plan = situation.plan([manifest(.queue, "z", [:]), manifest(.queue, "b", [:])]) {
            $0.prune = true
        }
        #expect(plan.entries.map(\.key.name) == ["z", "b", "a", "c"])
        #expect(plan.entries.map(\.action) == [.create, .unchanged, .delete, .delete])
        #expect(
            plan.summary.create == 1 && plan.summary.delete == 2 && plan.pending.count == 3 && !plan.isEmpty)
    }

    @Test func pruneLooksAtItsOwnerOnly() {
        var situation = Situation([queue])
        situation.declare([manifest(.queue, "theirs", [:])], owner: "other")
        #expect(situation.plan([]) { $0.prune = true }.entries.map(\.key.name) == ["q"])
        #expect(situation.plan([]).entries.isEmpty)
    }

    @Test func defaultsThatAreWrittenOutAreNoChange() {
        let situation = Situation([manifest(.queue, "q", [:])])
        let plan = situation.plan([
            manifest(
                .queue, "q",
                ["maxRetries": 3, "backoff": ["base": "1s", "jitter": 0.2], "onDelete": "Block"])
        ])
        #expect(plan.isEmpty && plan.hash == Plan(entries: [], owner: "src").hash)
    }

    @Test func everyFieldThatDiffersIsNamedOnce() throws {
        var before = manifest(
            .queue, "q", ["ttl": "1h", "backoff": ["base": "2s"], "concurrency": ["limit": 5]])
        before.labels = ["team": "a", "gone": "x"]
        var after = manifest(
            .queue, "q", ["ttl": "2h", "backoff": ["max": "1h"], "retention": ["done": "1h"]])
        after.labels = ["team": "b"]
        after.annotations = ["note": "y"]
        let changes = try Situation([before]).entry([after]).changes
        let expected: [FieldChange] = [
            FieldChange(path: "metadata.annotations.note", old: nil, new: "y"),
            FieldChange(path: "metadata.labels.gone", old: "x", new: nil),
            FieldChange(path: "metadata.labels.team", old: "a", new: "b"),
            FieldChange(path: "spec.backoff.base", old: "2s", new: "1s"),
            FieldChange(path: "spec.backoff.max", old: "10m", new: "1h"),
            FieldChange(path: "spec.concurrency.limit", old: 5, new: nil),
            FieldChange(path: "spec.retention.done", old: "1d", new: "1h"),
            FieldChange(path: "spec.ttl", old: "1h", new: "2h"),
        ]
        #expect(changes == expected)
    }

    @Test func wholeNumbersAreTheSameWithAndWithoutAFraction() {
        let before = manifest(.queue, "q", ["backoff": ["jitter": 1.0]])
        #expect(Situation([before]).plan([manifest(.queue, "q", ["backoff": ["jitter": 1]])]).isEmpty)
    }

    @Test func listsAreOneValueAndNamesWithDotsAreQuoted() throws {
        func job(_ payload: Value) -> Resource { manifest(.job, "j", ["queue": "q", "payload": payload]) }
        var situation = Situation([queue, job(["a.b": 1, "list": [1, 2], "n": nil])])
        situation.live.runs = [:]
        let entry = try situation.entry([job(["a": ["b": 1], "list": [1, 3]])])
        #expect(
            entry.changes == [
                FieldChange(path: "spec.payload.\"a.b\"", old: 1, new: nil),
                FieldChange(path: "spec.payload.a.b", old: nil, new: 1),
                FieldChange(path: "spec.payload.list", old: [1, 2], new: [1, 3]),
                FieldChange(path: "spec.payload.n", old: .null, new: nil),
            ])
    }

    @Test func theHashIsOverWhatWouldBeDoneOnly() {
        var situation = Situation([queue])
        let change = [manifest(.queue, "q", ["maxRetries": 5])]
        let hash = situation.plan(change).hash
        #expect(hash.count == 8 && hash.allSatisfy(\.isHexDigit))
        situation.count("q", QueueCounts(ready: 9, running: 3))
        #expect(situation.plan(change).hash == hash)
        let more = change + [manifest(.queue, "same", [:])]
        situation.declare([manifest(.queue, "same", [:])], owner: "src")
        #expect(situation.plan(more).hash == hash)
        #expect(situation.plan([manifest(.queue, "q", ["maxRetries": 6])]).hash != hash)
        #expect(situation.plan(change) { $0.delete = [ResourceKey(kind: .queue, name: "same")] }.hash != hash)
        situation.options.owner = "other"
        #expect(situation.plan(change).hash != hash)
    }

    @Test func planningIsDeterministic() {
        let declared = (0..<50).map { manifest(.queue, "q\($0)", ["maxRetries": .int(Int64($0))]) }
        let desired = (25..<75).map { manifest(.queue, "q\($0)", ["priority": 1]) }
        let plans = (0..<5).map { _ in
            Situation(declared.shuffled()).plan(desired) {
                $0.prune = true; $0.maxPrune = 99
            }
        }
        #expect(Set(plans).count == 1)
    }
}

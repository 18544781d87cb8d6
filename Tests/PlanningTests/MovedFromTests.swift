import Lifecycle
import Planning
import Resources
import Testing

/// Take-over of one declaration from a named owner.
@Suite struct MovedFromTests {
    private func queue(from owner: String?, _ spec: Value = [:]) -> Resource {
        var resource = manifest(.queue, "q", spec)
        if let owner { resource.annotations[ResourceAnnotation.movedFrom] = owner }
        return resource
    }

    @Test func exactlyTheNamedOwnerIsTakenOverFrom() throws {
        let situation = Situation([queue(from: nil)], owner: "dir:/manifests")
        let taken = try situation.entry([queue(from: "dir:/manifests")])
        #expect(taken.action == .change && taken.blocked == nil)
        #expect(taken.effects == ["taken over from dir:/manifests"])
        #expect(taken.changes.map(\.path) == ["metadata.annotations.jq.dev/moved-from"])
        for other in ["dir:/", "dir:/manifests2", "src", "", nil] {
            let refused = try situation.entry([queue(from: other)])
            #expect(refused.action == .change)
            #expect(
                refused.blocked == "declared by dir:/manifests (main.yaml:1); remove it there, or apply with "
                    + "--take-over or with annotation jq.dev/moved-from: dir:/manifests")
        }
    }

    @Test func whatMovesAlongHasItsQueue() throws {
        let job = manifest(.job, "j", ["queue": "q", "command": ["a"]])
        let situation = Situation([queue(from: nil)], owner: "other")
        let plan = situation.plan([queue(from: "other"), job])
        #expect(plan.entries.map(\.blocked) == [nil, nil] && plan.entries[1].run?.runs == true)
    }

    @Test func nothingRunsAgain() throws {
        var job = manifest(.job, "j", ["queue": "q", "command": ["a"]])
        var situation = Situation([queue(from: nil), job], owner: "other")
        situation.live.runs[job.key] = [ledgerEntry(job, 7, .done)]
        job.annotations[ResourceAnnotation.movedFrom] = "other"
        let entry = try situation.entry([job])
        #expect(entry.run?.runs == false && entry.effects.first == "taken over from other")
    }

    @Test func aSpentClaimTakesNothingBack() throws {
        var situation = Situation([queue(from: "src")], owner: "other")
        let claim = queue(from: "other")
        #expect(try situation.entry([claim]).isPending)
        situation.live.spentMoves = [claim.key]
        #expect(
            try situation.entry([claim]).blocked
                == "other (main.yaml:1) has taken it back; remove it here, or the annotation "
                + "jq.dev/moved-from there")
        #expect(try situation.entry([claim]) { $0.takeOver = true }.isPending)
    }

    @Test func theAnnotationMayStay() {
        let situation = Situation([queue(from: "other")])
        #expect(situation.plan([queue(from: "other")]).isEmpty)
    }

    @Test func queuesThatAPlanLooksAt() {
        func look(_ desired: [Resource], _ change: (inout PlanOptions) -> Void = { _ in }) -> Set<String>? {
            var options = PlanOptions(owner: "src")
            change(&options)
            let stored = Situation([manifest(.queue, "old", ["onDelete": "MoveTo", "moveTo": "target"])])
            return queuesInPlay(desired, declared: stored.live.declared, options: options)
        }
        #expect(look([]) == [])
        #expect(look([manifest(.queue, "q", in: "team", [:])]) == ["team/q"])
        #expect(look([manifest(.job, "j", in: "team", ["queue": "q", "command": ["a"]])]) == ["team/q"])
        #expect(look([manifest(.job, "j", ["queue": "team/q", "command": ["a"]])]) == ["team/q"])
        #expect(look([manifest(.workerPool, "p", ["queues": ["a", "b"]])]) == ["a", "b"])
        let old = ResourceKey(kind: .queue, name: "old")
        #expect(look([]) { $0.delete = [old] } == ["old", "target"])
        #expect(look([]) { $0.deleteOwn = [old] } == ["old", "target"])
        #expect(look([]) { $0.delete = [ResourceKey(kind: .queue, name: "unknown")] } == ["unknown"])
        #expect(look([]) { $0.prune = true } == nil)
    }
}

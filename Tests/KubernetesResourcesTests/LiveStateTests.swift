import KubernetesProtocol
import KubernetesResources
import Lifecycle
import Planning
import Resources
import Testing

@Suite struct LiveStateTests {
    static func declared(_ kind: Kind, _ name: String, spec: Value, status: Value = .null) -> DeclaredObject {
        var object = KubernetesObject(
            APIResource(kind), metadata: ObjectMeta(name: name, namespace: "default"), spec: spec)
        object.metadata.generation = 2
        object.status = status
        return DeclaredObject(object, kind: kind)
    }

    /// What a change does to running work is told from the objects' statuses.
    @Test func planFromObjectsKnowsTheQueuesJobs() throws {
        let queue = Self.declared(
            .queue, "emails", spec: ["maxRetries": 3],
            status: ["pending": 1204, "running": 3, "paused": false])
        let live = LiveState(objects: [queue], owner: "kubernetes")
        var wanted = try #require(queue.resource)
        wanted.spec = ["maxRetries": 3, "paused": true]
        let entry = try #require(
            plan([wanted], live: live, options: PlanOptions(owner: "kubernetes")).entries.first)
        #expect(entry.action == .change)
        #expect(entry.effects.first?.hasPrefix("1,204 ready jobs wait until it is resumed; 3 held") == true)
        let deletion = plan([], live: live, options: PlanOptions(owner: "kubernetes", delete: [queue.key]))
        #expect(deletion.entries.first?.blocked?.contains("1,204 pending jobs would be stranded") == true)
    }

    @Test func jobThatRanWithThisContentIsSkipped() throws {
        let spec: Value = ["queue": "emails", "command": ["true"]]
        let bare = Self.declared(.job, "migrate", spec: spec)
        let key = RunKey(job: try #require(bare.resource)).description
        let status: Value = [
            "runs": [
                [
                    "runId": "01936c4e-0000-7000-8000-000000000001", "runKey": .string(key),
                    "contentKey": .string(key),
                    "declaredAt": "2026-11-02T14:03:00Z", "state": "DONE",
                ]
            ]
        ]
        let job = Self.declared(.job, "migrate", spec: spec, status: status)
        let queue = Self.declared(.queue, "emails", spec: [:])
        let live = LiveState(objects: [job, queue], owner: "kubernetes")
        #expect(live.runs[job.key]?.map(\.state) == [.done])
        let same = plan([try #require(job.resource)], live: live, options: PlanOptions(owner: "kubernetes"))
        #expect(same.entries.first?.effects == ["skipped: same content ran 2026-11-02 14:03 (DONE)"])
        var edited = try #require(job.resource)
        edited.spec = ["queue": "emails", "command": ["false"]]
        let other = plan([edited], live: live, options: PlanOptions(owner: "kubernetes"))
        #expect(other.entries.first?.run?.runs == true)
    }
}

import Foundation
import Resources
import TestAPIServer
import Testing

/// `delete` and `wait` against a cluster.
@Suite(.timeLimit(.minutes(5))) struct DeletionTests {
    private func cluster() async throws -> CtlCluster {
        let cluster = try await CtlCluster()
        try cluster.write(queueAndJob)
        let applied = try await cluster.ctl("apply -f m")
        #expect(applied.status == 0, "\(applied.error)")
        return cluster
    }

    @Test func queueWithJobsIsNotDeleted() async throws {
        let cluster = try await cluster()
        try cluster.api.update("queues.jq.dev", name: "emails", subresource: "status") {
            $0.set("status", to: ["observedGeneration": 1, "pending": 2])
        }
        let blocked = try await cluster.ctl("delete queue emails")
        #expect(blocked.status == 1)
        #expect(blocked.output.contains("BLOCKED, 2 pending jobs would be stranded (onDelete: Block)"))
        #expect(cluster.api.requestLog.count { $0.method == "DELETE" } == 0)
        await cluster.api.stop()
    }

    @Test func onlyTheObjectThatWasLookedAtIsDeleted() async throws {
        let cluster = try await cluster()
        let uid = try #require(
            try cluster.api.get("queues.jq.dev", name: "emails")?["metadata"]?["uid"]?.stringValue)
        #expect(try await cluster.ctl("delete -f m --dry-run").output.hasSuffix("nothing was deleted\n"))
        let result = try await cluster.ctl("delete -f m")
        #expect(result.status == 0)
        #expect(result.output.hasSuffix("deleted 2\n"))
        let deletions = cluster.api.requestLog.requests.filter { $0.method == "DELETE" }
        #expect(deletions.map(\.resource) == ["jobs", "queues"])
        #expect(deletions.last?.body.contains("\"uid\":\"\(uid)\"") == true)
        #expect(try await cluster.ctl("delete queue emails").error == "error: Queue/emails does not exist\n")
        #expect(try await cluster.ctl("delete queue emails --ignore-not-found").status == 0)
        await cluster.api.stop()
    }

    @Test func whatHoldsAnObjectIsSaid() async throws {
        let cluster = try await cluster()
        let api = cluster.api
        try api.update("queues.jq.dev", name: "emails") {
            $0.set("metadata", "finalizers", to: ["jq.dev/queue-jobs"])
        }
        let asked = try await cluster.ctl("delete queue emails")
        #expect(asked.status == 0)
        #expect(asked.output.contains("held by jq.dev/queue-jobs for now"))
        let again = try await cluster.ctl("apply -f m")
        #expect(again.output.contains("BLOCKED, the object of this name is being deleted"))
        let waited = try await cluster.ctl("wait --for=delete queue/emails") {
            await api.requestLog.wait { $0.verb == "watch" }
            try api.update("queues.jq.dev", name: "emails", subresource: "status") {
                $0.set("status", to: ["conditions": [Self.deleting]])
            }
            try api.update("queues.jq.dev", name: "emails") { $0.set("metadata", "finalizers", to: []) }
        }
        #expect(waited.status == 0)
        #expect(waited.output == "queue/emails deleted\n")
        #expect(waited.error == "Queue/emails is being deleted: 12 pending jobs run first\n")
        await api.stop()
    }

    private static let deleting: Value = [
        "type": "Ready", "status": "False", "reason": "Deleting", "message": "12 pending jobs run first",
        "lastTransitionTime": "2026-11-02T14:03:00Z",
    ]

    private static func status(_ type: String, generation: Int64) -> Value {
        [
            "observedGeneration": .int(generation), "error": "exit status 3",
            "conditions": [
                [
                    "type": .string(type), "status": "True", "reason": "Ended", "message": "it has ended",
                    "lastTransitionTime": "2026-11-02T14:03:00Z",
                ]
            ],
        ]
    }

    /// A status about an older declaration neither ends the wait nor fails it.
    @Test func waitHeedsTheGeneration() async throws {
        let cluster = try await cluster()
        let api = cluster.api
        try api.update("jobs.jq.dev", name: "migrate", subresource: "status") {
            $0.set("status", to: Self.status("Failed", generation: 0))
        }
        let waited = try await cluster.ctl("wait --for=condition=Complete job/migrate") {
            await api.requestLog.wait { $0.verb == "watch" }
            try api.update("jobs.jq.dev", name: "migrate", subresource: "status") {
                $0.set("status", to: Self.status("Complete", generation: 1))
            }
        }
        #expect(waited.status == 0, "\(waited.error)")
        #expect(waited.output == "job/migrate condition met\n")
        try api.update("jobs.jq.dev", name: "migrate", subresource: "status") {
            $0.set("status", to: Self.status("Failed", generation: 1))
        }
        let failed = try await cluster.ctl("wait --for=condition=Complete job/migrate")
        #expect(failed.status == 1)
        #expect(failed.error == "error: Job/migrate failed: exit status 3\n")
        await api.stop()
    }

    @Test func waitForCreationAndTimeLimit() async throws {
        let cluster = try await cluster()
        let api = cluster.api
        let created = try await cluster.ctl("wait --for=create queue/late") {
            await api.requestLog.wait { $0.verb == "watch" }
            try api.create(
                "queues.jq.dev",
                ["apiVersion": "jq.dev/v1alpha1", "kind": "Queue", "metadata": ["name": "late"]])
        }
        #expect(created.output == "queue/late created\n")
        let late = try await cluster.ctl("wait --for=condition=Ready queue/late --timeout 100ms")
        #expect(late.status == 1)
        #expect(late.error.contains("timed out after 100ms waiting for condition Ready of Queue/late"))
        let absent = try await cluster.ctl("wait --for=condition=Ready queue/nix")
        #expect(absent.error.contains("wait for it with --for=create first"))
        await api.stop()
    }
}

import Foundation
import Resources
import TestAPIServer
import Testing

/// `diff` and `apply` against a cluster.
@Suite(.timeLimit(.minutes(5))) struct ClusterPlanTests {
    @Test func applyBringsWhatDiffShows() async throws {
        let cluster = try await CtlCluster()
        try cluster.write(queueAndJob)
        let before = try await cluster.ctl("diff -f m")
        #expect(before.status == 1, "\(before.error)")
        #expect(before.output.contains("+ Queue/emails                      m/all.yaml:8\n"))
        #expect(before.output.contains("effect: would run (new content"))
        #expect(before.output.contains("Plan: 2 to create, 0 to change, 0 to delete, 0 blocked"))
        #expect(try cluster.api.list("queues.jq.dev").isEmpty)
        let rehearsals = cluster.api.requestLog.requests.filter { $0.method == "PATCH" }
        #expect(rehearsals.count == 2)
        for request in rehearsals {
            for item in ["dryRun=All", "fieldManager=jq-ctl", "fieldValidation=Strict"] {
                #expect(request.query.contains(item))
            }
        }
        let applied = try await cluster.ctl("apply -f m")
        #expect(applied.status == 0)
        #expect(applied.output.hasSuffix("applied 2, unchanged 0\n"))
        let writes = cluster.api.requestLog.requests.filter {
            $0.method == "PATCH" && !$0.query.contains("dryRun")
        }
        #expect(writes.map(\.resource) == ["queues", "jobs"])
        let after = try await cluster.ctl("diff -f m")
        #expect(after.status == 0)
        #expect(after.output.hasSuffix("No changes. 2 resources are as declared.\n"))
        #expect(try await cluster.ctl("apply -f m").output.hasSuffix("nothing to do\n"))
        let count = cluster.api.requestLog.count { $0.method == "PATCH" && !$0.query.contains("dryRun") }
        #expect(count == 2)
        await cluster.api.stop()
    }

    @Test func planTellsWhatBecomesOfLiveWork() async throws {
        let cluster = try await CtlCluster()
        try cluster.write(queueAndJob)
        _ = try await cluster.ctl("apply -f m")
        try cluster.api.update("queues.jq.dev", name: "emails", subresource: "status") {
            $0.set("status", to: ["observedGeneration": 1, "pending": 1204, "running": 3, "paused": false])
        }
        try cluster.write(queueAndJob + "\n  paused: true\n")
        let plan = try await cluster.ctl("diff -f m")
        #expect(plan.output.contains("    spec.paused  false -> true\n"))
        #expect(
            plan.output.contains("1,204 ready jobs wait until it is resumed; 3 held by workers finish"))
        let json = try await cluster.ctl("diff -f m -o json")
        let document = try Value(json: Array(json.output.utf8))
        #expect(document["summary"]?["change"] == 1)
        #expect(document["owner"] == "kubernetes")
        #expect(try await cluster.ctl("diff -f m --exit-code=terraform").status == 2)
        // Status that the controller has not brought up to date is no drift from the edit.
        _ = try await cluster.ctl("apply -f m")
        #expect(try await cluster.ctl("diff -f m").status == 0)
        await cluster.api.stop()
    }

    @Test func conflictNamesWhoOwnsWhat() async throws {
        let cluster = try await CtlCluster()
        try cluster.write(queueAndJob)
        _ = try await cluster.ctl("apply -f m")
        try cluster.api.update("queues.jq.dev", name: "emails", fieldManager: "kubectl-edit") {
            $0.set("spec", "maxRetries", to: 7)
            $0.set("spec", "ttl", to: "1h")
        }
        let blocked = try await cluster.ctl("apply -f m")
        #expect(blocked.status == 1)
        #expect(
            blocked.output.contains(
                "BLOCKED, field manager \"kubectl-edit\" owns spec.maxRetries; "
                    + "take that over with --force-conflicts"))
        #expect(blocked.error.hasPrefix("error: nothing was applied: 1 change is blocked"))
        #expect(try await cluster.ctl("diff -f m").status == 3)
        let forced = try await cluster.ctl("apply -f m --force-conflicts")
        #expect(forced.status == 0, "\(forced.error)")
        // What the manifest leaves out stays with whoever set it, and the plan says so.
        #expect(forced.output.contains("effect: spec.ttl stays \"1h\": another field manager has set it"))
        let spec = try #require(try cluster.api.get("queues.jq.dev", name: "emails")?["spec"])
        #expect(spec["maxRetries"] == 5)
        #expect(spec["ttl"] == "1h")
        #expect(try await cluster.ctl("diff -f m").status == 0)
        await cluster.api.stop()
    }

    /// A default that the author wrote down is wanted, and not only what happens to be there.
    @Test func writtenDefaultIsApplied() async throws {
        let cluster = try await CtlCluster()
        try cluster.write(queueAndJob + "\n  paused: false\n")
        _ = try await cluster.ctl("apply -f m")
        try cluster.api.update("queues.jq.dev", name: "emails", fieldManager: "kubectl-edit") {
            $0.set("spec", "paused", to: true)
        }
        let blocked = try await cluster.ctl("diff -f m")
        #expect(blocked.output.contains("\"kubectl-edit\" owns spec.paused"))
        #expect(try await cluster.ctl("apply -f m --force-conflicts").status == 0)
        #expect(try cluster.api.get("queues.jq.dev", name: "emails")?["spec"]?["paused"] == false)
        await cluster.api.stop()
    }

    /// What only the server refuses is told with the place in the manifest.
    @Test func refusalOfTheServerHasItsPlace() async throws {
        let cluster = try await CtlCluster { configuration in
            configuration.definitions = configuration.definitions.map { $0.limiting("maxRetries", to: 3) }
        }
        try cluster.write(queueAndJob)
        let refused = try await cluster.ctl("diff -f m")
        #expect(refused.status == 2)
        #expect(refused.error.hasPrefix("error: Queue/emails: "))
        #expect(refused.error.contains("less than or equal to 3"))
        #expect(refused.error.contains(" at m/all.yaml:12:3"))
        let kept = try await cluster.ctl("apply -f m")
        #expect(kept.status == 1)
        #expect(kept.error.contains("nothing was applied: 1 manifest is bad"))
        #expect(try cluster.api.list("jobs.jq.dev").isEmpty)
        await cluster.api.stop()
    }

    @Test func failureInTheMiddleIsReportedForEach() async throws {
        let cluster = try await CtlCluster()
        try cluster.write(queueAndJob)
        cluster.api.faults.add(
            FaultRule(
                .status(code: 403, reason: "Forbidden", message: "not today"), verbs: ["patch"],
                resource: "queues", skip: 1, times: 1))
        let half = try await cluster.ctl("apply -f m")
        #expect(half.status == 1)
        #expect(half.output.contains("BLOCKED, Queue/emails: not today"))
        #expect(half.output.contains("BLOCKED, not applied after the failure of Queue/emails"))
        #expect(half.output.hasSuffix("blocked 2, unchanged 0\n"))
        #expect(try cluster.api.list("jobs.jq.dev").isEmpty)
        #expect(try await cluster.ctl("apply -f m").status == 0)
        await cluster.api.stop()
    }

    @Test func savedPlanIsForOneStateOfOneCluster() async throws {
        let cluster = try await CtlCluster()
        try cluster.write(queueAndJob)
        _ = try await cluster.ctl("diff -f m --out plan.json")
        let elsewhere = try await cluster.ctl("apply plan.json -n other")
        #expect(elsewhere.status == 1)
        #expect(elsewhere.error.contains("the plan was made for the cluster at \(cluster.api.url)"))
        let server = try await jqctl("apply plan.json", folder: cluster.folder)
        #expect(server.error.contains("add --kubernetes"))
        try cluster.api.create(
            "queues.jq.dev",
            [
                "apiVersion": "jq.dev/v1alpha1", "kind": "Queue", "metadata": ["name": "emails"],
                "spec": ["priority": 4],
            ])
        let stale = try await cluster.ctl("apply plan.json")
        #expect(stale.status == 1)
        #expect(stale.error.contains("the live state has changed: it now yields plan"))
        // The same state again yields the same plan, and once it is applied another one.
        try cluster.api.delete("queues.jq.dev", name: "emails")
        #expect(try await cluster.ctl("apply plan.json").status == 0)
        #expect(try await cluster.ctl("apply plan.json").status == 1)
        await cluster.api.stop()
    }

    @Test func namespaceIsTheManifestsThenTheFlagsThenTheContexts() async throws {
        let cluster = try await CtlCluster(namespace: "team-a")
        for name in ["team-a", "team-b"] { try cluster.makeNamespace(name) }
        try cluster.write(queueAndJob)
        try cluster.write(
            "apiVersion: jq.dev/v1alpha1\nkind: Queue\nmetadata: {name: own, namespace: default}\nspec: {}\n",
            to: "own.yaml")
        #expect(try await cluster.ctl("apply -f m").status == 0)
        #expect(try cluster.api.list("queues.jq.dev", namespace: "team-a").count == 1)
        #expect(try cluster.api.list("queues.jq.dev", namespace: "default").count == 1)
        #expect(try await cluster.ctl("get queues -o name").output == "queue/team-a/emails\n")
        #expect(try await cluster.ctl("apply -f m/all.yaml -n team-b").status == 0)
        #expect(try await cluster.ctl("get queue emails -n team-b -o name").status == 0)
        let other = try await cluster.ctl("apply -f m -n team-b")
        #expect(other.status == 1)
        #expect(
            other.error.contains(
                "Queue/own names namespace \"default\", and -n says \"team-b\" at m/own.yaml:3:"))
        await cluster.api.stop()
    }

    @Test func missingNamespaceIsTold() async throws {
        let cluster = try await CtlCluster()
        try cluster.write(queueAndJob)
        let missing = try await cluster.ctl("diff -f m -n nowhere")
        #expect(missing.status == 2)
        let told = "Queue/nowhere/emails: there is no namespace \"nowhere\" at m/all.yaml:8:1"
        #expect(missing.error.contains(told))
        await cluster.api.stop()
    }

    @Test(arguments: [
        ("apply -f m --prune", "let a GitOps tool prune"), ("diff -f m --take-over", "--force-conflicts"),
        ("apply -f m --revision x", "annotation"), ("get queues --owner x", "one owner"),
        ("wait --for=done job-id 1", "only jq-server"),
        ("wait --for=ended 0192f0c4-7d6f-7c3e-9f00-0242ac120002", "only jq-server"),
    ])
    func whatOnlyTheServerCanDoIsRefused(_ words: String, _ reason: String) async throws {
        let result = try await jqctl("\(words) --kubernetes")
        #expect(result.status == 64)
        #expect(result.error.contains("does not go with --kubernetes"))
        #expect(result.error.contains(reason))
    }
}

extension Value {
    /// A definition whose field of the spec is at most `limit`.
    fileprivate func limiting(_ field: String, to limit: Int64) -> Value {
        guard case .object(var members) = self else {
            guard case .array(let elements) = self else { return self }
            return .array(elements.map { $0.limiting(field, to: limit) })
        }
        for (name, member) in members {
            var member = member.limiting(field, to: limit)
            if name == field, member["type"] != nil { member.set("maximum", to: .int(limit)) }
            members[name] = member
        }
        return .object(members)
    }
}

import Foundation
import Processes
import Resources
import TestAPIServer
import Testing

/// `get` and `export` of a cluster's objects.
@Suite(.timeLimit(.minutes(5))) struct ReadingTests {
    private static func queue(_ name: String, namespace: String = "default", _ spec: Value = [:]) -> Value {
        [
            "apiVersion": "jq.dev/v1alpha1", "kind": "Queue",
            "metadata": ["name": .string(name), "namespace": .string(namespace)], "spec": spec,
        ]
    }

    private static let ready: Value = [
        "type": "Ready", "status": "True", "reason": "Serving", "message": "takes and gives jobs",
        "lastTransitionTime": "2026-11-02T14:03:00Z",
    ]

    @Test func tableIsTheOneOfTheServer() async throws {
        let cluster = try await CtlCluster()
        let none = try await cluster.ctl("get queues")
        #expect(none.status == 0 && none.output.isEmpty)
        #expect(none.error == "No resources found in namespace default.\n")
        try cluster.api.create("queues.jq.dev", Self.queue("emails", ["maxRetries": 5]))
        try cluster.api.update("queues.jq.dev", name: "emails", subresource: "status") {
            $0.set(
                "status",
                to: [
                    "observedGeneration": 1, "pending": 12, "running": 3, "done": 1204, "deadLettered": 0,
                    "paused": false, "conditions": [Self.ready],
                ])
        }
        let table = try await cluster.ctl("get queues")
        #expect(table.status == 0, "\(table.error)")
        let lines = table.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(lines[0] == ["NAME", "PENDING", "RUNNING", "DONE", "DEAD", "PAUSED", "READY", "AGE"])
        #expect(lines[1].dropLast() == ["emails", "12", "3", "1204", "0", "no", "True"])
        #expect(try await cluster.ctl("get all -o name").output == "queue/emails\n")
        let yaml = try await cluster.ctl("get queue emails -o yaml").output
        #expect(yaml.contains("  maxRetries: 5\n"))
        // Defaults that the server fills in were declared by nobody.
        #expect(!yaml.contains("onDelete"))
        #expect(try await cluster.ctl("export").output.hasSuffix("  name: emails\nspec:\n  maxRetries: 5\n"))
        let missing = try await cluster.ctl("get queue nix")
        #expect(missing.status == 1)
        #expect(missing.error == "error: Queue/nix does not exist\n")
        await cluster.api.stop()
    }

    @Test func listsInPagesAndBySelector() async throws {
        let cluster = try await CtlCluster()
        try cluster.makeNamespace("other")
        for number in 0..<620 {
            var object = Self.queue("q\(number)", namespace: number < 600 ? "default" : "other")
            if number % 200 == 0 { object.set("metadata", "labels", to: ["team": "a"]) }
            try cluster.api.create("queues.jq.dev", object)
        }
        let lines = try await cluster.ctl("get queues -o name").output.split(separator: "\n")
        #expect(Set(lines).count == 600)
        #expect(cluster.api.requestLog.count { $0.verb == "list" } == 2)
        #expect(try await cluster.ctl("get queues -A -o name").output.split(separator: "\n").count == 620)
        let chosen = try await cluster.ctl("get queues -l team=a -o name").output
        #expect(chosen.split(separator: "\n").count == 3)
        await cluster.api.stop()
    }

    /// A page's token that has run out does not lose the pages before it, nor give them twice.
    @Test func expiredPageBeginsAgain() async throws {
        let cluster = try await CtlCluster()
        for number in 0..<600 { try cluster.api.create("queues.jq.dev", Self.queue("q\(number)")) }
        cluster.api.faults.add(FaultRule(.expireContinue, verbs: ["list"], skip: 1, times: 1))
        let lines = try await cluster.ctl("get queues -o name").output.split(separator: "\n")
        #expect(lines.count == 600 && Set(lines).count == 600)
        await cluster.api.stop()
    }

    /// After a lost connection and a lost history only what differs is printed.
    @Test func watchGoesOn() async throws {
        let cluster = try await CtlCluster()
        let api = cluster.api
        try api.create("queues.jq.dev", Self.queue("a"))
        try api.create("queues.jq.dev", Self.queue("b"))
        let watch = "\(jqctlPath) get queues -w -o name --kubernetes"
        let script = "(\(watch) & echo $! > pid; wait) | (head -n 5; kill $(cat pid))"
        async let watching = shell(script, in: cluster)
        await api.requestLog.wait { $0.verb == "watch" }
        try api.create("queues.jq.dev", Self.queue("c"))
        // Nothing may be told from the history: the next state comes from a list.
        let watches = api.requestLog.count { $0.verb == "watch" }
        api.faults.add(FaultRule(.compact, verbs: ["watch"]))
        await api.closeConnections()
        await api.requestLog.wait(for: watches + 1) { $0.verb == "watch" }
        api.faults.removeAll()
        try api.delete("queues.jq.dev", name: "a")
        try api.create("queues.jq.dev", Self.queue("d"))
        let output = try await watching
        let lines = output.split(separator: "\n").map(String.init)
        #expect(lines.prefix(3) == ["queue/a", "queue/b", "queue/c"])
        // A list tells what is there before what is gone, a watch in order.
        #expect(lines.dropFirst(3).sorted() == ["queue/a deleted", "queue/d"])
        await api.stop()
    }

    private func shell(_ script: String, in cluster: CtlCluster) async throws -> String {
        let request = ProcessRequest(
            executable: "/bin/sh", arguments: ["-c", script],
            environment: ["KUBECONFIG": cluster.folder + "/kubeconfig", "PATH": "/usr/bin:/bin"],
            workingDirectory: cluster.folder, errorOutput: .inherit)
        let result = try await runProcess(request, timeout: .seconds(60))
        return String(decoding: result.standardOutput, as: UTF8.self)
    }
}

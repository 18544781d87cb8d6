import Foundation
import Processes
import Resources
import TestAPIServer
import Testing

/// Overrides on the command line: what is refused before a server is asked, and what a cluster's objects tell.
@Suite(.timeLimit(.minutes(5))) struct OverrideTests {
    static let refused: [(words: String, message: String)] = [
        ("queue pause q --reason r", "say when it ends, such as --until 2h"),
        ("queue pause q --until 2h", "say why with --reason"),
        ("queue pause q --until soon --reason r", "neither a duration nor a time; write 2h"),
        ("queue pause q --until 2020-01-01T00:00Z --reason r", "is in the past"),
        ("queue set q concurrency.limit=0 --until 2h --reason r", "0 is not between 1 and 1000000"),
        ("queue set q paused=none --until 2h --reason r", "paused: expected"),
        (
            "queue set q maxRetries=1 --until 2h --reason r",
            "\"maxRetries\" cannot be overridden; these can: paused"
        ),
        ("queue set q concurrency.limit --until 2h --reason r", "write concurrency.limit=VALUE"),
        ("queue unset q limit", "\"limit\" cannot be overridden"),
        ("explain queue/q", "only jobs can be explained by name: job/NAME"),
        ("explain job -o yaml", "-o yaml is for a job"),
        ("explain job/x -o json-schema", "a JSON Schema is of a kind"),
    ]

    @Test(arguments: refused)
    func isRefusedWithAdvice(_ refused: (words: String, message: String)) async throws {
        let result = try await jqctl("\(refused.words) --server-addr 127.0.0.1:1 --timeout 1s")
        #expect(result.status == 1 && result.output.isEmpty)
        #expect(
            result.error.hasPrefix("error: ") && result.error.contains(refused.message), "\(result.error)")
    }

    @Test func aClustersObjectTellsThem() async throws {
        let cluster = try await CtlCluster()
        try cluster.write(queueAndJob)
        try cluster.api.create(
            "queues.jq.dev",
            [
                "apiVersion": "jq.dev/v1alpha1", "kind": "Queue",
                "metadata": ["name": "emails", "namespace": "default"], "spec": ["maxRetries": 5],
            ])
        try cluster.api.update("queues.jq.dev", name: "emails", subresource: "status") {
            $0.set(
                "status",
                to: [
                    "observedGeneration": 1, "paused": true,
                    "overrides": [
                        [
                            "field": "paused", "value": "true", "until": "2999-01-01T00:00:00Z", "by": "ann",
                            "reason": "incident 42",
                        ]
                    ],
                ])
        }
        let table = try await cluster.ctl("get queues")
        #expect(table.output.contains("yes (override, ") && table.output.contains(" left, ann)"))
        let diff = try await cluster.ctl("diff -f m")
        #expect(
            diff.output.contains(
                "spec.paused is overridden: true until 2999-01-01T00:00:00Z by ann (\"incident 42\"); declared false"
            ),
            "\(diff.output)\(diff.error)")
        #expect(!diff.output.contains("spec.paused  "))
        await cluster.api.stop()
    }
}

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
        ("queue set q paused=true paused- --until 2h --reason r", "paused is given twice"),
        ("explain job/", "write job/NAME"),
        ("queue unset q limit", "\"limit\" cannot be overridden"),
        ("explain queue/q", "only jobs can be explained by name: write job/NAME"),
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

    @Test func whatWasOverriddenIsListedWithItsEnd() async throws {
        try await withServer { server in
            #expect(try await server.ctl("queue create work").status == 0)
            let none = try await server.ctl("queue overrides work --history")
            #expect(none.status == 0 && none.error == "No override has ended in the last 90 days.\n")
            for words in [
                "queue pause work --until 2h --reason incident --actor ann",
                "queue pause work --until 3h --reason longer --actor bob",
                "queue resume work --actor eve",
            ] {
                let result = try await server.ctl(words)
                #expect(result.status == 0, "\(result.error)")
            }
            let table = try await server.ctl("queue overrides work --history")
            let lines = table.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(
                lines[0] == ["QUEUE", "FIELD", "VALUE", "BY", "BEGAN", "LASTED", "ENDED", "HOW", "REASON"])
            #expect(lines.count == 3)
            #expect(lines[1].starts(with: ["work", "paused", "true", "bob"]))
            #expect(lines[1].suffix(4) == ["cleared", "by", "eve", "longer"])
            #expect(lines[2].suffix(4) == ["replaced", "by", "bob", "incident"])
            let json = try await server.ctl("queue overrides --history --limit 1 -o json")
            let items = try #require(try Value(json: Array(json.output.utf8))["items"]?.arrayValue)
            #expect(items.count == 1 && items[0]["endedBy"] == "eve" && items[0]["declared"] == nil)
            for (words, message) in [
                ("queue overrides nix --history", "does not exist"),
                ("queue overrides work --limit 3", "--limit goes with --history"),
                ("queue overrides work --history --limit 0", "a number from 1 to 1000"),
            ] {
                let result = try await server.ctl(words)
                #expect(result.status != 0 && result.error.contains(message), "\(result.error)")
            }
        }
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

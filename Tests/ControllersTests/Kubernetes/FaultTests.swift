import Controllers
import Planning
import PostgresStore
import Resources
import TestAPIServer
import Testing

extension ControllersOfAClusterTests {
    /// What the network and the API server do to a controller's requests: the end is the same.
    @Suite(.serialized, .timeLimit(.minutes(6))) struct FaultTests {
        struct Case: Sendable, CustomTestStringConvertible {
            var name: String
            var rules: [FaultRule]
            var testDescription: String { name }

            init(_ name: String, _ rules: FaultRule...) {
                self.name = name
                self.rules = rules
            }
        }

        static let writes: Set<String> = ["create", "update", "patch", "delete"]

        static let cases: [Case] = [
            Case("conflicts", FaultRule(.status(code: 409, reason: "Conflict"), verbs: ["patch"], times: 4)),
            Case(
                "too many requests",
                FaultRule(
                    .status(code: 429, reason: "TooManyRequests", retryAfter: 1), verbs: writes, skip: 1,
                    times: 2
                )),
            Case(
                "server errors",
                FaultRule(.status(code: 500, reason: "InternalError"), verbs: writes, times: 6)),
            Case(
                "a proxy's page",
                FaultRule(.body(code: 502, contentType: "text/html", text: "<html>"), times: 3)),
            Case("resets before", FaultRule(.resetBefore, verbs: writes, times: 6)),
            Case("resets after", FaultRule(.resetAfter, verbs: writes, times: 6)),
            Case(
                "truncated answers", FaultRule(.truncateBody(bytes: 20), verbs: ["patch", "list"], times: 6)),
            Case("truncated events", FaultRule(.truncateLine(afterEvents: 1), verbs: ["watch"], times: 3)),
            Case("watches that end", FaultRule(.endWatch(afterEvents: 1), verbs: ["watch"], times: 3)),
            Case(
                "expired watches",
                FaultRule(
                    .errorEvent(code: 410, reason: "Expired", afterEvents: 1), verbs: ["watch"], times: 3)),
            Case("compacted history", FaultRule(.compact, verbs: ["watch"], skip: 1, times: 3)),
            Case("small chunks", FaultRule(.chunks(ofBytes: 3), verbs: ["watch"])),
            Case(
                "nonsense between events",
                FaultRule(.line("{\"type\":\"NEWS\"}", afterEvents: 1), verbs: ["watch"])),
            Case("expired pages", FaultRule(.expireContinue, verbs: ["list"], times: 3)),
        ]

        @Test(arguments: cases)
        func theEndIsTheSame(_ fault: Case) async throws {
            try await withWorld { world in
                // The leases are let alone: that a leader steps down is not what is looked at here.
                for rule in fault.rules {
                    for resource in ["queues.jq.dev", "jobs.jq.dev", "events.events.k8s.io"] {
                        var rule = rule
                        rule.resource = resource
                        world.api.faults.add(rule)
                    }
                }
                try world.create(queue("q"), job("before"))
                let member = try Member(in: world)
                try await world.wait(.job, "before") { $0.isTrue("Reconciling", reason: "Running") }
                try world.create(job("j", "a"))
                try await world.wait(.job, "j") { $0.isTrue("Reconciling", reason: "Running") }
                try world.edit(.job, "j", ["command": ["b"]])
                try await world.eventually("b ran") { try await world.runs("j").count == 2 }
                for name in ["before", "j"] {
                    for run in try await world.runs(name) { try await world.finish(run.jobID) }
                    try await world.wait(.job, name) { $0.isTrue("Complete") }
                }
                try world.delete(.job, "j")
                try world.delete(.queue, "q")
                try await world.waitUntilGone(.queue, "q")
                try await world.eventually("j forgotten") { try await world.declared(.job, "j") == nil }
                #expect(try await world.runs("j").count == 2)
                #expect(try await world.runs("before").count == 1)
                try await member.stop()
            }
        }

        /// The answer never comes: the write is given up and found done, or done again.
        @Test func aWriteThatIsNeverAnsweredHoldsUpNobodyElse() async throws {
            try await withWorld { world in
                let gate = FaultGate()
                world.api.faults.add(
                    FaultRule(
                        .holdAfter(gate), verbs: ["patch"], resource: "queues.jq.dev", name: "slow", times: 1)
                )
                let member = try Member(in: world) { $0.batch = 1 }
                try world.create(queue("slow"))
                await gate.reached()
                try world.create(queue("fast"), job("j", queue: "fast"))
                try await world.wait(.job, "j") { $0.isTrue("Reconciling", reason: "Running") }
                gate.release()
                try await world.wait(.queue, "slow") { $0.isTrue("Ready") && $0.isHeld }
                try await member.stop()
            }
        }

        /// A watch that says nothing more, with its connection open: other kinds go on, and its own comes back with the
        /// next list at the latest.
        @Test func aSilentWatchDoesNotHoldUpTheOthers() async throws {
            try await withWorld { world in
                world.api.faults.add(
                    FaultRule(.goSilent(afterEvents: 0), verbs: ["watch"], resource: "schedules.jq.dev"))
                let member = try Member(in: world) { $0.listTimeout = .milliseconds(300) }
                try world.create(queue("q"), job("j"))
                try await world.wait(.job, "j") { $0.isTrue("Reconciling", reason: "Running") }
                try await member.stop()
            }
        }

        /// Another controller that puts its finalizer and labels on our objects is left alone, and neither spins.
        @Test func anotherControllersMarksStay() async throws {
            try await withController { world, member in
                try world.create(queue("q"))
                try await world.wait(.queue, "q") { $0.isTrue("Ready") && $0.isHeld }
                for round in 0..<5 {
                    try world.api.update("queues.jq.dev", name: "q", fieldManager: "other") {
                        $0.set(
                            ["metadata", "finalizers"],
                            ["example.com/a", "jq.dev/queue-jobs", "example.com/b"])
                        $0.set(["metadata", "labels", "round"], .string("\(round)"))
                    }
                }
                try await world.eventually("stored") {
                    try await world.declared(.queue, "q")?.live.resource.labels == ["round": "4"]
                }
                let plans = member.plans.count
                world.api.requestLog.clear()
                try world.delete(.queue, "q")
                let object = try await world.wait(.queue, "q") {
                    $0.at("metadata", "finalizers") == ["example.com/a", "example.com/b"]
                }
                #expect(object.at("metadata", "labels", "round") == "4")
                #expect(try await world.declared(.queue, "q") == nil)
                try world.api.update("queues.jq.dev", name: "q", fieldManager: "other") {
                    $0.set(["metadata", "finalizers"], nil)
                }
                try await world.waitUntilGone(.queue, "q")
                #expect(member.plans.count <= plans + 6)
            }
        }

        /// A status that is written is no reason to look at the object again.
        @Test func ownWritesCauseNoWork() async throws {
            try await withController { world, member in
                try world.create(queue("q"), job("j"))
                let run = try await { () async throws in
                    try await world.eventually("run") { try await !world.runs("j").isEmpty }
                    return try await world.runs("j")[0].jobID
                }()
                try await world.finish(run)
                try await world.wait(.job, "j") { $0.isTrue("Complete") }
                let about = member.plans.flatMap(\.entries).count { $0.key.name == "j" }
                #expect(about <= 4)
                let patches = world.api.requestLog.count { $0.name == "j" && $0.subresource == "status" }
                #expect(patches <= 6)
            }
        }
    }
}

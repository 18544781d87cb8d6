import Lifecycle
import Planning
import PostgresStore
import Resources
import Testing

/// When a declaration runs, and when it does not (DESIGN §3).
@Suite struct LedgerRunPolicyTests {
    /// Applies the job's versions one after the other, and gives the number of runs after each.
    private func runs(_ versions: [Resource]) async throws -> [Int] {
        try await withStore { store in
            var counts: [Int] = []
            for version in versions {
                try await store.declare([queue("q"), version])
                let runs = try await store.runs(of: "j")
                counts.append(runs.count)
                if let run = runs.last, !run.state.isTerminal { try await store.finish(run) }
            }
            return counts
        }
    }

    private func versions(_ policy: String, _ commands: [String], trigger: String? = nil) -> [Resource] {
        var fields: [String: Value] = ["runPolicy": .string(policy)]
        if let trigger { fields["trigger"] = .string(trigger) }
        return commands.map { job("j", $0, fields) }
    }

    @Test func oncePerContentRunsEachContentOnce() async throws {
        #expect(
            try await runs(versions("OncePerContent", ["a", "a", "b", "a", "b", "c"])) == [1, 1, 2, 2, 2, 3])
    }

    @Test func aRevertedJobStaysCompleteByTheRunOfItsContent() async throws {
        try await withStore { store in
            for command in ["a", "b"] {
                try await store.declare([queue("q"), job("j", command)])
                try await store.finish(try #require(try await store.runs(of: "j").last))
            }
            let outcome = try await store.declare([queue("q"), job("j", "a")], revision: "abcdef0123")
            #expect(outcome.summary == ["Queue/q unchanged", "Job/j change"])
            #expect(outcome.ready.isEmpty)
            let effect = try outcome.entry("Job/j").effects.first
            #expect(
                effect?.hasPrefix("skipped: same content ran 20") == true
                    && effect?.hasSuffix("(DONE)") == true)
            let first = try #require(try await store.runs(of: "j").first)
            let status = try #require(try await store.observed(kind: .job).first?.status)
            #expect(status.isTrue("Ready") && status.isTrue("Complete"))
            #expect(status.facts["runId"] == .string(first.jobID.description))
            #expect(status.facts["decision"] == ["action": "Skipped", "reason": "AlreadyRan"])
        }
    }

    @Test func oncePerChangeRunsAgainAfterARevert() async throws {
        #expect(
            try await runs(versions("OncePerChange", ["a", "a", "b", "a", "a", "b"])) == [1, 1, 2, 3, 3, 4])
    }

    @Test func oncePerNameRunsOnceWhateverItContains() async throws {
        #expect(try await runs(versions("OncePerName", ["a", "b", "a"])) == [1, 1, 1])
        #expect(
            try await runs(
                versions("OncePerName", ["a"]) + versions("OncePerName", ["b", "c"], trigger: "1")) == [
                    1, 2, 2,
                ])
    }

    @Test func manualRunsOnlyByItsTrigger() async throws {
        let counts = try await runs(
            versions("Manual", ["a", "b"]) + versions("Manual", ["b", "c"], trigger: "1")
                + versions("Manual", ["c"], trigger: "2") + versions("Manual", ["c"], trigger: "1")
                + versions("Manual", ["c"]))
        #expect(counts == [0, 0, 1, 1, 2, 2, 2])
    }

    @Test func aNewTriggerRunsTheSameContentAgain() async throws {
        let counts = try await runs(
            versions("OncePerContent", ["a"]) + versions("OncePerContent", ["a"], trigger: "2")
                + versions("OncePerContent", ["a"], trigger: "3")
                + versions("OncePerContent", ["a"], trigger: "2"))
        #expect(counts == [1, 2, 3, 3])
    }

    /// The policy is no part of the content: editing only the policy starts nothing.
    @Test(arguments: ["OncePerContent", "OncePerChange", "OncePerName", "Manual"])
    func anotherPolicyAloneRunsNothing(first: String) async throws {
        for trigger in [nil, "1"] where !(first == "Manual" && trigger == nil) {
            let policies = ["OncePerContent", "OncePerChange", "OncePerName", "Manual", first]
            let counts = try await runs(
                versions(first, ["a"], trigger: trigger)
                    + policies.flatMap { versions($0, ["a"], trigger: trigger) })
            #expect(counts == [1, 1, 1, 1, 1, 1], "\(first), trigger \(trigger ?? "-")")
        }
    }

    @Test func whatIsNotContentRunsNothing() async throws {
        var labelled = job("j", file: "elsewhere/moved.yaml")
        labelled.labels = ["team": "a"]
        labelled.annotations = ["note": "x"]
        let settings = job(
            "j", "a", file: "elsewhere/moved.yaml",
            [
                "priority": 9, "maxRetries": 1, "ttl": "1h", "timeout": "1m", "backoff": ["base": "2s"],
                "onChange": "Queue",
            ])
        #expect(
            try await runs([job("j"), labelled, settings, job("j", "a", ["deletionPolicy": "Cancel"])]) == [
                1, 1, 1, 1,
            ])
    }

    @Test func aMovedManifestIsNoChangeAndIsFoundAtItsNewPlace() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), job("j")])
            let outcome = try await store.declare([queue("q"), job("j", file: "b.yaml")])
            #expect(outcome.plan.isEmpty)
            #expect(try outcome.entry("Job/j").effects.first == "moved from main.yaml")
            #expect(try await store.declared(kind: .job).first?.live.resource.origin?.file == "b.yaml")
            #expect(try await store.runs(of: "j").count == 1)
        }
    }

    @Test func deletedAndDeclaredAgainRunsNothing() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), job("j")])
            try await store.finish(try #require(try await store.runs(of: "j").first))
            try await store.declare([queue("q")]) { $0.prune = true }
            #expect(try await store.declared(kind: .job).isEmpty)
            let again = try await store.declare([queue("q"), job("j")], revision: "r2")
            #expect(again.summary == ["Queue/q unchanged", "Job/j create"] && again.ready.isEmpty)
            let other = try await store.declare([queue("q"), job("j", "b")])
            #expect(other.ready.count == 1)
        }
    }

    @Test func anErasedLedgerEntryRunsAgain() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), job("j")])
            try await store.finish(try #require(try await store.runs(of: "j").first))
            try await store.backdate("DELETE FROM ledger")
            let outcome = try await store.declare([queue("q"), job("j")])
            #expect(outcome.summary == ["Queue/q unchanged", "Job/j change"] && outcome.ready.count == 1)
        }
    }

    @Test func theLedgerKnowsWhoDeclaredAndHowTheRunEnded() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), job("good"), job("bad")], revision: "a1b2c3d4e5")
            let good = try #require(try await store.runs(of: "good").first)
            #expect(good.sourceRevision == "a1b2c3d4e5" && good.state == .pending)
            try await store.finish(good)
            let lease = try await store.hold(try #require(try await store.runs(of: "bad").first), start: true)
            #expect(try await store.runs(of: "bad").first?.state == .running)
            _ = try await store.fail([Failure(lease: lease, end: .failedPermanently, message: "no")])
            #expect(try await store.runs(of: "good").first?.state == .done)
            #expect(try await store.runs(of: "bad").first?.state == .deadLettered)
            // Also when the rows of the run are gone.
            try await store.backdate("DELETE FROM job_done; DELETE FROM jobs")
            let outcome = try await store.declare([queue("q"), job("good"), job("bad")])
            #expect(outcome.plan.isEmpty)
            #expect(
                try outcome.entry("Job/bad").effects.first?.contains("(DEAD_LETTERED), declared at a1b2c3d")
                    == true)
        }
    }
}

import Lifecycle
import Planning
import PostgresStore
import Resources
import Testing

/// Applying sets of manifests: what belongs together, who owns what, what is remembered.
@Suite struct DeclarationApplyTests {
    @Test func aQueueAndItsJobWorkInOneSetInAnyOrder() async throws {
        try await withStore { store in
            let outcome = try await store.declare([job("j"), queue("q", ["priority": 7, "maxRetries": 1])])
            #expect(outcome.applied && outcome.summary == ["Job/j create", "Queue/q create"])
            let ready = try #require(outcome.ready.first)
            #expect(ready.queue == "q" && ready.rank == 2)
            #expect(try await store.job(ready.id)?.maxRetries == 1)
        }
    }

    @Test func aJobOnAMissingQueueIsHeldUpAndTheRestGoesOnlyWithKeepGoing() async throws {
        try await withStore { store in
            let set = [queue("q"), job("good"), job("bad", queue: "nowhere")]
            let refused = try await store.declare(set)
            #expect(!refused.applied && refused.summary.last == "Job/bad blocked")
            #expect(
                try refused.entry("Job/bad").blocked
                    == "queue \"nowhere\" does not exist; declare it, or correct spec.queue")
            #expect(try await store.declared().isEmpty)
            #expect(try await store.declare(set) { $0.keepGoing = true }.applied)
            #expect(try await store.declared().map(\.live.resource.key.name) == ["good", "q"])
            #expect(try await store.runs(of: "bad").isEmpty)
            let mended = try await store.declare(set + [queue("nowhere")])
            #expect(mended.ready.count == 1)
        }
    }

    @Test func namespacesKeepNamesApart() async throws {
        try await withStore { store in
            try await store.declare([
                queue("emails", ["maxRetries": 1]), queue("emails", in: "team-a", ["maxRetries": 2]),
                job("j", queue: "emails"), job("j", queue: "emails", in: "team-a"),
            ])
            #expect(try await store.queue(named: "team-a/emails")?.settings.maxRetries == 2)
            #expect(try await store.queue(named: "emails")?.settings.maxRetries == 1)
            let run = try #require(try await store.runs(of: "j", in: "team-a").first)
            let record = try #require(try await store.job(run.jobID))
            #expect(record.queue == "team-a/emails" && record.resource == "team-a/j")
            #expect(try await store.runs(of: "j").first.map(\.jobID) != run.jobID)
            let other = try await store.declare([job("k", queue: "emails", in: "team-b")])
            #expect(other.summary == ["Job/team-b/k blocked"])
        }
    }

    @Test func twoAppliersAtOnceRunItOnce() async throws {
        try await withStore { store in
            let second = JobQueueStore(conninfo: store.conninfo, applicationName: "second")
            let set = [queue("q")] + (0..<40).map { job("j\($0)") }
            let options = PlanOptions(owner: "src")
            let outcomes = try await withThrowingTaskGroup(of: ApplyOutcome.self) { group in
                for applier in [store, second, store, second] {
                    group.addTask {
                        try await applier.apply(
                            set, options: options, provenance: Provenance(actor: "tester"))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.map(\.ready.count).sorted() == [0, 0, 0, 40])
            #expect(try await store.counts()["q"]?.ready == 40)
            #expect(try await store.jobs(queue: "q", state: nil, before: nil, limit: 100).count == 40)
            await second.shutdown()
        }
    }

    @Test func aPlanThatNoLongerHoldsIsRefused() async throws {
        try await withStore { store in
            let options = PlanOptions(owner: "src")
            let plan = try await store.plan([queue("q", ["maxRetries": 5])], options: options)
            try await store.declare([queue("q")])
            let error = await #expect(throws: StoreError.self) {
                try await store.apply(
                    [queue("q", ["maxRetries": 5])], options: options,
                    provenance: Provenance(actor: "tester"),
                    expectedHash: plan.hash)
            }
            #expect(error?.code == .failedPrecondition && error?.message.contains(plan.hash) == true)
            #expect(try await store.queue(named: "q")?.settings.maxRetries == 3)
        }
    }

    @Test func whatAnotherOwnerDeclaresIsLeftAloneUnlessTakenOver() async throws {
        try await withStore { store in
            try await store.declare([queue("q", file: "theirs.yaml", ["maxRetries": 1]), job("j")]) {
                $0.owner = "theirs"
            }
            let mine = [queue("q", ["maxRetries": 2]), job("j", "b")]
            let refused = try await store.declare(mine) { $0.keepGoing = true }
            #expect(refused.summary == ["Queue/q blocked", "Job/j blocked"])
            #expect(
                try refused.entry("Queue/q").blocked
                    == "declared by theirs (theirs.yaml:1); remove it there, or apply with --take-over "
                    + "or with annotation jq.dev/moved-from: theirs")
            #expect(try await store.queue(named: "q")?.settings.maxRetries == 1)
            #expect(try await store.runs(of: "j").count == 1)

            let taken = try await store.declare(mine) { $0.takeOver = true }
            #expect(taken.summary == ["Queue/q change", "Job/j change"] && taken.ready.count == 1)
            #expect(try taken.entry("Queue/q").effects.first == "taken over from theirs")
            #expect(Set(try await store.declared().map(\.live.owner)) == ["src"])
            // The earlier owner's prune no longer finds them.
            #expect(
                try await store.declare([]) {
                    $0.owner = "theirs"; $0.prune = true
                }.plan.entries.isEmpty)
        }
    }

    @Test func aQueueMadeByHandIsAdoptedWithItsJobs() async throws {
        try await withStore { store in
            _ = try await store.createQueue("q", maxRetries: 9, ttlSeconds: 60)
            _ = try await store.enqueue(2, queue: "q")
            let outcome = try await store.declare([queue("q", ["priority": 4])])
            let entry = try outcome.entry("Queue/q")
            #expect(entry.action == .create)
            #expect(entry.effects.first == "adopts the queue made by hand (2 pending jobs)")
            #expect(entry.changes.map(\.path) == ["spec.maxRetries", "spec.priority", "spec.ttl"])
            let row = try #require(try await store.queue(named: "q"))
            #expect(row.settings == QueueSettings(priority: 4) && row.generation == 1)
            #expect(try await store.counts()["q"]?.ready == 2)
        }
    }

    @Test func everyRevisionIsKept() async throws {
        try await withStore { store in
            let key = ResourceKey(kind: .queue, name: "q")
            var labelled = queue("q", ["maxRetries": 2])
            labelled.labels = ["team": "a"]
            let sets = [[queue("q")], [queue("q", ["maxRetries": 2])], [labelled], [labelled], []]
            var hashes: [String] = []
            for (index, set) in sets.enumerated() {
                let outcome = try await store.declare(set, revision: "commit\(index)") { $0.prune = true }
                hashes.insert(outcome.plan.hash, at: 0)
            }
            let history = try await store.history(key, limit: 10)
            #expect(history.map(\.action) == ["deleted", "changed", "changed", "created"])
            #expect(history.map(\.generation) == [2, 2, 2, 1])
            #expect(history.map(\.sourceRevision) == ["commit4", "commit2", "commit1", "commit0"])
            #expect(history.map(\.planHash) == [hashes[0], hashes[2], hashes[3], hashes[4]])
            #expect(history.allSatisfy { $0.actor == "tester" && $0.owner == "src" })
            #expect(
                history.map(\.resource) == [labelled, labelled, queue("q", ["maxRetries": 2]), queue("q")])
            #expect(try await store.history(key, limit: 2).count == 2)
        }
    }

    /// A database may write numbers its own way; the declaration must come back as it was written.
    @Test(arguments: [
        ["n": 1e17] as Value, ["n": 1.0], ["n": [1e300, 2.2250738585072014e-308, -0.0, 0.1]],
        ["n": 9_007_199_254_740_993],
        ["": ["b.c": nil, "é": "\u{1F600}\u{7}\"\\"]], [1, ["a": []], [:]], "text",
    ])
    func aSpecComesBackAsItWasDeclared(payload: Value) async throws {
        try await withStore { store in
            let declared = manifest(.job, "j", ["queue": "q", "payload": payload])
            try await store.declare([queue("q"), declared])
            #expect(try await store.declare([queue("q"), declared]).plan.isEmpty)
            let stored = try #require(try await store.declared(kind: .job).first?.live.resource)
            #expect(stored == declared && RunKey(job: stored) == RunKey(job: declared))
            let run = try #require(try await store.runs(of: "j").first)
            #expect(run.runKey == RunKey(job: stored))
            try await store.hold(run, start: false)
            #expect(try await store.job(run.jobID)?.payload == payload.canonicalJSON())
        }
    }

    @Test func payloadsThatDifferOnlyInDotsOrNullsAreDifferent() async throws {
        try await withStore { store in
            let payloads: [Value] = [["a.b": 1], ["a": ["b": 1]], ["a": nil, "b": 1], ["b": 1]]
            for payload in payloads {
                let declared = manifest(
                    .job, "j", ["queue": "q", "payload": payload, "runPolicy": "OncePerName"])
                try await store.declare([queue("q"), declared])
                #expect(try await store.declared(kind: .job).first?.live.resource.spec["payload"] == payload)
            }
        }
    }
}

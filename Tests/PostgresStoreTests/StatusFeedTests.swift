import Lifecycle
import Planning
import PostgresStore
import Resources
import Testing

/// What a controller reads to report on declarations.
@Suite struct StatusFeedTests {
    private func key(_ name: String) -> ResourceKey { ResourceKey(kind: .job, name: name) }

    @Test func observingKeysIsObservingThemOutOfAll() async throws {
        try await withStore { store in
            try await store.declare([
                queue("q"), queue("other"), job("j"), job("k"),
                manifest(.workerPool, "p", ["queues": ["q"], "replicas": 2]),
                manifest(
                    .schedule, "s",
                    ["every": "1m", "jobTemplate": ["spec": ["queue": "q", "command": ["a"]]]]),
            ])
            _ = try await store.enqueue(3, queue: "q")
            let all = try await store.observed()
            let wanted = all.map(\.record.live.resource.key).filter { $0.name != "k" && $0.name != "other" }
            let some = try await store.observed(
                keys: wanted.reversed() + [ResourceKey(kind: .queue, name: "gone")])
            #expect(some.map(\.record.live.resource.key) == wanted)
            for resource in some {
                let same = all.first { $0.record.live.resource.key == resource.record.live.resource.key }
                #expect(resource.status == same?.status && resource.record.live == same?.record.live)
            }
            let observed = some.first { $0.record.live.resource.key.kind == .queue }
            #expect(observed?.status.facts["pending"] == 5)
            #expect(try await store.observed(keys: []).isEmpty)
        }
    }

    @Test func countsOfNamedQueuesAreThoseOfTheView() async throws {
        try await withStore { store in
            try await store.declare([
                queue("q"), queue("r"), job("j"), job("late", "a", ["notBefore": "2201-01-01T00:00:00Z"]),
            ])
            _ = try await store.enqueue(5, queue: "q")
            try await store.compactCounts()
            try await store.finish(try #require(try await store.runs(of: "j").first))
            let more = try await store.enqueue(3, queue: "q")
            let claims = try await store.claim(more.map { ($0.id, freshJobID()) })
            _ = try await store.settle(
                started: [Lease(job: claims[0].id, epoch: claims[0].leaseEpoch)], completed: [])
            let counts = try await store.queueCounts()
            #expect(Set(counts.keys) == ["default", "q", "r"])
            let q = try #require(counts["q"])
            #expect(q.ready == 5 && q.scheduled == 1 && q.assigned == 2 && q.running == 1 && q.done == 1)
            let status = try #require(try await store.observed(kind: .queue, name: "q").first?.status)
            for (fact, count) in [
                ("pending", q.ready), ("scheduled", q.scheduled), ("assigned", q.assigned),
                ("running", q.running), ("done", q.done), ("deadLettered", q.deadLettered),
            ] {
                #expect(status.facts[fact] == .int(count), "\(fact)")
            }
        }
    }

    @Test func anActiveRunIsFollowedToItsEnd() async throws {
        try await withStore { store in
            _ = try await store.enqueue(2)
            let applied = try await store.declare([
                queue("q"), job("j"), job("later", "a", ["notBefore": "2201-01-01T00:00:00Z"]),
            ])
            #expect(applied.applied)
            var cursor = try await store.endedRunsCursor()
            let run = try #require(try await store.runs(of: "j").first)
            var active = try await store.activeRuns()
            #expect(Set(active.keys) == [key("j"), key("later")])
            #expect(active[key("j")] == ActiveRun(jobID: run.jobID, state: .pending, retries: 0, attempt: 0))
            #expect(active[key("later")]?.state == .pending)

            var lease = try await store.hold(run, start: false)
            #expect(try await store.activeRuns()[key("j")]?.state == .assigned)
            _ = try await store.settle(started: [lease], completed: [])
            active = try await store.activeRuns()
            #expect(active[key("j")]?.state == .running && active[key("j")]?.attempt == 1)
            #expect(try await store.endedRuns(after: &cursor).isEmpty)

            _ = try await store.fail([Failure(lease: lease, end: .failedPermanently, message: "no")])
            #expect(Set(try await store.activeRuns().keys) == [key("later")])
            var ended = try await store.endedRuns(after: &cursor)
            #expect(ended.map(\.key) == [key("j")] && ended.first?.state == .deadLettered)
            #expect(ended.first?.jobID == run.jobID)
            #expect(try await store.endedRuns(after: &cursor).isEmpty)

            // A retry by hand is the same run again, and its second end is told, too.
            #expect(try await store.retry(run.jobID).ready != nil)
            #expect(try await store.activeRuns()[key("j")]?.state == .pending)
            #expect(try await store.endedRuns(after: &cursor).isEmpty)
            lease = try await store.hold(run, start: true)
            try await store.complete(lease)
            ended = try await store.endedRuns(after: &cursor)
            #expect(ended.map(\.state) == [.done])
            #expect(try await store.endedRuns(after: &cursor).isEmpty)
        }
    }

    /// The time of an end is that of its transaction's begin, so that a slow one shows up behind a later one.
    @Test func anEndThatIsCommittedLateIsToldAndBatchesGoOn() async throws {
        try await withStore { store in
            let jobs = (0..<7).map { job("j\($0)", "run \($0)") }
            try await store.declare([queue("q")] + jobs)
            var cursor = try await store.endedRunsCursor()
            for name in ["j0", "j1", "j2"] {
                try await store.finish(try #require(try await store.runs(of: name).first))
            }
            #expect(try await store.endedRuns(after: &cursor).count == 3)
            try await store.finish(try #require(try await store.runs(of: "j3").first))
            try await store.backdate(
                "UPDATE ledger SET finished_at = finished_at - interval '20 seconds' WHERE name = 'j3'")
            #expect(try await store.endedRuns(after: &cursor).map(\.key.name) == ["j3"])
            for name in ["j4", "j5", "j6"] {
                try await store.finish(try #require(try await store.runs(of: name).first))
            }
            var names: [String] = []
            for count in [2, 1, 0] {
                let batch = try await store.endedRuns(after: &cursor, limit: 2)
                #expect(batch.count == count)
                names += batch.map(\.key.name)
            }
            #expect(names == ["j4", "j5", "j6"])
        }
    }

    @Test func theNewestOfSeveralActiveRunsIsTold() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), job("j", "a")])
            try await store.declare([job("j", "b")])
            let runs = try await store.runs(of: "j")
            #expect(runs.count == 2)
            #expect(try await store.activeRuns()[key("j")]?.jobID == runs.last?.jobID)
        }
    }

    @Test func whatAnOwnerDeclares() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), job("j", "a", in: "team-a", ["queue": "default/q"])]) {
                $0.keepGoing = true
            }
            try await store.declare([queue("q", ["maxRetries": 9])])
            try await store.declare([queue("theirs")]) { $0.owner = "other" }
            let keys = try await store.declaredKeys(owner: "src")
            #expect(keys.map { "\($0.key) \($0.generation)" } == ["Queue/q 2"])
            #expect(try await store.declaredKeys(owner: "nobody").isEmpty)
        }
    }

    @Test func workersOfPools() async throws {
        try await withStore { store in
            func register(_ pool: String, _ concurrency: Int32) async throws -> JobID {
                try await store.register(
                    WorkerRegistration(
                        id: freshJobID(), hostname: "h", concurrency: concurrency, queues: ["q"], pool: pool,
                        version: "1")
                ).id
            }
            let first = try await register("p", 4)
            let second = try await register("p", 2)
            let third = try await register("p", 8)
            _ = try await register("", 8)
            _ = try await store.heartbeat([(first, 3), (second, 1)])
            _ = try await store.setDraining(second, true)
            _ = try await store.deregister(third)
            #expect(
                try await store.poolWorkers() == [
                    "p": PoolWorkers(online: 2, draining: 1, busy: 4, capacity: 6)
                ])
            let facts = try #require(try await store.workers().first { $0.id == second }?.facts)
            #expect(facts.state == .draining && facts.pool == "p" && facts.busy == 1 && facts.queues == ["q"])
        }
    }
}

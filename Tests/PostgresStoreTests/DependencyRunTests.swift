import Lifecycle
import Planning
import PostgresStore
import Resources
import Testing

/// Declared Jobs that depend on others of their namespace.
@Suite struct DependencyRunTests {
    private func after(_ names: String..., command: String = "a") -> Resource {
        job("load", command, ["dependsOn": .array(names.map { .string($0) })])
    }

    private func state(_ name: String, _ store: JobQueueStore) async throws -> JobState? {
        try await store.runs(of: name).last?.state
    }

    @Test func aRunWaitsForTheRunsOfTheSamePlan() async throws {
        try await withStore { store in
            let outcome = try await store.declare([queue("q"), after("seed"), job("seed", "s")])
            let seed = try #require(try await store.runs(of: "seed").first)
            let load = try #require(try await store.runs(of: "load").first)
            #expect(outcome.ready.map(\.id) == [seed.jobID])
            #expect(
                try outcome.entry("Job/load").effects.last == "waits for seed, which starts with this plan")
            #expect(try await store.job(load.jobID)?.waitsFor == seed.jobID)
            #expect(try await store.release().isEmpty)
            try await store.finish(seed)
            #expect(try await store.release().map(\.id) == [load.jobID])
        }
    }

    @Test func aRunWaitsForANameThatHasNotRunYet() async throws {
        try await withStore { store in
            let outcome = try await store.declare([queue("q"), after("seed")])
            #expect(outcome.ready.isEmpty)
            #expect(try outcome.entry("Job/load").effects.last == "waits for seed, which has not run yet")
            #expect(try await store.release().isEmpty)
            // Declared later, by another plan.
            let later = try await store.declare([queue("q"), job("seed", "s")])
            let seed = try #require(try await store.runs(of: "seed").first)
            #expect(later.ready.map(\.id) == [seed.jobID])
            #expect(try await store.release().isEmpty)
            try await store.finish(seed)
            let load = try #require(try await store.runs(of: "load").first)
            #expect(try await store.release().map(\.id) == [load.jobID])
        }
    }

    @Test func aFailedDependencyMakesADeadLetterAtOnceAndALaterRunDoesNotReviveIt() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), job("seed", "s")])
            let seed = try #require(try await store.runs(of: "seed").first)
            let lease = try await store.hold(seed, start: true)
            _ = try await store.fail([Failure(lease: lease, end: .failedPermanently, message: "disk full")])
            let outcome = try await store.declare([queue("q"), after("seed")])
            #expect(
                try outcome.entry("Job/load").effects.last
                    == "seed failed: this run would be dead-lettered at once")
            let load = try #require(try await store.runs(of: "load").first)
            #expect(load.state == .deadLettered)
            let record = try #require(try await store.job(load.jobID))
            #expect(record.reason == "DEPENDENCY_FAILED")
            #expect(
                record.error == "it depends on Job/seed (job \(seed.jobID)), which was dead-lettered "
                    + "(PERMANENT_FAILURE): disk full")
            try await store.declare([queue("q"), job("seed", "better")])
            let better = try #require(try await store.runs(of: "seed").last)
            try await store.finish(better)
            #expect(try await store.release().isEmpty)
            #expect(try await state("load", store) == .deadLettered)
            // By hand it waits anew, and the newest run counts.
            #expect(try await store.retry(load.jobID) == .waiting)
            #expect(try await store.release().map(\.id) == [load.jobID])
            #expect(try await store.checkHistory([]).violations.isEmpty)
        }
    }

    /// The newest run counts at the moment of the release.
    @Test func aNewerRunOfTheDependencyTakesTheOlderOnesPlace() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), after("seed", "other"), job("seed", "s"), job("other", "o")])
            let first = try #require(try await store.runs(of: "seed").first)
            let other = try #require(try await store.runs(of: "other").first)
            let load = try #require(try await store.runs(of: "load").first)
            try await store.finish(first)
            #expect(try await store.release().isEmpty)
            // While `load` still waits for `other`, `seed` is changed and runs again.
            try await store.declare([queue("q"), job("seed", "t")])
            let second = try #require(try await store.runs(of: "seed").last)
            try await store.finish(other)
            #expect(try await store.release().isEmpty)
            #expect(try await store.job(load.jobID)?.waitsFor == second.jobID)
            try await store.finish(second)
            #expect(try await store.release().map(\.id) == [load.jobID])
        }
    }

    @Test func aNewerRunSavesAJobFromTheFailureOfTheOlderOne() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), after("seed"), job("seed", "s")])
            let first = try #require(try await store.runs(of: "seed").first)
            let load = try #require(try await store.runs(of: "load").first)
            let lease = try await store.hold(first, start: true)
            try await store.declare([queue("q"), job("seed", "t")])
            _ = try await store.fail([Failure(lease: lease, end: .failedPermanently, message: "no")])
            #expect(try await store.release().isEmpty)
            #expect(try await state("load", store) == .pending)
            try await store.finish(try #require(try await store.runs(of: "seed").last))
            #expect(try await store.release().map(\.id) == [load.jobID])
        }
    }

    @Test func circlesAreRefusedAlsoWhenTheyCloseOverSeveralPlans() async throws {
        try await withStore { store in
            func declare(_ name: String, after dependency: String) async throws -> PlanEntry {
                let resource = manifest(
                    .job, name, file: "\(name).yaml",
                    ["queue": "q", "command": ["a"], "dependsOn": [.string(dependency)]])
                return try await store.declare([resource]).entry("Job/\(name)")
            }
            try await store.declare([queue("q")])
            #expect(try await declare("a", after: "b").blocked == nil)
            #expect(try await declare("b", after: "c").blocked == nil)
            let blocked = try await declare("c", after: "a").blocked
            #expect(
                blocked == "dependsOn goes in a circle, so none could ever start: "
                    + "c (c.yaml:1) -> a (a.yaml:1) -> b (b.yaml:1) -> c; remove one of these dependencies")
            #expect(try await store.runs(of: "c").isEmpty)
            #expect(try await declare("c", after: "d").blocked == nil)
        }
    }

    @Test func labelsAndKeysOfADeclarationAreThoseOfItsRuns() async throws {
        try await withStore { store in
            var resource = job("j", "a", ["concurrencyKey": "tenant", "uniqueKey": "u"])
            resource.labels = ["team": "data"]
            try await store.declare([queue("q"), resource])
            let run = try #require(try await store.runs(of: "j").first)
            let record = try #require(try await store.job(run.jobID))
            #expect(record.labels == ["team": "data"])
            #expect(record.concurrencyKey == "tenant" && record.uniqueKey == "u")
            #expect(try await store.holder(ofKey: "u", queue: "q") == run.jobID)
        }
    }

    @Test func aDeclaredTwinWaitsForTheHolderAndItsPeriod() async throws {
        try await withStore { store in
            try await store.declare([queue("q")])
            var first = NewJob(id: freshJobID(), queue: "q", payload: [])
            first.uniqueKey = "u"
            first.uniquePeriodMilliseconds = 3_600_000
            _ = try await store.submit([first], allOrNone: true)
            let twins = [job("j", "a", ["uniqueKey": "u"]), job("k", "a", ["uniqueKey": "u"])]
            #expect(try await store.declare(twins).ready.isEmpty)
            let runs = [try await store.runs(of: "j")[0].jobID, try await store.runs(of: "k")[0].jobID]
            let record = try #require(try await store.job(runs[0]))
            #expect(record.waitsFor == first.id && record.reason == "UNIQUE_KEY")
            // The last one has the key, and whoever submits a twin hears of it.
            #expect(try await store.holder(ofKey: "u", queue: "q") == runs[1])
            try await store.succeed(first)
            #expect(try await store.release().isEmpty)
            try await store.backdate("UPDATE job_scheduled SET not_before = now() WHERE not_before > now()")
            #expect(try await store.release().map(\.id) == [runs[0]])
            try await store.finish(try await store.runs(of: "j")[0])
            try await store.backdate("UPDATE job_scheduled SET not_before = now() WHERE not_before > now()")
            #expect(try await store.release().map(\.id) == [runs[1]])
            #expect(try await store.checkHistory([]).violations.isEmpty)
        }
    }

    @Test func keysMoveWithTheJobsOfADeletedQueue() async throws {
        try await withStore { store in
            try await store.declare([queue("q", ["onDelete": "MoveTo", "moveTo": "r"]), queue("r")])
            func keyed(_ key: String, _ queue: String) -> NewJob {
                var job = NewJob(id: freshJobID(), queue: queue, payload: [])
                job.uniqueKey = key
                return job
            }
            let free = keyed("free", "q")
            let both = [keyed("both", "q"), keyed("both", "r")]
            _ = try await store.submit([free] + both, allOrNone: true)
            try await store.declare([]) { $0.delete = [ResourceKey(kind: .queue, name: "q")] }
            #expect(try await store.job(free.id)?.queue == "r")
            #expect(try await store.holder(ofKey: "free", queue: "r") == free.id)
            #expect(try await store.holder(ofKey: "both", queue: "r") == both[1].id)
            #expect(try await store.holder(ofKey: "free", queue: "q") == nil)
        }
    }
}

import Lifecycle
import Planning
import PostgresStore
import Resources
import Testing

/// What a changed or deleted declaration does to the run that is active.
@Suite struct LedgerOnChangeTests {
    enum Active: String, CaseIterable {
        case pending, assigned, running
    }

    /// A store on which the first version of job "j" stands as asked.
    private func withActive(
        _ active: Active, _ body: (JobQueueStore, LedgerEntry, Lease?) async throws -> Void
    ) async throws {
        try await withStore { store in
            try await store.declare([queue("q"), job("j", "old", ["deletionPolicy": "Cancel"])])
            let run = try #require(try await store.runs(of: "j").first)
            let lease = active == .pending ? nil : try await store.hold(run, start: active == .running)
            try await body(store, run, lease)
        }
    }

    private func change(_ store: JobQueueStore, _ onChange: String) async throws -> (
        ApplyOutcome, LedgerEntry
    ) {
        let outcome = try await store.declare([queue("q"), job("j", "new", ["onChange": .string(onChange)])])
        let runs = try await store.runs(of: "j")
        #expect(runs.count == 2)
        return (outcome, try #require(runs.last))
    }

    @Test(arguments: Active.allCases) func letFinishTouchesNothing(active: Active) async throws {
        try await withActive(active) { store, old, lease in
            let (outcome, new) = try await change(store, "LetFinish")
            #expect(outcome.ready.map(\.id) == [new.jobID] && outcome.workersToTell.isEmpty)
            let state = active.rawValue.uppercased()
            #expect(
                try outcome.entry("Job/j").effects == [
                    "would run (changed content \(RunKey(job: job("j", "new")).short))",
                    "run \(old.jobID) on the old content is \(state) and finishes undisturbed",
                ])
            #expect(try await store.job(old.jobID)?.state.rawValue == state)
            if let lease { try await store.complete(lease) }
        }
    }

    @Test(arguments: Active.allCases) func queueStartsTheNewRunAfterTheOldOne(active: Active) async throws {
        try await withActive(active) { store, old, lease in
            let (outcome, new) = try await change(store, "Queue")
            #expect(outcome.ready.isEmpty)
            #expect(try await store.release().isEmpty)
            if let lease { try await store.complete(lease) } else { try await store.finish(old) }
            #expect(try await store.release().map(\.id) == [new.jobID])
        }
    }

    @Test func queueWaitsForTheLastOfThoseThatWait() async throws {
        try await withActive(.running) { store, _, lease in
            let (_, second) = try await change(store, "Queue")
            try await store.declare([queue("q"), job("j", "third", ["onChange": "Queue"])])
            let third = try #require(try await store.runs(of: "j").last)
            try await store.complete(try #require(lease))
            #expect(try await store.release().map(\.id) == [second.jobID])
            #expect(try await store.release().isEmpty)
            try await store.finish(second)
            #expect(try await store.release().map(\.id) == [third.jobID])
        }
    }

    /// Two runs may be active when they were told to leave each other alone.
    @Test func queueWaitsForEveryActiveRun() async throws {
        try await withActive(.running) { store, _, lease in
            let (_, second) = try await change(store, "LetFinish")
            let held = try await store.hold(second, start: true)
            try await store.declare([queue("q"), job("j", "third", ["onChange": "Queue"])])
            let third = try #require(try await store.runs(of: "j").last)
            try await store.complete(held)
            #expect(try await store.release().isEmpty)
            try await store.complete(try #require(lease))
            #expect(try await store.release().map(\.id) == [third.jobID])
        }
    }

    @Test func cancelThenRunReplacesAPendingRunAtOnce() async throws {
        try await withActive(.pending) { store, old, _ in
            let (outcome, new) = try await change(store, "CancelThenRun")
            #expect(outcome.ready.map(\.id) == [new.jobID])
            let record = try #require(try await store.job(old.jobID))
            #expect(record.state == .deadLettered && record.reason == "CANCELLED")
            #expect(try await store.runs(of: "j").map(\.state) == [.deadLettered, .pending])
        }
    }

    @Test func cancelThenRunTakesAnAssignedRunFromItsWorker() async throws {
        try await withActive(.assigned) { store, old, lease in
            let worker = try #require(try await store.job(old.jobID)?.worker)
            let (outcome, new) = try await change(store, "CancelThenRun")
            #expect(outcome.workersToTell == [worker])
            #expect(try await store.job(old.jobID)?.state == .deadLettered)
            // The worker's start comes too late.
            #expect(try await store.settle(started: [try #require(lease)], completed: []) == [old.jobID])
            #expect(outcome.ready.map(\.id) == [new.jobID])
        }
    }

    @Test func cancelThenRunWaitsUntilARunningOneHasEnded() async throws {
        try await withActive(.running) { store, old, lease in
            let worker = try #require(try await store.job(old.jobID)?.worker)
            let (outcome, new) = try await change(store, "CancelThenRun")
            #expect(outcome.ready.isEmpty && outcome.workersToTell == [worker])
            let lease = try #require(lease)
            #expect(try await store.cancellations(workers: [worker]).map(\.lease) == [lease])
            #expect(try await store.release().isEmpty)
            _ = try await store.fail([Failure(lease: lease, end: .cancelled, message: "killed")])
            #expect(try await store.release().map(\.id) == [new.jobID])
        }
    }

    /// Every combination of how the declaration goes and where its run stands.
    @Test(arguments: ["Finish", "Orphan", "Cancel"], Active.allCases)
    func theDeletionPolicyDecidesAboutTheActiveRun(policy: String, active: Active) async throws {
        try await withStore { store in
            try await store.declare([queue("q"), job("j", "a", ["deletionPolicy": .string(policy)])])
            let run = try #require(try await store.runs(of: "j").first)
            let lease = active == .pending ? nil : try await store.hold(run, start: active == .running)
            let outcome = try await store.declare([]) { $0.delete = [ResourceKey(kind: .job, name: "j")] }
            let state = active.rawValue.uppercased()
            let cancels = policy == "Cancel"
            #expect(
                try outcome.entry("Job/j").effects == [
                    cancels
                        ? "run \(run.jobID) (\(state)) is cancelled"
                        : "run \(run.jobID) is \(state) and finishes"
                ])
            #expect(try await store.declared(kind: .job).isEmpty)
            #expect(outcome.workersToTell.isEmpty == (!cancels || active == .pending))
            let record = try #require(try await store.job(run.jobID))
            if cancels, active != .running {
                #expect(record.state == .deadLettered && record.reason == "CANCELLED")
            } else {
                #expect(record.state.rawValue == state && record.cancelRequested == cancels)
                if let lease { try await store.complete(lease) }
            }
            #expect(try await store.runs(of: "j").count == 1)
        }
    }
}

import Lifecycle
import Planning
import PostgresStore
import Resources
import Testing

/// What becomes of a queue's jobs when its declaration goes.
@Suite struct QueueRemovalTests {
    private let key = ResourceKey(kind: .queue, name: "old")

    /// A store with queue "old" that holds two ready jobs, a scheduled one, and one that runs; "new" is empty.
    private func withBusyQueue(
        _ onDelete: String,
        _ body: (JobQueueStore, _ waiting: [NewJob], _ running: Lease) async throws -> Void
    ) async throws {
        try await withStore { store in
            var spec: [String: Value] = ["onDelete": .string(onDelete)]
            if onDelete == "MoveTo" { spec["moveTo"] = "new" }
            try await store.declare([queue("old", .object(spec)), queue("new")])
            let jobs = try await store.enqueue(3, queue: "old")
            let later = try await store.enqueue(1, queue: "old") { $0.notBefore = 4_102_444_800_000_000 }
            let claim = try #require(try await store.claim([(jobs[0].id, freshJobID())]).first)
            let lease = Lease(job: jobs[0].id, epoch: claim.leaseEpoch)
            _ = try await store.settle(started: [lease], completed: [])
            try await body(store, jobs.dropFirst() + later, lease)
        }
    }

    private func remove(_ store: JobQueueStore) async throws -> ApplyOutcome {
        try await store.declare([queue("new")]) { $0.prune = true }
    }

    private func states(_ store: JobQueueStore, _ jobs: [NewJob]) async throws -> [String] {
        var states: [String] = []
        for job in jobs {
            let record = try #require(try await store.job(job.id))
            states.append("\(record.queue) \(record.state.rawValue)")
        }
        return states
    }

    @Test func blockHoldsTheDeletionUpWhileJobsWaitOrRun() async throws {
        try await withBusyQueue("Block") { store, waiting, running in
            let outcome = try await remove(store)
            #expect(!outcome.applied && outcome.summary == ["Queue/new unchanged", "Queue/old blocked"])
            #expect(
                try outcome.entry("Queue/old").blocked
                    == "3 pending jobs would be stranded (onDelete: Block); set onDelete to Drain, Cancel or MoveTo "
                    + "first, or wait")
            for job in waiting { _ = try await store.cancel(job.id, force: false) }
            #expect(try await remove(store).entry("Queue/old").blocked?.hasPrefix("1 job still runs") == true)
            #expect(try await store.queue(named: "old")?.draining == false)
            try await store.complete(running)
            #expect(try await remove(store).summary == ["Queue/new unchanged", "Queue/old delete"])
            #expect(try await store.queue(named: "old") == nil)
        }
    }

    @Test func aDrainedQueueTakesNothingAndDisappearsWhenEmpty() async throws {
        try await withBusyQueue("Drain") { store, waiting, running in
            let outcome = try await remove(store)
            #expect(
                try outcome.entry("Queue/old").effects
                    == [
                        "takes no new jobs; 3 pending jobs run first, then it is removed; 1 held by workers finish"
                    ])
            #expect(try await store.declared(kind: .queue).map(\.live.resource.key.name) == ["new"])
            #expect(try await store.queue(named: "old")?.draining == true)
            await #expect(throws: StoreError.self) { try await store.enqueue(1, queue: "old") }
            #expect(try await store.removeDrainedQueues().isEmpty)
            let claims = try await store.claim(waiting.dropLast().map { ($0.id, freshJobID()) })
            for claim in claims { try await store.complete(Lease(job: claim.id, epoch: claim.leaseEpoch)) }
            try await store.complete(running)
            #expect(try await store.removeDrainedQueues().isEmpty)
            try await store.backdate("UPDATE job_scheduled SET not_before = now()")
            let last = try #require(try await store.promoteDue(limit: 10).first)
            let claim = try #require(try await store.claim([(last.id, freshJobID())]).first)
            #expect(try await store.removeDrainedQueues().isEmpty)
            try await store.complete(Lease(job: last.id, epoch: claim.leaseEpoch))
            #expect(try await store.removeDrainedQueues() == ["old"])
            #expect(try await store.queue(named: "old") == nil)
        }
    }

    @Test func aDrainedQueueThatIsDeclaredAgainStaysWithItsJobs() async throws {
        try await withBusyQueue("Drain") { store, waiting, _ in
            _ = try await remove(store)
            let outcome = try await store.declare([queue("new"), queue("old")])
            #expect(
                try outcome.entry("Queue/old").effects == [
                    "keeps the queue that was being drained (3 pending jobs)"
                ])
            #expect(try await store.queue(named: "old")?.draining == false)
            #expect(try await states(store, waiting) == ["old PENDING", "old PENDING", "old PENDING"])
            #expect(try await store.enqueue(1, queue: "old").count == 1)
        }
    }

    @Test func cancelDeadLettersWhatWaitsAndLetsTheRestFinish() async throws {
        try await withBusyQueue("Cancel") { store, waiting, running in
            let outcome = try await remove(store)
            #expect(
                try outcome.entry("Queue/old").effects
                    == ["3 pending jobs are dead-lettered (CANCELLED); 1 held by workers finish"])
            #expect(try await states(store, waiting) == Array(repeating: "old DEAD_LETTERED", count: 3))
            #expect(try await store.queue(named: "old")?.draining == true)
            try await store.complete(running)
            #expect(try await store.removeDrainedQueues() == ["old"])
        }
    }

    @Test func moveToPutsWhatWaitsIntoTheOtherQueue() async throws {
        try await withBusyQueue("MoveTo") { store, waiting, running in
            let outcome = try await remove(store)
            #expect(
                try outcome.entry("Queue/old").effects
                    == ["3 pending jobs move to queue new; 1 held by workers finish"])
            #expect(outcome.ready.map(\.id) == waiting.dropLast().map(\.id).sorted())
            #expect(outcome.ready.allSatisfy { $0.queue == "new" })
            #expect(try await states(store, waiting) == Array(repeating: "new PENDING", count: 3))
            let counts = try await store.counts()
            #expect(counts["new"]?.ready == 2 && counts["new"]?.scheduled == 1 && counts["old"]?.running == 1)
            #expect(counts["old"]?.pending == 0)
            try await store.complete(running)
            #expect(try await store.removeDrainedQueues() == ["old"])
        }
    }

    @Test func movedJobsAreAnnouncedTogetherWithNewRuns() async throws {
        try await withBusyQueue("MoveTo") { store, waiting, _ in
            let outcome = try await store.declare([queue("new"), job("j", queue: "new")]) { $0.prune = true }
            let run = try #require(try await store.runs(of: "j").first)
            #expect(Set(outcome.ready.map(\.id)) == Set(waiting.dropLast().map(\.id) + [run.jobID]))
        }
    }

    @Test func moveToNeedsAQueueThatStays() async throws {
        try await withBusyQueue("MoveTo") { store, waiting, _ in
            // The queue that should take the jobs goes in the same pass.
            let both = try await store.declare([]) {
                $0.prune = true; $0.keepGoing = true
            }
            #expect(both.summary == ["Queue/new delete", "Queue/old blocked"])
            #expect(try both.entry("Queue/old").blocked?.contains("there will be no queue \"new\"") == true)
            #expect(try await states(store, waiting) == Array(repeating: "old PENDING", count: 3))
            #expect(try await store.queue(named: "new") == nil)
            // It may come back in the same pass, too.
            let again = try await remove(store)
            #expect(again.summary == ["Queue/new create", "Queue/old delete"])
            #expect(try await states(store, waiting) == Array(repeating: "new PENDING", count: 3))
        }
    }

    @Test func queuesThatMoveToEachOtherStayWhenBothAreDeleted() async throws {
        try await withStore { store in
            try await store.declare([
                queue("a", ["onDelete": "MoveTo", "moveTo": "b"]),
                queue("b", ["onDelete": "MoveTo", "moveTo": "a"]),
            ])
            let jobs = try await store.enqueue(1, queue: "a") + store.enqueue(1, queue: "b")
            let outcome = try await store.declare([]) {
                $0.prune = true; $0.keepGoing = true
            }
            #expect(outcome.summary == ["Queue/a blocked", "Queue/b blocked"])
            #expect(try await states(store, jobs) == ["a PENDING", "b PENDING"])
        }
    }

    @Test func aQueueStaysWhileADeclaredJobWouldRunInIt() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), queue("other")])
            let outcome = try await store.declare([queue("other"), job("j")]) {
                $0.prune = true; $0.keepGoing = true
            }
            #expect(outcome.summary == ["Queue/other unchanged", "Job/j blocked", "Queue/q blocked"])
            #expect(
                try outcome.entry("Queue/q").blocked == "Job/j is declared on it; delete or move that first")
            // One that has run does not hold it.
            try await store.declare([queue("q"), queue("other"), job("j")])
            try await store.finish(try #require(try await store.runs(of: "j").first))
            let later = try await store.declare([queue("other"), job("j")]) { $0.prune = true }
            #expect(later.summary == ["Queue/other unchanged", "Job/j unchanged", "Queue/q delete"])
        }
    }

    @Test func aQueueMadeByHandIsDeletedByNameUnlessJobsWait() async throws {
        try await withStore { store in
            _ = try await store.createQueue("old", maxRetries: nil, ttlSeconds: nil)
            let waiting = try await store.enqueue(1, queue: "old")[0]
            #expect(try await store.declare([]) { $0.delete = [key] }.summary == ["Queue/old blocked"])
            _ = try await store.cancel(waiting.id, force: false)
            #expect(try await store.declare([]) { $0.delete = [key, key] }.summary == ["Queue/old delete"])
            #expect(try await store.queue(named: "old") == nil)
            #expect(try await store.declare([]) { $0.delete = [key] }.plan.entries.isEmpty)
        }
    }

    @Test func aDeclarationWhoseRowIsGoneTakesNoJobsAlong() async throws {
        try await withBusyQueue("Cancel") { store, waiting, _ in
            try await store.backdate("DELETE FROM queues WHERE name = 'old'")
            #expect(try await remove(store).summary == ["Queue/new unchanged", "Queue/old delete"])
            #expect(try await states(store, waiting) == Array(repeating: "old PENDING", count: 3))
            #expect(try await store.deadLetterStranded() == 3)
            #expect(try await store.job(waiting[0].id)?.reason == "QUEUE_DELETED")
        }
    }
}

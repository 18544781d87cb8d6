import Lifecycle
import Planning
import Resources
import Testing

/// What is reported on a declared resource.
@Suite struct StatusTests {
    private let job = manifest(.job, "j", ["queue": "q", "command": ["a"]])

    private func live(_ resource: Resource) -> LiveResource {
        LiveResource(resource: resource, owner: "src", generation: 4)
    }

    /// "Ready=True/Succeeded": every condition, in order.
    private func conditions(_ status: ResourceStatus) -> [String] {
        status.conditions.map { "\($0.type)=\($0.status.rawValue)/\($0.reason)" }
    }

    @Test(arguments: [
        (JobState.pending, ["Ready=False/Running", "Reconciling=True/Running"]),
        (.assigned, ["Ready=False/Running", "Reconciling=True/Running"]),
        (.running, ["Ready=False/Running", "Reconciling=True/Running"]),
        (.done, ["Ready=True/Succeeded", "Complete=True/Succeeded"]),
        (.failed, ["Ready=False/DeadLettered", "Failed=True/DeadLettered", "Stalled=True/DeadLettered"]),
        (
            .deadLettered,
            ["Ready=False/DeadLettered", "Failed=True/DeadLettered", "Stalled=True/DeadLettered"]
        ),
    ])
    func everyStateOfAJob(state: JobState, expected: [String]) {
        // With the run's rows, and when only the ledger remembers.
        for facts in [
            RunFacts(state: state, retries: 1, attempt: 2, finishedAt: 5, error: "no", reason: "WHY"), nil,
        ] {
            let status = jobStatus(live(job), ledger: [ledgerEntry(job, 7, state)], latest: facts)
            #expect(conditions(status) == expected)
            #expect(status.observedGeneration == 4)
            #expect(status.facts["phase"] == .string(state.rawValue))
            #expect(status.facts["runKey"] == .string(RunKey(job: job).description))
            #expect(status.facts["decision"] == ["action": "Ran", "reason": "NewContent"])
            #expect(status.facts["attempt"] == facts.map { .int($0.attempt) })
        }
    }

    @Test func theRowsAreNewerThanTheLedger() {
        let status = jobStatus(
            live(job), ledger: [ledgerEntry(job, 7, .pending)], latest: RunFacts(state: .done, finishedAt: 5))
        #expect(status.isTrue("Complete") && status.conditions.allSatisfy { $0.since == 5 })
    }

    @Test func aDeadLetterSaysWhy() {
        let facts = RunFacts(state: .deadLettered, error: "exit 3", reason: "RETRIES_EXHAUSTED")
        let status = jobStatus(live(job), ledger: [ledgerEntry(job, 7, .deadLettered)], latest: facts)
        let id = JobID(high: 0, low: 7)
        #expect(status.conditions[0].message == "run \(id) is a dead letter (RETRIES_EXHAUSTED: exit 3)")
        #expect(status.facts["error"] == "exit 3")
    }

    /// A -> B -> A: what counts is the run of the content that is declared now.
    @Test func aRevertedJobReportsTheRunOfItsContent() {
        let other = manifest(.job, "j", ["queue": "q", "command": ["b"]])
        let ledger = [ledgerEntry(job, 7, .done), ledgerEntry(other, 8, .deadLettered)]
        let status = jobStatus(live(job), ledger: ledger, latest: RunFacts(state: .deadLettered, error: "no"))
        #expect(conditions(status) == ["Ready=True/Succeeded", "Complete=True/Succeeded"])
        #expect(status.facts["runId"] == .string(JobID(high: 0, low: 7).description))
        #expect(status.facts["decision"] == ["action": "Skipped", "reason": "AlreadyRan"])
        #expect(status.facts["error"] == nil)
        #expect(!jobStatus(live(other), ledger: ledger, latest: nil).isTrue("Ready"))
    }

    /// Under OncePerName the content is edited and what ran stays what ran.
    @Test func anotherPolicyStillFindsItsRun() {
        let edited = manifest(.job, "j", ["queue": "q", "command": ["b"], "runPolicy": "OncePerName"])
        let status = jobStatus(
            live(edited), ledger: [ledgerEntry(job, 7, .done)], latest: RunFacts(state: .done))
        #expect(status.isTrue("Complete"))
    }

    @Test func aJobThatWaitsForItsTriggerIsReady() {
        let manual = manifest(.job, "j", ["queue": "q", "command": ["a"], "runPolicy": "Manual"])
        let status = jobStatus(live(manual), ledger: [], latest: nil)
        #expect(conditions(status) == ["Ready=True/NotTriggered"] && status.facts["phase"] == "Skipped")
    }

    @Test func queues() {
        let queue = manifest(.queue, "q", ["maxRetries": 5])
        let counts = QueueCounts(ready: 1, scheduled: 2, assigned: 3, running: 4, done: 5, deadLettered: 6)
        var row = LiveQueue(settings: QueueSettings(queue), counts: counts)
        let serving = queueStatus(live(queue), row: row, rowGeneration: 3)
        #expect(conditions(serving) == ["Ready=True/Serving"] && serving.observedGeneration == 3)
        #expect(
            serving.facts == [
                "pending": 1, "scheduled": 2, "assigned": 3, "running": 4, "done": 5, "deadLettered": 6,
                "paused": false, "draining": false, "finishRate": 0.0, "overrides": [],
            ])
        let drifted = ["Ready=False/Drifted", "Reconciling=True/Drifted"]
        row.draining = true
        #expect(conditions(queueStatus(live(queue), row: row, rowGeneration: 3)) == drifted)
        row = LiveQueue(settings: QueueSettings(maxRetries: 9))
        #expect(conditions(queueStatus(live(queue), row: row, rowGeneration: 3)) == drifted)
        let missing = queueStatus(live(queue), row: nil, rowGeneration: 0)
        #expect(conditions(missing) == drifted && missing.conditions[0].message.contains("missing"))
        let paused = manifest(.queue, "q", ["paused": true])
        row = LiveQueue(settings: QueueSettings(paused))
        #expect(conditions(queueStatus(live(paused), row: row, rowGeneration: 1)) == ["Ready=True/Paused"])
    }

    @Test func pools() {
        let pool = manifest(.workerPool, "p", ["queues": ["q"], "replicas": 2])
        let missing = poolStatus(live(pool), online: 1, busy: 1, capacity: 8)
        #expect(conditions(missing) == ["Ready=False/WorkersMissing", "Reconciling=True/WorkersMissing"])
        #expect(missing.conditions[0].message == "1 of 2 workers are online")
        #expect(missing.facts == ["replicas": 2, "ready": 1, "busy": 1, "capacity": 8, "desired": 2])
        #expect(
            conditions(poolStatus(live(pool), online: 2, busy: 0, capacity: 8)) == [
                "Ready=True/WorkersOnline"
            ])
        let draining = manifest(.workerPool, "p", ["queues": ["q"], "replicas": 0, "drain": true])
        #expect(
            conditions(poolStatus(live(draining), online: 0, busy: 0, capacity: 0))
                == ["Ready=True/WorkersOnline", "Draining=True/Drain"])
        let external = manifest(.workerPool, "p", ["queues": ["q"], "runtime": "External", "replicas": 5])
        #expect(
            conditions(poolStatus(live(external), online: 0, busy: 0, capacity: 0)) == [
                "Ready=True/WorkersOnline"
            ])
    }

    @Test func schedules() {
        func status(suspend: Bool = false, _ facts: ScheduleFacts) -> [String] {
            let spec: Value = [
                "every": "1m", "suspend": .bool(suspend),
                "jobTemplate": ["spec": ["queue": "q", "command": ["a"]]],
            ]
            return conditions(scheduleStatus(live(manifest(.schedule, "s", spec)), facts: facts))
        }
        #expect(status(ScheduleFacts()) == ["Ready=True/Stored"])
        #expect(status(ScheduleFacts(isFollowed: true, nextTick: 5)) == ["Ready=True/Ticking"])
        #expect(status(ScheduleFacts(isFollowed: true)) == ["Ready=True/NoTick"])
        #expect(
            status(suspend: true, ScheduleFacts(isFollowed: true))
                == ["Ready=True/Suspended", "Suspended=True/Suspend"])
        #expect(status(ScheduleFacts(queue: .missing)) == ["Ready=False/QueueMissing"])
        #expect(status(ScheduleFacts(queue: .draining)) == ["Ready=False/QueueDraining"])
        #expect(
            status(ScheduleFacts(problem: "no zone")) == [
                "Ready=False/CannotTick", "Stalled=True/CannotTick",
            ])
    }

    @Test func aPoolThatScalesItselfCountsAgainstWhatItWants() {
        let pool = manifest(.workerPool, "p", ["queues": ["q"], "runtime": "Kubernetes", "replicas": 2])
        let status = poolStatus(
            live(pool), online: 3, busy: 1, capacity: 8, desired: 4, replicas: 5, selector: "pool=p")
        #expect(conditions(status) == ["Ready=False/WorkersMissing", "Reconciling=True/WorkersMissing"])
        #expect(status.conditions[0].message == "3 of 4 workers are online")
        #expect(
            status.facts == [
                "replicas": 5, "ready": 3, "busy": 1, "capacity": 8, "desired": 4, "selector": "pool=p",
            ])
    }

    @Test func theNewestRunsAreListedFirst() throws {
        let ledger = (0..<25).map { ledgerEntry(job, UInt64($0), .done, revision: $0 == 24 ? "c0ffee" : nil) }
        let status = jobStatus(live(job), ledger: ledger, latest: RunFacts(state: .running))
        let runs = try #require(status.facts["runs"]?.arrayValue)
        let ids = (5..<25).reversed().map { Value.string(JobID(high: 0, low: UInt64($0)).description) }
        #expect(runs.map { $0["runId"] } == ids)
        let key = Value.string(RunKey(job: job).description)
        #expect(
            runs[0] == [
                "runId": ids[0], "runKey": key, "contentKey": key, "declaredAt": "2026-11-02T14:03:00Z",
                "state": "RUNNING", "sourceRevision": "c0ffee",
            ])
        #expect(runs[1]["state"] == "DONE" && runs[1]["sourceRevision"] == nil)
    }

    @Test(arguments: [
        (0.0, 0.0), (-1, 0), (.nan, 0), (.infinity, 0), (0.004, 0), (0.1234, 0.12), (0.996, 1), (5.678, 5.7),
        (99.4, 99), (1234.5, 1200), (98765, 99_000),
    ])
    func theFinishRateHasTwoDigits(rate: Double, told: Double) {
        let queue = manifest(.queue, "q", [:])
        let row = LiveQueue(settings: QueueSettings(queue), counts: QueueCounts(finishRate: rate))
        #expect(queueStatus(live(queue), row: row, rowGeneration: 1).facts["finishRate"] == .double(told))
    }
}

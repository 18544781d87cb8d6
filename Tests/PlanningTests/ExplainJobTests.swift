import Lifecycle
import Planning
import Resources
import Testing

/// The sentences and the order of what keeps a job from running.
@Suite struct ExplainJobTests {
    private static let id = JobID(high: 0, low: 7)
    private static let minute: Int64 = 60_000_000

    private func queue(
        _ spec: Value = [:], overrides: [QueueOverride] = [], declared: Bool = true,
        counts: QueueCounts = QueueCounts()
    ) -> QueueSituation {
        let resource = manifest(.queue, "q", spec)
        return QueueSituation(
            live: LiveQueue(settings: QueueSettings(resource), counts: counts, overrides: overrides),
            declared: declared ? LiveResource(resource: resource, owner: "src", generation: 1) : nil)
    }

    /// A job that is the first in line, with an idle worker.
    private func ready(_ change: (inout JobFacts) -> Void = { _ in }) -> JobFacts {
        var facts = JobFacts(
            now: declaredAt, job: JobSituation(id: Self.id, queue: "q", state: .pending), queue: queue(),
            workers: WorkerSituation(online: 1, slots: 4), line: LinePlace(ahead: 0))
        change(&facts)
        return facts
    }

    private func putOff(_ change: (inout JobFacts) -> Void) -> JobFacts {
        ready {
            $0.job.isPutOff = true
            $0.line = nil
            change(&$0)
        }
    }

    private func kinds(_ facts: JobFacts) -> [Cause.Kind] { explain(facts).causes.map(\.kind) }

    private func first(_ facts: JobFacts) -> Cause { explain(facts).causes[0] }

    private func override(_ field: OverridableField, _ value: Value, minutes: Int64) -> QueueOverride {
        QueueOverride(
            field: field, value: value, actor: "ann", reason: "incident 42", createdAt: declaredAt,
            expiresAt: declaredAt + minutes * Self.minute)
    }

    private func use(_ count: Int64) -> SlotUse {
        SlotUse(
            count: count,
            holders: (1...min(count, 20)).map {
                SlotHolder(
                    job: JobID(high: 1, low: UInt64($0)), since: declaredAt - 2 * Self.minute,
                    worker: "host-\($0)")
            })
    }

    @Test func nothingHoldsItUp() {
        let explanation = explain(ready())
        #expect(
            explanation
                == Explanation(
                    causes: [Cause(.nextInLine, "nothing holds it up: it is the next in queue q")],
                    position: 1,
                    estimatedStart: declaredAt))
    }

    @Test func aQueueThatSomebodyPaused() {
        let facts = ready { $0.queue = queue(overrides: [override(.paused, true, minutes: 62)]) }
        let explanation = explain(facts)
        #expect(
            explanation.causes[0]
                == Cause(
                    .queuePaused, "queue q is paused by ann until 2026-11-02T15:05:00Z (incident 42)",
                    until: declaredAt + 62 * Self.minute))
        #expect(explanation.causes.map(\.kind) == [.queuePaused, .nextInLine])
        #expect(explanation.position == 1 && explanation.estimatedStart == declaredAt + 62 * Self.minute)
    }

    @Test func aQueueThatIsDeclaredPaused() {
        let paused = first(ready { $0.queue = queue(["paused": true]) })
        #expect(
            paused.message == "queue q is paused by its declaration at main.yaml:1" && paused.until == nil)
        let byHand = first(ready { $0.queue = queue(["paused": true], declared: false) })
        #expect(byHand.message == "queue q is paused")
        let drifted = ready {
            $0.queue = queue()
            $0.queue?.live.settings.paused = true
        }
        #expect(first(drifted).message.contains("by its row in the database, not by its declaration"))
        let both = ready {
            $0.queue = queue(["paused": true], overrides: [override(.paused, true, minutes: 1)])
        }
        #expect(
            first(both).message
                == "queue q is paused by ann until 2026-11-02T14:04:00Z (incident 42), and it stays paused then "
                + "by its declaration at main.yaml:1")
        #expect(first(both).until == nil && explain(both).estimatedStart == nil)
        let resumed = ready {
            $0.queue = queue(["paused": true], overrides: [override(.paused, false, minutes: 1)])
        }
        #expect(kinds(resumed) == [.nextInLine])
    }

    @Test func aFullLimit() {
        let facts = ready {
            $0.queue = queue(["concurrency": ["limit": 5]])
            $0.queue?.slots = use(5)
        }
        let cause = first(facts)
        #expect(cause.kind == .limitReached && cause.jobs.count == 5)
        #expect(
            cause.message == "queue q has 5 jobs with workers, and its limit is 5 (declared at main.yaml:1): "
                + "\(JobID(high: 1, low: 1)) on host-1 for 2m; \(JobID(high: 1, low: 2)) on host-2 for 2m; "
                + "\(JobID(high: 1, low: 3)) on host-3 for 2m; and 2 more")
        let free = ready {
            $0.queue = queue(["concurrency": ["limit": 6]])
            $0.queue?.slots = use(5)
        }
        #expect(kinds(free) == [.nextInLine])
        let overridden = ready {
            $0.queue = queue(
                ["concurrency": ["limit": 50]], overrides: [override(.concurrencyLimit, 1, minutes: 2)])
            $0.queue?.slots = use(30)
        }
        #expect(
            first(overridden).message.contains(
                "its limit is 1 (overridden until 2026-11-02T14:05:00Z by ann (\"incident 42\")): "))
        #expect(first(overridden).jobs.count == 20)
    }

    @Test func aFullKey() {
        let facts = ready {
            $0.job.concurrencyKey = "tenant-7"
            $0.queue = queue(["concurrency": ["perKey": 1]])
            $0.queue?.keySlots = use(1)
        }
        #expect(
            first(facts).message
                == "its key \"tenant-7\" has 1 job with workers, and the limit for each key is 1 "
                + "(declared at main.yaml:1): \(JobID(high: 1, low: 1)) on host-1 for 2m")
        #expect(kinds(facts) == [.keyLimitReached, .nextInLine] && explain(facts).estimatedStart == nil)
        var keyless = facts
        keyless.job.concurrencyKey = nil
        #expect(kinds(keyless) == [.nextInLine])
    }

    @Test func aRateThatIsUsedUp() {
        let shares = [
            RateShare(count: 6, leavesAt: declaredAt + 2_000_000),
            RateShare(count: 2, leavesAt: declaredAt + 500_000),
            RateShare(count: 3, leavesAt: declaredAt + 1_000_000), RateShare(count: 9, leavesAt: declaredAt),
        ]
        let facts = ready {
            $0.queue = queue(["rateLimit": ["limit": 10, "period": "1m"]])
            $0.queue?.rate = shares
        }
        // Eleven count; the two that leave first make room.
        #expect(first(facts).until == declaredAt + 500_000)
        #expect(
            first(facts).message
                == "queue q has handed out 11 jobs within 1m, and its rate limit is 10 (declared at "
                + "main.yaml:1); the next may start at 2026-11-02T14:03:01Z")
        #expect(explain(facts).estimatedStart == declaredAt + 500_000)
        let lower = ready {
            $0.queue = queue(["rateLimit": ["limit": 6]])
            $0.queue?.rate = shares
        }
        #expect(first(lower).until == declaredAt + 2_000_000)
        let free = ready {
            $0.queue = queue(["rateLimit": ["limit": 12]])
            $0.queue?.rate = shares
        }
        #expect(kinds(free) == [.nextInLine])
    }

    @Test func noWorker() {
        let nobody = ready { $0.workers = WorkerSituation() }
        #expect(
            first(nobody).message
                == "no online worker serves queue q; no WorkerPool names it; declare one, or start a worker for it"
        )
        #expect(kinds(nobody) == [.noWorker, .nextInLine] && explain(nobody).estimatedStart == nil)
        let pools = ready {
            $0.workers = WorkerSituation(
                draining: ["host-1", "host-2"],
                pools: [
                    PoolPlace(name: "a", replicas: 2, origin: Mark(file: "p.yaml", line: 4, column: 1)),
                    PoolPlace(name: "b", replicas: nil, drains: true),
                ])
        }
        #expect(
            first(pools).message
                == "no online worker serves queue q; 2 workers are draining: host-1, host-2; "
                + "pools a (2 workers, p.yaml:4), b (started elsewhere, declared to drain) would")
    }

    @Test func busyWorkers() {
        let facts = ready {
            $0.workers = WorkerSituation(online: 2, slots: 8, held: 8)
            $0.queue = queue(counts: QueueCounts(ready: 1_204, finishRate: 0.5))
            $0.line = LinePlace(ahead: 11)
        }
        let explanation = explain(facts)
        #expect(
            explanation.causes == [
                Cause(.workersBusy, "all 8 slots of the 2 workers that serve queue q are taken"),
                Cause(
                    .nextInLine,
                    "position 12 of 1,204 in queue q; starts in about 24s at the present 0.5 jobs/s"),
            ])
        #expect(explanation.position == 12 && explanation.estimatedStart == declaredAt + 24_000_000)
    }

    @Test func thePlaceIsAGuessWithKeysAndBounded() {
        let keyed = ready {
            $0.job.concurrencyKey = "k"
            $0.line = LinePlace(ahead: 3)
        }
        #expect(first(keyed).message == "about position 4 of 4 in queue q")
        let far = ready {
            $0.line = LinePlace(ahead: 10_001)
            $0.queue = queue(counts: QueueCounts(ready: 1_000_000, finishRate: 100))
        }
        #expect(first(far).message == "more than 10,000 jobs are before it in queue q")
        #expect(explain(far).position == 10_001 && explain(far).estimatedStart == nil)
    }

    @Test func timesToCome() {
        let scheduled = putOff { $0.job.notBefore = declaredAt + 90 * Self.minute }
        #expect(
            first(scheduled)
                == Cause(
                    .scheduled, "it is scheduled: it is due at 2026-11-02T15:33:00Z, in 1h30m",
                    until: declaredAt + 90 * Self.minute))
        #expect(explain(scheduled).estimatedStart == declaredAt + 90 * Self.minute)
        let retry = putOff {
            $0.job.notBefore = declaredAt + 8_000_000
            $0.job.reason = "RETRY"
            $0.job.attempt = 2
            $0.job.retries = 2
            $0.job.maxRetries = 5
            $0.job.error = "no route\nto host"
        }
        #expect(first(retry).kind == .retryWait)
        #expect(
            first(retry).message
                == "attempt 2 failed, and retry 2 of 5 is due at 2026-11-02T14:03:08Z, in 8s: "
                + "no route to host")
        #expect(first(putOff { $0.job.notBefore = declaredAt - 1 }).message.contains("within a moment"))
    }

    @Test func othersThatItWaitsFor() {
        let other = JobID(high: 2, low: 1)
        let facts = putOff {
            $0.dependencies = [
                AwaitedJob(id: other, state: .running), AwaitedJob(id: nil, resource: "team-a/load"),
                AwaitedJob(id: JobID(high: 2, low: 2), resource: "seed", state: .deadLettered),
            ]
            $0.earlierRun = AwaitedJob(id: other, resource: "migrate", state: .assigned)
            $0.twin = AwaitedJob(id: other, state: .pending)
            $0.job.resource = "migrate"
            $0.job.uniqueKey = "order-1"
            $0.job.notBefore = declaredAt + Self.minute
        }
        let explanation = explain(facts)
        #expect(
            explanation.causes.map(\.kind) == [.waitsForDependency, .waitsForRun, .waitsForTwin, .scheduled])
        #expect(
            explanation.causes.prefix(3).map(\.message) == [
                "it depends on 3 jobs: job \(other) (RUNNING), Job/team-a/load, which has not run yet, "
                    + "Job/seed, run \(JobID(high: 2, low: 2)) (DEAD_LETTERED)",
                "it waits until an earlier run of its Job has ended: Job/migrate, run \(other) (ASSIGNED)",
                "another job has its unique key \"order-1\": job \(other) (PENDING)",
            ])
        #expect(explanation.causes[0].jobs == [other, JobID(high: 2, low: 2)])
        #expect(explanation.estimatedStart == nil && explanation.position == 0)
        let one = putOff { $0.dependencies = [AwaitedJob(id: other, state: .running)] }
        #expect(explain(one).causes.map(\.message) == ["it depends on job \(other) (RUNNING)"])
        let tick = putOff {
            $0.earlierRun = AwaitedJob(id: other, state: .running)
            $0.job.schedule = "nightly"
        }
        #expect(
            explain(tick).causes.map(\.message) == [
                "it waits until the job of an earlier tick of Schedule/nightly has ended: job \(other) (RUNNING)"
            ])
    }

    @Test func theLastingComesBeforeThePassing() {
        let all = ready {
            $0.job.concurrencyKey = "k"
            $0.queue = queue(
                ["paused": true, "concurrency": ["limit": 1, "perKey": 1], "rateLimit": ["limit": 1]])
            $0.queue?.slots = use(1)
            $0.queue?.keySlots = use(1)
            $0.queue?.rate = [RateShare(count: 1, leavesAt: declaredAt + 1)]
            $0.queue?.live.draining = true
            $0.workers = WorkerSituation()
        }
        #expect(
            kinds(all) == [
                .queuePaused, .noWorker, .limitReached, .keyLimitReached, .rateLimited, .queueDraining,
                .nextInLine,
            ])
        var busy = all
        busy.workers = WorkerSituation(online: 1, slots: 1, held: 1)
        #expect(
            kinds(busy) == [
                .queuePaused, .limitReached, .keyLimitReached, .rateLimited, .workersBusy, .queueDraining,
                .nextInLine,
            ])
        // What is in the way of a job that is not due is no news, but what will be is.
        busy.job.isPutOff = true
        busy.job.notBefore = declaredAt + 1
        #expect(kinds(busy) == [.scheduled, .queuePaused, .queueDraining])
        #expect(explain(busy).estimatedStart == nil)
    }

    @Test func aQueueThatGoesAway() {
        let draining = ready { $0.queue?.live.draining = true }
        #expect(
            kinds(draining) == [.queueDraining, .nextInLine] && explain(draining).estimatedStart == declaredAt
        )
        let gone = ready { $0.queue = nil }
        #expect(first(gone).message.hasPrefix("queue q does not exist any more"))
    }

    @Test func jobsThatWorkersHave() {
        let running = ready {
            $0.job.state = .running
            $0.job.worker = "host-1"
            $0.job.startedAt = declaredAt - 3 * Self.minute
            $0.job.attempt = 2
            $0.job.progress = 42.5
            $0.job.progressNote = "page 7"
            $0.job.cancelRequested = true
        }
        #expect(
            explain(running).causes == [
                Cause(
                    .running,
                    "it runs on host-1 for 3m, attempt 2; 42.5 % done; it says: page 7; it was asked to stop")
            ])
        let assigned = ready {
            $0.job.state = .assigned
            $0.job.worker = "host-1"
            $0.job.assignedAt = declaredAt - 1_000_000
        }
        #expect(
            explain(assigned).causes == [
                Cause(
                    .assigned, "it was given to a worker on host-1 for 1s, which has not told that it started"
                )
            ])
    }

    @Test func jobsThatHaveEnded() {
        let done = ready {
            $0.job.state = .done
            $0.job.endedAt = declaredAt - 3600 * 1_000_000
            $0.job.resource = "migrate"
        }
        #expect(
            explain(done).causes == [
                Cause(
                    .ended,
                    "it succeeded at 2026-11-02T13:03:00Z, 1h ago; what is declared runs again when its content or "
                        + "spec.trigger changes")
            ])
        let dead = ready {
            $0.job.state = .deadLettered
            $0.job.endedAt = declaredAt
            $0.job.reason = "RETRIES_EXHAUSTED"
            $0.job.attempt = 4
            $0.job.exitCode = 3
            $0.job.error = "exit status 3"
        }
        #expect(
            explain(dead).causes == [
                Cause(
                    .ended,
                    "it is a dead letter since 2026-11-02T14:03:00Z (RETRIES_EXHAUSTED), after 4 attempts: "
                        + "exit status 3; `jq-ctl job retry \(dead.job.id)` puts it back into its queue")
            ])
    }

    @Test func jobsWithoutRows() {
        let manual = manifest(.job, "j", ["queue": "q", "command": ["a"], "runPolicy": "Manual"])
        #expect(
            explainUnrun(manual).causes == [
                Cause(
                    .neverRun,
                    "Job/j is declared at main.yaml:1 and has never run: runPolicy is Manual; set spec.trigger to "
                        + "run it")
            ])
        let run = ledgerEntry(manual, 9, .done)
        let forgotten = explainForgotten(manual.key, run: run).causes
        #expect(forgotten.map(\.kind) == [.ended] && forgotten[0].jobs == [run.jobID])
        #expect(forgotten[0].message.contains("declared 2026-11-02T14:03:00Z, ended DONE"))
    }
}

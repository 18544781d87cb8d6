import Lifecycle
import Planning
import Resources
import Testing

/// The sentences that a plan tells about live work.
@Suite struct EffectsTests {
    private func queueChange(_ spec: Value, from old: Value = [:], _ counts: QueueCounts = QueueCounts())
        throws -> [String]
    {
        var situation = Situation([manifest(.queue, "q", old)])
        situation.count("q", counts)
        return try situation.entry([manifest(.queue, "q", spec)]).effects
    }

    @Test func queues() throws {
        #expect(try Situation().entry([manifest(.queue, "q", [:])]).effects == ["takes jobs at once"])
        let busy = QueueCounts(ready: 1_200, scheduled: 4, assigned: 2, running: 32)
        #expect(
            try queueChange(["paused": true], busy)
                == ["1,200 ready jobs wait until it is resumed; 34 held by workers finish undisturbed"])
        #expect(
            try queueChange([:], from: ["paused": true], QueueCounts(ready: 1)) == [
                "1 ready job starts at once"
            ])
        #expect(
            try queueChange(["maxRetries": 5, "ttl": "1h"], busy) == [
                "the old maxRetries stays with 1,238 jobs submitted before",
                "the old ttl stays with 1,238 jobs submitted before",
            ])
        #expect(try queueChange(["maxRetries": 5]).isEmpty)
    }

    @Test func limitsThatBecomeNarrower() throws {
        let busy = QueueCounts(ready: 9_120, assigned: 4, running: 30, finishRate: 36.2)
        #expect(
            try queueChange(["concurrency": ["limit": 10]], from: ["concurrency": ["limit": 50]], busy) == [
                "34 running, 24 above the new limit finish undisturbed; "
                    + "backlog 9,120 drains in ~21m (now ~4m)"
            ])
        // How fast it is, is not known.
        let slow = QueueCounts(ready: 9_120, running: 34)
        #expect(
            try queueChange(["concurrency": ["limit": 33]], from: ["concurrency": ["limit": 50]], slow)
                == ["34 running, 1 above the new limit finishes undisturbed"])
        // Without an earlier limit what ran is what there were slots for.
        #expect(
            try queueChange(
                ["concurrency": ["limit": 17]], QueueCounts(ready: 100, running: 34, finishRate: 1))
                == [
                    "34 running, 17 above the new limit finish undisturbed; "
                        + "backlog 100 drains in ~3m (now ~100s)"
                ])
    }

    @Test func limitsThatBecomeWiderOrGo() throws {
        let busy = QueueCounts(ready: 600, running: 10, finishRate: 1)
        #expect(
            try queueChange(["concurrency": ["limit": 40]], from: ["concurrency": ["limit": 10]], busy)
                == ["10 running, 30 more may start; backlog 600 drains in ~3m (now ~10m)"])
        #expect(
            try queueChange([:], from: ["concurrency": ["limit": 10]], busy)
                == ["10 running; as many more may start as workers take"])
        #expect(
            try queueChange(["concurrency": ["limit": 90]], QueueCounts(ready: 5, running: 2, finishRate: 1))
                == ["2 running, 88 more may start; backlog 5 drains in ~5s (now ~5s)"])
    }

    @Test func keysAndRates() throws {
        #expect(
            try queueChange(["concurrency": ["perKey": 2]])
                == [
                    "at most 2 of one key at once; those above it finish undisturbed, and the keys take turns"
                ])
        #expect(
            try queueChange([:], from: ["concurrency": ["perKey": 2]])
                == ["jobs of one key may run at once as the queue's limit allows"])
        #expect(
            try queueChange(["rateLimit": ["limit": 100, "period": "1s"]], QueueCounts(ready: 30_000))
                == ["at most 100 starts in any 1s; backlog 30,000 takes ~5m at least"])
        #expect(
            try queueChange([:], from: ["rateLimit": ["limit": 1, "period": "1m"]])
                == ["jobs start as soon as workers take them"])
    }

    @Test func aRowThatNobodyDeclared() throws {
        var situation = Situation()
        situation.live.queues["q"] = LiveQueue(settings: QueueSettings(), counts: QueueCounts(scheduled: 1))
        #expect(
            try situation.entry([manifest(.queue, "q", [:])]).effects
                == ["adopts the queue made by hand (1 pending job)"])
        situation.live.queues["q"]?.draining = true
        #expect(
            try situation.entry([manifest(.queue, "q", [:])]).effects
                == ["keeps the queue that was being drained (1 pending job)"])
    }

    private func kafkaChange(_ old: Value?, _ new: Value?) throws -> [String] {
        func queue(_ kafka: Value?) -> Resource {
            manifest(.queue, "q", kafka.map { ["source": ["kafka": $0]] } ?? [:])
        }
        return try Situation([queue(old)]).entry([queue(new)]).effects
    }

    @Test func sourcesInKafka() throws {
        let orders: Value = ["topic": "orders"]
        let latest: Value = ["topic": "parcels", "startFrom": "Latest"]
        let begins =
            "each message of topic orders becomes a job, from the oldest on, or from where this queue has "
            + "read before"
        let ends = "topic orders is read no more; where it was read to is kept"
        let source: Value = ["source": ["kafka": orders]]
        #expect(
            try Situation().entry([manifest(.queue, "q", source)]).effects == ["takes jobs at once", begins])
        #expect(try kafkaChange(nil, orders) == [begins])
        #expect(try kafkaChange(orders, nil) == [ends])
        #expect(try removal(source, QueueCounts()).effects == [ends])
        #expect(try removal(source, QueueCounts(ready: 1)).effects.isEmpty)
        #expect(try kafkaChange(orders, orders).isEmpty)
        #expect(
            try kafkaChange(orders, latest) == [
                ends,
                "each message of topic parcels becomes a job, from now on, or from where this queue has read before",
            ])
        #expect(
            try kafkaChange(orders, ["topic": "orders", "startFrom": "Latest"]) == [
                "partitions of topic orders that are read already go on where they are"
            ])
    }

    private func removal(_ spec: Value, _ counts: QueueCounts, others: [Resource] = []) throws -> PlanEntry {
        let queue = manifest(.queue, "q", spec)
        var situation = Situation([queue] + others)
        situation.count("q", counts)
        return try situation.deletion(of: queue)
    }

    @Test func queueDeletions() throws {
        let one = QueueCounts(ready: 1)
        let many = QueueCounts(ready: 1_200, scheduled: 4, running: 2)
        #expect(try removal([:], QueueCounts(done: 9)).effects.isEmpty)
        #expect(
            try removal([:], many).blocked == "1,204 pending jobs would be stranded (onDelete: Block); "
                + "set onDelete to Drain, Cancel or MoveTo first, or wait")
        #expect(try removal([:], one).blocked?.hasPrefix("1 pending job would be stranded") == true)
        #expect(try removal([:], QueueCounts(assigned: 2)).blocked?.hasPrefix("2 jobs still run (") == true)
        #expect(
            try removal(["onDelete": "Drain"], one).effects
                == ["takes no new jobs; 1 pending job runs first, then it is removed"])
        #expect(
            try removal(["onDelete": "Cancel"], many).effects
                == ["1,204 pending jobs are dead-lettered (CANCELLED); 2 held by workers finish"])
        let move: Value = ["onDelete": "MoveTo", "moveTo": "r"]
        #expect(
            try removal(move, one, others: [manifest(.queue, "r", [:])]).effects == [
                "1 pending job moves to queue r"
            ])
        #expect(
            try removal(move, one).blocked
                == "onDelete: MoveTo, but there will be no queue \"r\"; declare it, "
                + "or set onDelete to Drain or Cancel first")
    }

    @Test func pools() throws {
        let queue = manifest(.queue, "q", [:])
        let pool = manifest(.workerPool, "p", ["queues": ["q"], "replicas": 2])
        func change(_ spec: Value) throws -> [String] {
            try Situation([queue, pool]).entry([manifest(.workerPool, "p", spec)]).effects
        }
        #expect(try Situation([queue]).entry([pool]).effects == ["starts 2 workers"])
        #expect(
            try Situation().entry([pool]).effects
                == ["queue \"q\" does not exist yet; the pool waits for it", "starts 2 workers"])
        #expect(try change(["queues": ["q"], "replicas": 3]) == ["starts 1 more worker"])
        #expect(
            try change(["queues": ["q"], "replicas": 1]).first?
                .hasPrefix("1 worker drains, running jobs get ") == true)
        #expect(
            try change(["queues": ["q"], "replicas": 2, "drain": true])
                == ["all workers finish what runs and take no more"])
        #expect(
            try change(["queues": ["q"], "replicas": 2, "concurrency": 4])
                == ["workers are replaced one by one; running jobs finish first"])
        #expect(try Situation([pool]).deletion(of: pool).effects == ["its workers finish what runs and stop"])
    }

    private let queue = manifest(.queue, "q", [:])

    private func job(_ command: String, _ more: [String: Value] = [:]) -> Resource {
        let spec: [String: Value] = ["queue": "q", "command": [.string(command)]]
        return manifest(.job, "j", .object(spec.merging(more) { $1 }))
    }

    private func jobEffects(_ job: Resource, _ ledger: [LedgerEntry]) throws -> [String] {
        var situation = Situation([queue, self.job("old")])
        situation.live.runs[job.key] = ledger
        return try situation.entry([job]).effects
    }

    @Test func runs() throws {
        let short = RunKey(job: job("new")).short
        let old = JobID(high: 0, low: 7)
        #expect(try jobEffects(job("new"), []) == ["would run (new content \(short))"])
        #expect(
            try jobEffects(job("new"), [ledgerEntry(job("old"), 7, .running)]) == [
                "would run (changed content \(short))",
                "run \(old) on the old content is RUNNING and finishes undisturbed",
            ])
        #expect(
            try jobEffects(job("new", ["onChange": "CancelThenRun"]), [ledgerEntry(job("old"), 7, .pending)])
                .last
                == "run \(old) is PENDING and is cancelled first (onChange: CancelThenRun)")
        #expect(
            try jobEffects(job("new", ["onChange": "Queue"]), [ledgerEntry(job("old"), 7, .assigned)]).last
                == "waits until run \(old) (ASSIGNED) has ended (onChange: Queue)")
        #expect(try jobEffects(job("new"), [ledgerEntry(job("old"), 7, .done)]).count == 1)
    }

    @Test func skips() throws {
        let done = ledgerEntry(job("new"), 7, .done, revision: "a1b2c3d4e5f6")
        #expect(
            try jobEffects(job("new"), [done])
                == ["skipped: same content ran 2026-11-02 14:03 (DONE), declared at a1b2c3d"])
        #expect(
            try jobEffects(job("new"), [ledgerEntry(job("new"), 7, .running)])
                == ["skipped: same content is RUNNING since 2026-11-02 14:03"])
        #expect(
            try jobEffects(job("new", ["runPolicy": "Manual"]), [])
                == ["skipped: runPolicy is Manual: set spec.trigger to run it"])
        #expect(
            try jobEffects(
                job("new", ["runPolicy": "OncePerName"]), [ledgerEntry(job("old"), 7, .deadLettered)])
                == ["skipped: runPolicy is OncePerName: other content ran 2026-11-02 14:03 (DEAD_LETTERED)"])
    }

    @Test func jobDeletions() throws {
        func removal(_ policy: String, _ states: [JobState]) throws -> [String] {
            let job = job("old", ["deletionPolicy": .string(policy)])
            var situation = Situation([queue, job])
            situation.live.runs[job.key] = states.enumerated().map {
                ledgerEntry(job, UInt64($0.offset), $0.element)
            }
            return try situation.deletion(of: job).effects
        }
        let first = JobID(high: 0, low: 0)
        let second = JobID(high: 0, low: 1)
        #expect(
            try removal("Cancel", [.done])
                == ["what it ran stays in the ledger; declaring it again will not run it again"])
        #expect(try removal("Finish", [.running]) == ["run \(first) is RUNNING and finishes"])
        #expect(
            try removal("Cancel", [.running, .pending])
                == ["run \(first) (RUNNING) is cancelled", "run \(second) (PENDING) is cancelled"])
    }

    @Test func manifestsThatMoved() throws {
        let moved = manifest(.queue, "q", file: "b.yaml", [:])
        #expect(try Situation([queue]).entry([moved]).effects == ["moved from main.yaml"])
        #expect(try Situation([queue]).entry([moved]).action == .unchanged)
    }
}

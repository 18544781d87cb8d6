import Cron
import Lifecycle
import Planning
import PostgresStore
import Resources
import Testing

/// A schedule's manifest.
func schedule(_ name: String, queue: String = "q", _ fields: [String: Value] = [:]) -> Resource {
    let template: Value = ["spec": ["queue": .string(queue), "command": ["true"]]]
    return manifest(
        .schedule, name,
        .object(["every": "1m", "jobTemplate": template].merging(fields) { _, mine in mine }))
}

private let minute: Int64 = 60_000_000

extension JobQueueStore {
    func declared(_ name: String) async throws -> DeclaredSchedule {
        try #require(try await schedules().first { $0.key.name == name })
    }

    /// Looks at a schedule as if the database's clock showed `now`.
    @discardableResult
    func look(_ schedule: DeclaredSchedule, at now: Int64) async throws -> ScheduleLook {
        try #require(try await look(at: schedule, times: TickTimes(schedule.spec, zone: .utc), now: now))
    }

    func tickText(_ name: String) async throws -> [String] {
        try await ticks(of: ResourceKey(kind: .schedule, name: name), limit: 100).map {
            "\($0.tick.instant / 60_000_000 % 1_000_000) \($0.tick.reason ?? "fired")"
        }
    }

    fileprivate func jobs(of look: ScheduleLook) async throws -> [JobRecord] {
        var records: [JobRecord] = []
        for tick in look.ticks {
            guard let id = tick.job else { continue }
            records.append(try #require(try await job(id)))
        }
        return records
    }
}

@Suite struct ScheduleStoreTests {
    /// The first full minute after the schedule was declared.
    private func begin(_ schedule: DeclaredSchedule) -> Int64 { (schedule.createdAt / minute + 1) * minute }

    @Test func aTickSubmitsTheJobOfItsTemplate() async throws {
        try await withStore { store in
            var resource = schedule(
                "s",
                [
                    "jobTemplate": [
                        "spec": [
                            "queue": "q", "command": ["a", "b"], "priority": 7, "uniqueKey": "u",
                            "concurrencyKey": "c", "maxRetries": 2,
                        ]
                    ]
                ])
            resource.labels = ["team": "x"]
            try await store.declare([queue("q"), resource])
            let declared = try await store.declared("s")
            let first = begin(declared)
            let before = try await store.look(declared, at: first - 1)
            #expect(before.ticks.isEmpty && before.next == first)
            let look = try await store.look(declared, at: first)
            #expect(look.next == first + minute)
            let job = try #require(try await store.jobs(of: look).first)
            #expect(job.schedule == "s" && job.queue == "q" && job.priority == 7 && job.maxRetries == 2)
            #expect(job.uniqueKey == "u" && job.concurrencyKey == "c" && job.labels == ["team": "x"])
            #expect(String(decoding: job.payload, as: UTF8.self) == #"{"command":["a","b"]}"#)
            #expect(try await store.look(declared, at: first + 1).ticks.isEmpty)
        }
    }

    @Test func twoLeadersAtOnceDecideEachInstantOnce() async throws {
        try await withStore { store in
            try await store.declare([
                queue("q"), schedule("s", ["overlap": "Allow", "missed": ["policy": "All"]]),
            ])
            let declared = try await store.declared("s")
            let first = begin(declared)
            let looks = try await withThrowingTaskGroup(of: ScheduleLook.self) { group in
                for index in 0..<12 {
                    group.addTask { try await store.look(declared, at: first + Int64(index % 6) * minute) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let fired = looks.flatMap(\.ticks).map(\.instant).sorted()
            #expect(fired == (0..<6).map { first + $0 * minute })
            #expect(try await store.queueCounts()["q"]?.pending == 6)
        }
    }

    @Test func aTickWhoseTurnCameLateFires() async throws {
        try await withStore { store in
            let fields: [String: Value] = ["overlap": "Allow", "missed": ["policy": "Skip"]]
            try await store.declare([queue("q"), schedule("s", fields), schedule("t", fields)])
            for (name, isNoticed) in [("s", true), ("t", false)] {
                let declared = try await store.declared(name)
                let first = begin(declared)
                let look = try await store.look(
                    at: declared, times: TickTimes(declared.spec, zone: .utc),
                    noticed: isNoticed ? first + 500_000 : nil, now: first + 40_000_000)
                #expect(look?.ticks.count == 1 && (look?.ticks.first?.job != nil) == isNoticed)
            }
        }
    }

    @Test func aClockThatJumpsBackFiresNothingAgain() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), schedule("s")])
            let declared = try await store.declared("s")
            let first = begin(declared)
            #expect(try await store.look(declared, at: first + 5 * minute).ticks.count > 0)
            for now in [first, first + 5 * minute, first - 100 * minute] {
                let look = try await store.look(declared, at: now)
                #expect(look.ticks.isEmpty && look.next == first + 6 * minute)
            }
        }
    }

    @Test func aScheduleThatIsDeclaredAgainFiresNoOldInstant() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), schedule("s", ["missed": ["policy": "All"]])])
            let declared = try await store.declared("s")
            let late = begin(declared) + 30 * minute
            _ = try await store.look(declared, at: late)
            let key = ResourceKey(kind: .schedule, name: "s")
            try await store.declare([]) { $0.delete = [key] }
            // What was read before the deletion is worth nothing after it.
            #expect(try await store.look(at: declared, times: TickTimes(declared.spec, zone: .utc)) == nil)
            try await store.declare([schedule("s", ["missed": ["policy": "All"]])])
            let again = try await store.declared("s")
            #expect(again.generation == declared.generation && again.createdAt > declared.createdAt)
            #expect(try await store.look(again, at: late).ticks.isEmpty)
            #expect(try await store.look(again, at: late + minute).ticks.map(\.instant) == [late + minute])
            #expect(try await store.look(at: declared, times: TickTimes(declared.spec, zone: .utc)) == nil)
        }
    }

    @Test func whatPassedBeforeANewDeclarationIsNotMadeUpFor() async throws {
        try await withStore { store in
            let resource = schedule("s", ["overlap": "Allow", "missed": ["policy": "All"]])
            try await store.declare([queue("q"), resource])
            let old = try await store.declared("s")
            _ = try await store.look(old, at: begin(old) - 1)
            try await store.declare([]) { $0.delete = [old.key] }
            // It was gone for an hour.
            try await store.backdate(
                """
                UPDATE schedules SET last_instant = last_instant - interval '1 hour',
                    declared_at = declared_at - interval '1 hour'
                """)
            try await store.declare([resource])
            let new = try await store.declared("s")
            let ticks = try await store.look(new, at: new.createdAt + minute).ticks
            #expect(ticks.count == 1 && ticks[0].instant > new.createdAt)
        }
    }

    @Test func changedTimesDecideNoInstantAgain() async throws {
        try await withStore { store in
            let fields: [String: Value] = ["overlap": "Allow", "missed": ["policy": "All"]]
            try await store.declare([queue("q"), schedule("s", fields)])
            let old = try await store.declared("s")
            let late = begin(old) + 9 * minute
            #expect(try await store.look(old, at: late).ticks.count == 10)
            try await store.declare([queue("q"), schedule("s", fields.merging(["every": "30s"]) { $1 })])
            let new = try await store.declared("s")
            #expect(try await store.look(new, at: late).ticks.isEmpty)
            #expect(
                try await store.look(new, at: late + minute).ticks.map(\.instant)
                    == [late + minute / 2, late + minute])
        }
    }

    @Test func changedTimesBeginWhenTheyWereChanged() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), schedule("s")])
            let old = try await store.declared("s")
            let first = begin(old)
            _ = try await store.look(old, at: first - 1)
            // The leader was away for an hour in which the times were changed.
            try await store.backdate(
                "UPDATE schedules SET last_instant = last_instant - interval '1 hour'")
            try await store.declare([
                queue("q"), schedule("s", ["every": "2m", "missed": ["policy": "All"]]),
            ])
            let new = try await store.declared("s")
            let ticks = try await store.look(new, at: new.updatedAt + 2 * minute).ticks
            #expect(ticks.map(\.instant).allSatisfy { $0 > new.updatedAt } && ticks.count == 1)
            // A label changes nothing about what is due.
            var labelled = schedule("s", ["every": "2m", "missed": ["policy": "All"]])
            labelled.labels = ["a": "b"]
            try await store.declare([queue("q"), labelled])
            let relabelled = try await store.declared("s")
            #expect(
                try await store.look(relabelled, at: new.updatedAt + 6 * minute).ticks.map(\.reason).count
                    >= 2)
        }
    }

    @Test func whatPassesWhileSuspendedIsNotMadeUpFor() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), schedule("s", ["suspend": true])])
            let suspended = try await store.declared("s")
            let look = try await store.look(suspended, at: begin(suspended) + 100 * minute)
            #expect(look.ticks.isEmpty && look.next == nil)
            try await store.backdate(
                "UPDATE schedules SET last_instant = last_instant - interval '1 hour'")
            try await store.declare([queue("q"), schedule("s", ["missed": ["policy": "All"]])])
            let resumed = try await store.declared("s")
            let ticks = try await store.look(resumed, at: resumed.updatedAt + minute).ticks
            #expect(ticks.count == 1 && ticks[0].instant > resumed.updatedAt)
        }
    }

    @Test func aQueueThatIsMissingOrDrainedSkipsTheTick() async throws {
        try await withStore { store in
            try await store.declare([schedule("s")])
            let declared = try await store.declared("s")
            let first = begin(declared)
            let missing = try await store.look(declared, at: first)
            #expect(missing.ticks.map(\.reason) == ["queue \"q\" does not exist"])
            try await store.declare([queue("q")])
            try await store.backdate("UPDATE queues SET draining = true WHERE name = 'q'")
            let draining = try await store.look(declared, at: first + minute)
            #expect(draining.ticks.map(\.reason) == ["queue \"q\" is being drained"])
            let status = try await store.observed(kind: .schedule)[0].status
            #expect(status.facts["skipReason"] == "queue \"q\" is being drained")
            #expect(status.conditions.map(\.reason) == ["QueueDraining"])
        }
    }

    @Test func theOverlapPolicies() async throws {
        try await withStore { store in
            try await store.declare([
                queue("q"), schedule("skip"), schedule("replace", ["overlap": "Replace"]),
                schedule("buffer", ["overlap": "BufferOne"]), schedule("allow", ["overlap": "Allow"]),
            ])
            var actions: [String: [Bool]] = [:]
            for name in ["skip", "replace", "buffer", "allow"] {
                let declared = try await store.declared(name)
                // In the past by the database's clock, so that jobs are due.
                try await store.backdate("UPDATE resources SET created_at = created_at - interval '1 hour'")
                let past = try await store.declared(name)
                let first = begin(past)
                var last: JobID?
                for tick in 0..<3 {
                    let look = try await store.look(past, at: first + Int64(tick) * minute)
                    actions[name, default: []].append(look.ticks.first?.job != nil)
                    if name == "replace", tick == 1 {
                        let earlier = try #require(last)
                        let replaced = try await store.job(earlier)
                        #expect(replaced?.state == .deadLettered && replaced?.reason == "CANCELLED")
                    }
                    if name == "buffer", tick == 1 {
                        let next = try #require(look.ticks[0].job)
                        #expect(try await store.job(next)?.waitsFor == last)
                    }
                    last = look.ticks.first?.job
                }
                #expect(declared.key == past.key)
            }
            #expect(
                actions == [
                    "skip": [true, false, false], "replace": [true, true, true],
                    "buffer": [true, true, false],
                    "allow": [true, true, true],
                ])
        }
    }

    @Test func aRunningJobIsReplacedThroughItsWorkerAndTheNextOneWaits() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), schedule("s", ["overlap": "Replace"])])
            try await store.backdate("UPDATE resources SET created_at = created_at - interval '1 hour'")
            let declared = try await store.declared("s")
            let first = begin(declared)
            let running = try #require(try await store.look(declared, at: first).ready.first?.id)
            let worker = freshJobID()
            let claim = try #require(try await store.claim([(running, worker)]).first)
            let lease = Lease(job: running, epoch: claim.leaseEpoch)
            _ = try await store.settle(started: [lease], completed: [])
            let look = try await store.look(declared, at: first + minute)
            #expect(look.ready.isEmpty && look.workersToTell == [worker])
            let next = try #require(look.ticks.first?.job)
            #expect(try await store.job(next)?.waitsFor == running)
            #expect(try await store.releaseWaiting(limit: 10).ready.isEmpty)
            _ = try await store.fail([Failure(lease: lease, end: .cancelled, message: "killed")])
            #expect(try await store.releaseWaiting(limit: 10).ready.map(\.id) == [next])
        }
    }

    @Test func jitterPutsAJobOffAndIsTheSameForEveryServer() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), schedule("s", ["jitter": "1h", "overlap": "Allow"])])
            let declared = try await store.declared("s")
            let first = begin(declared)
            let job = try #require(try await store.jobs(of: try await store.look(declared, at: first)).first)
            let times = try TickTimes(declared.spec, zone: .utc)
            let expected = ScheduleTicks(name: "s", spec: declared.spec, times: times)
                .decide(ScheduleTicks.Situation(watermark: first - 1, now: first)).ticks[0].notBefore
            #expect(job.notBefore == expected && expected > first && expected <= first + 60 * minute)
        }
    }

    @Test func ticksAreKeptUpToAHundredAndActiveOnesLonger() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), schedule("s", ["every": "1s"])])
            let declared = try await store.declared("s")
            let first = begin(declared)
            let job = try #require(try await store.look(declared, at: first).ticks.compactMap(\.job).first)
            for second in stride(from: Int64(10), through: 200, by: 10) {
                _ = try await store.look(declared, at: first + second * 1_000_000)
            }
            let ticks = try await store.ticks(of: declared.key, limit: 1000).map(\.tick)
            #expect(ticks.count == 101 && ticks.last?.job == job)
            #expect(try await store.observed(kind: .schedule)[0].status.facts["active"] == 1)
        }
    }

    @Test func theStatusTellsWhereAScheduleStands() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), schedule("s")])
            func status() async throws -> ResourceStatus {
                try await store.observed(kind: .schedule)[0].status
            }
            #expect(try await status().conditions.map(\.reason) == ["Stored"])
            let declared = try await store.declared("s")
            let first = begin(declared)
            try await store.note(problem: "there is no time zone", of: declared)
            #expect(try await status().conditions.map(\.reason) == ["CannotTick", "CannotTick"])
            let look = try await store.look(declared, at: first)
            let job = try #require(look.ticks.first?.job)
            _ = try await store.look(declared, at: first + minute)
            let facts = try await status().facts
            #expect(
                facts == [
                    "suspended": false, "active": 1, "lastJob": .string(job.description),
                    "lastTick": .string(Timestamp.text(micros: first)),
                    "nextTick": .string(Timestamp.text(micros: first + 2 * minute)),
                    "lastSkipped": .string(Timestamp.text(micros: first + minute)),
                    "skipReason": "the job of an earlier tick is still active (overlap: Skip)",
                ])
            #expect(try await status().conditions.map(\.reason) == ["Ticking"])
        }
    }
}

import GRPCCore
import JobQueueProto
import Lifecycle
import Planning
import PostgresStore
import Resources
import Testing
import WorkerRuntime

@Suite(.timeLimit(.minutes(2))) struct ScheduleFlowTests {
    private func schedule(_ name: String, _ spec: String) -> String {
        """
        ---
        apiVersion: jq.dev/v1alpha1
        kind: Schedule
        metadata: {name: \(name)}
        spec: {\(spec), jobTemplate: {spec: {queue: work, command: ["true"]}}}

        """
    }

    /// Asks until the schedule has submitted so many jobs; the test's time limit bounds it.
    private func fired(_ name: String, _ count: Int, in store: JobQueueStore) async throws -> [ScheduleTick] {
        while true {
            let ticks = try await store.ticks(of: ResourceKey(kind: .schedule, name: name), limit: 1000)
                .map(\.tick).filter { $0.job != nil }
            if ticks.count >= count { return ticks }
            try Task.checkCancellation()
        }
    }

    @Test func aDeclaredScheduleSubmitsJobsThatWorkersRun() async throws {
        try await withPlane { plane in
            let applied = try await plane.apply(
                queue("work", "maxRetries: 1")
                    + schedule("broken", "cron: '* * * * * *', timeZone: Mars/Olympus")
                    + schedule("often", "every: 1s, overlap: Allow"))
            #expect(applied.applied)
            try await withWorker(servers: [plane.port], queues: ["work"], handlers: HandlerRegistry()) { _ in
                for tick in try await fired("often", 2, in: plane.store) {
                    #expect(tick.instant % 1_000_000 == 0)
                    let job = try await plane.wait(try #require(tick.job).description, for: .done)
                    #expect(job.queueName == "work")
                }
            }
            let statuses = try await plane.store.observed(kind: .schedule)
            #expect(statuses.map(\.record.live.resource.key.name) == ["broken", "often"])
            #expect(statuses[0].status.conditions.map(\.reason) == ["CannotTick", "CannotTick"])
            #expect(
                statuses[0].status.conditions[0].message.contains("there is no time zone \"Mars/Olympus\""))
            #expect(statuses[1].status.conditions.map(\.reason) == ["Ticking"])
            #expect(statuses[1].status.facts["nextTick"] != nil)
        }
    }

    @Test func twoServersAndARestartFireEachInstantOnce() async throws {
        let conninfo = try await TestDatabase.fresh()
        try await withPlane(conninfo: conninfo) { first in
            _ = try await first.apply(
                queue("work", "maxRetries: 1") + schedule("often", "every: 1s, overlap: Allow"))
            try await withPlane(conninfo: conninfo) { second in
                _ = try await fired("often", 2, in: second.store)
            }
        }
        // Whoever led is gone, and nobody looks for a moment.
        try await withPlane(conninfo: conninfo) { third in
            let ticks = try await fired("often", 4, in: third.store)
            #expect(Set(ticks.map(\.instant)).count == ticks.count)
            let jobs = try await third.store.counts()["work"]?.pending ?? 0
            // What fired between the two questions is in the second answer alone.
            #expect(Int(jobs) >= ticks.count)
            let later = try await fired("often", Int(jobs), in: third.store)
            #expect(Set(later.compactMap(\.job)).count == later.count)
        }
    }
}

import Planning
import PostgresStore
import Resources
import Testing

/// An edit of one resource among twenty thousand costs what it touches.
@Suite struct PartialApplyScaleTests {
    private static func schedule(_ index: Int, every: String = "1m") -> Resource {
        manifest(
            .schedule, "s\(index)",
            [
                "every": .string(every),
                "jobTemplate": ["spec": ["queue": .string("q\(index)"), "command": ["tick"]]],
            ])
    }

    @Test func aSmallBatchDoesNotLoadEverything() async throws {
        try await withStore { store in
            let options = PlanOptions(owner: "src")
            let provenance = Provenance(actor: "tester")
            let all =
                (0..<10_000).map { queue("q\($0)", ["maxRetries": 5]) }
                + (0..<10_000).map { Self.schedule($0) }
            let clock = ContinuousClock()
            let first = try await clock.measure {
                let applied = try await store.apply(all, options: options, provenance: provenance)
                #expect(applied.plan.summary.create == 20_000)
            }
            try await store.compactCounts()
            func apply(_ resources: [Resource], changes: Int) async throws -> Duration {
                try await clock.measure {
                    let applied = try await store.apply(resources, options: options, provenance: provenance)
                    #expect(applied.plan.summary.change == changes)
                }
            }
            var report = "20,000 stored in \(first)"
            for (name, count) in [("1", 1), ("500", 500)] {
                var changed: [Duration] = []
                var unchanged: [Duration] = []
                for round in 0..<5 {
                    let queues = (0..<count).map { queue("q\($0)", ["maxRetries": .int(Int64(6 + round))]) }
                    let schedules = (0..<count).map { Self.schedule($0, every: "\(2 + round)m") }
                    let set = Array(queues.prefix((count + 1) / 2) + schedules.prefix(count / 2))
                    changed.append(try await apply(set, changes: count))
                    unchanged.append(try await apply(set, changes: 0))
                }
                report +=
                    "; apply of \(name): changed \(changed.sorted()[2]), unchanged \(unchanged.sorted()[2])"
            }
            print(report)
        }
    }
}

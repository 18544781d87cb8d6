import Planning
import PostgresStore
import Resources
import Testing

@Suite struct DeclarationScaleTests {
    /// 500 queues, 500 pools, 8,500 jobs and 500 schedules.
    static func manifests() -> [Resource] {
        var set = (0..<500).map {
            queue("q\($0)", ["maxRetries": 5, "ttl": "1h", "backoff": ["base": "2s"]])
        }
        set += (0..<500).map {
            manifest(.workerPool, "p\($0)", ["queues": [.string("q\($0)")], "replicas": 2])
        }
        set += (0..<8_500).map { index in
            job(
                "j\(index)", "run \(index)", queue: "q\(index % 500)", ["env": ["SHARD": .string("\(index)")]]
            )
        }
        set += (0..<500).map { index in
            manifest(
                .schedule, "s\(index)",
                [
                    "every": "1m",
                    "jobTemplate": ["spec": ["queue": .string("q\(index)"), "command": ["tick"]]],
                ])
        }
        return set
    }

    @Test func tenThousandManifestsApplyAndThenChangeNothing() async throws {
        try await withStore { store in
            let set = Self.manifests()
            let options = PlanOptions(owner: "src", prune: true)
            let provenance = Provenance(actor: "tester")
            let clock = ContinuousClock()
            var outcome = try await store.plan(set, options: options)
            #expect(outcome.summary.create == 10_000)
            let first = try await clock.measure {
                let applied = try await store.apply(set, options: options, provenance: provenance)
                #expect(applied.applied && applied.ready.count == 8_500)
                outcome = applied.plan
            }
            let version = try await store.declarationVersion()
            var again: [Duration] = []
            for _ in 0..<3 {
                again.append(
                    try await clock.measure {
                        let applied = try await store.apply(set, options: options, provenance: provenance)
                        #expect(applied.plan.isEmpty && applied.ready.isEmpty)
                    })
            }
            #expect(try await store.declarationVersion() == version)
            #expect(try await store.declared().count == 10_000)
            let dry = try await clock.measure { _ = try await store.plan(set, options: options) }
            print("10,000 manifests: apply \(first), apply unchanged \(again), plan unchanged \(dry)")
        }
    }
}

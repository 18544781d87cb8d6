import Planning
import PostgresStore
import Resources
import Testing

/// What somebody changed behind a declaration's back is shown field by field, and repaired.
@Suite struct DeclarationDriftTests {
    private let declared: Value = [
        "maxRetries": 5, "ttl": "1h", "priority": 2, "backoff": ["base": "2s", "max": "1m", "jitter": 0.5],
    ]

    static let drifts: [(sql: String, path: String, old: Value?, new: Value?)] = [
        ("max_retries = 9", "spec.maxRetries", 9, 5),
        ("ttl_seconds = NULL", "spec.ttl", nil, "1h"),
        ("ttl_seconds = 60", "spec.ttl", "1m", "1h"),
        ("timeout_ms = 60000", "spec.timeout", "1m", nil),
        ("priority = 8", "spec.priority", 8, 2),
        ("paused = true", "spec.paused", true, false),
        ("backoff_base_ms = 1000", "spec.backoff.base", "1s", "2s"),
        ("backoff_max_ms = 7200000", "spec.backoff.max", "2h", "1m"),
        ("backoff_jitter = 0", "spec.backoff.jitter", 0.0, 0.5),
        ("draining = true", "draining", true, false),
    ]

    @Test func everyFieldOfTheRowIsReportedAndRepaired() async throws {
        try await withStore { store in
            try await store.declare([queue("q", declared)])
            for drift in Self.drifts {
                try await store.backdate("UPDATE queues SET \(drift.sql) WHERE name = 'q'")
                let status = try #require(try await store.observed(kind: .queue).first?.status)
                #expect(!status.isTrue("Ready") && status.isTrue("Reconciling"), "\(drift.sql)")
                let outcome = try await store.declare([queue("q", declared)])
                let change = FieldChange(path: drift.path, old: drift.old, new: drift.new, drift: true)
                #expect(try outcome.entry("Queue/q").changes == [change], "\(drift.sql)")
                let row = try #require(try await store.queue(named: "q"))
                #expect(
                    row.settings == QueueSettings(queue("q", declared)) && !row.draining
                        && row.generation == 1)
                #expect(try await store.observed(kind: .queue).first?.status.isTrue("Ready") == true)
            }
        }
    }

    @Test func aMissingRowIsMadeAgain() async throws {
        try await withStore { store in
            try await store.declare([queue("q", declared)])
            try await store.backdate("DELETE FROM queues WHERE name = 'q'")
            #expect(try await store.observed(kind: .queue).first?.status.isTrue("Ready") == false)
            let outcome = try await store.declare([queue("q", declared)])
            let change = FieldChange(path: "row", old: "missing", new: "present", drift: true)
            #expect(try outcome.entry("Queue/q").changes == [change])
            #expect(try await store.queue(named: "q")?.settings == QueueSettings(queue("q", declared)))
            #expect(try await store.declare([queue("q", declared)]).plan.isEmpty)
        }
    }

    @Test func driftAndAnEditShowBeside() async throws {
        try await withStore { store in
            try await store.declare([queue("q", ["maxRetries": 5])])
            try await store.backdate("UPDATE queues SET max_retries = 9, priority = 1 WHERE name = 'q'")
            let outcome = try await store.declare([queue("q", ["maxRetries": 6, "timeout": "1m"])])
            #expect(
                try outcome.entry("Queue/q").changes == [
                    FieldChange(path: "spec.maxRetries", old: 9, new: 6, drift: true),
                    FieldChange(path: "spec.priority", old: 1, new: 0, drift: true),
                    FieldChange(path: "spec.timeout", old: nil, new: "1m"),
                ])
        }
    }

    /// Somebody sets the row by hand and then writes the manifest to match.
    @Test func aDeclarationThatCatchesUpWithTheRowIsStillAChange() async throws {
        try await withStore { store in
            try await store.declare([queue("q", ["maxRetries": 3])])
            try await store.backdate("UPDATE queues SET max_retries = 7 WHERE name = 'q'")
            let outcome = try await store.declare([queue("q", ["maxRetries": 7])])
            #expect(
                try outcome.entry("Queue/q").changes == [FieldChange(path: "spec.maxRetries", old: 3, new: 7)]
            )
            let stored = try #require(try await store.declared(kind: .queue).first?.live)
            #expect(stored.resource.spec == ["maxRetries": 7] && stored.generation == 2)
            #expect(try await store.observed(kind: .queue).first?.status.isTrue("Ready") == true)
        }
    }

    /// The reconciler reads one number to know that nothing happened.
    @Test func theVersionMovesWithEveryChangeAndOnlyThen() async throws {
        try await withStore { store in
            let first = try await store.declare([queue("q"), job("j")]).declarationVersion
            #expect(try await store.declare([queue("q"), job("j")]).declarationVersion == first)
            try await store.finish(try #require(try await store.runs(of: "j").first))
            #expect(try await store.declarationVersion() == first)
            try await store.backdate("UPDATE queues SET paused = true WHERE name = 'q'")
            let drifted = try await store.declarationVersion()
            #expect(drifted > first)
            try await store.backdate("DELETE FROM ledger")
            #expect(try await store.declarationVersion() > drifted)
        }
    }
}

import Planning
import Postgres
import PostgresStore
import Resources
import Testing

/// Overrides in the database: they lie over the row, count until their end, and leave a trace.
@Suite struct OverrideStoreTests {
    private static let pause: [OverridableField: Value] = [.paused: true]

    private func pause(_ store: JobQueueStore, _ queue: String = "q") async throws -> OverrideRecord {
        try #require(
            try await store.override(
                queue: queue, Self.pause, for: .seconds(3600), actor: "ann", reason: "incident 42"
            ).first)
    }

    /// Lets everything that is overridden come to its end.
    private func end(_ store: JobQueueStore) async throws {
        try await store.backdate(
            "UPDATE queue_overrides SET created_at = now() - interval '2 h', expires_at = now() - interval '1 s'"
        )
    }

    private func log(_ store: JobQueueStore) async throws -> [String] {
        try await texts(
            store,
            """
            SELECT queue_name || ' ' || field || ' ' || value || ' ' || actor || ' ' || reason || ' ' || how || ' '
                || COALESCE(ended_by, '-') FROM queue_override_log ORDER BY id
            """)
    }

    private func gates(_ store: JobQueueStore, _ queue: String = "q") async throws -> String? {
        try await texts(
            store,
            """
            SELECT concat_ws(' ', paused, COALESCE(concurrency_limit, -1), COALESCE(concurrency_per_key, -1),
                COALESCE(rate_limit, -1), COALESCE(rate_period_ms, -1), gated) FROM queue_gates
            WHERE queue_name = '\(queue)'
            """
        ).first
    }

    private func texts(_ store: JobQueueStore, _ sql: String) async throws -> [String] {
        let pool = PostgresPool(
            PostgresConfiguration(conninfo: store.conninfo, poolSize: 1, applicationName: "test"),
            reactor: store.reactor)
        let rows = try await pool.execute(Statement("overrides_test", sql), Parameters())
        await pool.shutdown()
        return rows.all.map { $0.string(0) }
    }

    @Test func endedOverridesAreKeptForNinetyDays() async throws {
        try await withStore { store in
            try await store.declare([queue("q"), queue("r")])
            for name in ["q", "r", "q"] {
                _ = try await pause(store, name)
                _ = try await store.clearOverrides(queue: name, fields: [], actor: "bob")
            }
            let all = try await store.endedOverrides(limit: 10)
            #expect(all.map(\.queue) == ["q", "r", "q"] && all.allSatisfy { $0.how == "cleared" })
            #expect(
                all[0].endedBy == "bob" && all[0].override.actor == "ann" && all[0].override.value == true)
            #expect(try await store.endedOverrides(queue: "r", limit: 10).count == 1)
            #expect(try await store.endedOverrides(limit: 2).count == 2)
            try await store.backdate(
                """
                UPDATE queue_override_log SET ended_at = now() - interval '89 days' WHERE queue_name = 'q';
                UPDATE queue_override_log SET ended_at = now() - interval '91 days' WHERE queue_name = 'r'
                """)
            #expect(try await store.forgetOldOverrides() == 1)
            #expect(try await store.endedOverrides(limit: 10).map(\.queue) == ["q", "q"])
            #expect(try await store.forgetOldOverrides() == 0)
        }
    }

    @Test func anOverrideSurvivesReconcilesAndEndsByItself() async throws {
        try await withStore { store in
            try await store.declare([queue("q")])
            let before = try await store.declarationVersion()
            let record = try await pause(store)
            #expect(record.queue == "q" && record.declared == false)
            #expect(record.override.expiresAt - record.override.createdAt == 3_600_000_000)
            let version = try await store.declarationVersion()
            #expect(version > before)

            let outcome = try await store.declare([queue("q")])
            #expect(outcome.plan.isEmpty && outcome.declarationVersion == version)
            #expect(try outcome.entry("Queue/q").effects.first?.contains("by ann (\"incident 42\")") == true)
            let row = try #require(try await store.queue(named: "q"))
            #expect(!row.settings.paused && row.effective.paused)
            let status = try #require(try await store.observed(kind: .queue).first?.status)
            #expect(status.facts["paused"] == true && status.isTrue("Ready"))
            #expect(status.facts["overrides"]?.arrayValue?.count == 1)

            try await end(store)
            #expect(try await store.queue(named: "q")?.effective.paused == false)
            #expect(try await gates(store) == "f -1 -1 -1 -1 f")
            let told = try await store.declarationVersion()
            #expect(try await store.expireOverrides().map(\.field) == ["paused"])
            #expect(try await store.declarationVersion() > told)
            #expect(try await log(store) == ["q paused true ann incident 42 expired -"])
            let last = try await store.declarationVersion()
            #expect(try await store.expireOverrides().isEmpty)
            #expect(try await store.declarationVersion() == last)
        }
    }

    @Test func theGatesAreWhatSwiftSays() async throws {
        try await withStore { store in
            try await store.declare([
                queue(
                    "q",
                    ["concurrency": ["limit": 5, "perKey": 2], "rateLimit": ["limit": 9, "period": "1m"]]),
                queue("free"),
            ])
            #expect(try await gates(store) == "f 5 2 9 60000 t")
            #expect(try await gates(store, "free") == "f -1 -1 -1 -1 f")
            let cases: [([OverridableField: Value], String)] = [
                ([.paused: true], "t 5 2 9 60000 t"), ([.concurrencyLimit: .null], "f -1 2 9 60000 t"),
                ([.concurrencyPerKey: 7, .ratePeriod: "2s"], "f 5 7 9 2000 t"),
                ([.rateLimit: .null], "f 5 2 -1 -1 t"), ([.rateLimit: 1], "f 5 2 1 60000 t"),
                (
                    [.concurrencyLimit: .null, .concurrencyPerKey: .null, .rateLimit: .null],
                    "f -1 -1 -1 -1 f"
                ),
            ]
            for (values, expected) in cases {
                _ = try await store.override(
                    queue: "q", values, for: .seconds(60), actor: "ann", reason: "r")
                #expect(try await gates(store) == expected, "\(values)")
                let settings = try #require(try await store.queue(named: "q")).effective
                let words = [
                    settings.paused ? "t" : "f", "\(settings.concurrencyLimit ?? -1)",
                    "\(settings.concurrencyPerKey ?? -1)", "\(settings.rateLimit ?? -1)",
                    "\(settings.ratePeriodMilliseconds ?? -1)",
                ]
                #expect(expected.hasPrefix(words.joined(separator: " ")), "\(values)")
                _ = try await store.clearOverrides(queue: "q", fields: [], actor: "ann")
            }
            _ = try await store.override(
                queue: "free", [.rateLimit: 3], for: .seconds(60), actor: "ann", reason: "r")
            #expect(try await gates(store, "free") == "f -1 -1 3 1000 t")
        }
    }

    @Test func replacedAndClearedOnesAreRemembered() async throws {
        try await withStore { store in
            try await store.declare([queue("q")])
            _ = try await pause(store)
            let both = try await store.override(
                queue: "q", [.paused: false, .concurrencyLimit: 4], for: .seconds(60), actor: "bob",
                reason: "calm")
            #expect(both.map(\.override.actor) == ["bob", "bob"])
            #expect(both.map(\.override.field) == [.concurrencyLimit, .paused])
            let cleared = try await store.clearOverrides(queue: "q", fields: [.paused], actor: "eve")
            #expect(cleared.map(\.override.field) == [.paused])
            #expect(try await store.clearOverrides(queue: "q", fields: [.paused], actor: "eve").isEmpty)
            #expect(try await store.overrides(queue: "q").map(\.override.field) == [.concurrencyLimit])
            #expect(try await store.overrides().map(\.queue) == ["q"])
            #expect(
                try await log(store) == [
                    "q paused true ann incident 42 replaced bob", "q paused false bob calm cleared eve",
                ])
        }
    }

    @Test func aQueueThatGoesTakesItsOverridesAlong() async throws {
        try await withStore { store in
            try await store.declare([queue("q")])
            _ = try await pause(store)
            try await store.declare([]) { $0.delete = [queue("q").key] }
            try await store.declare([queue("q")])
            #expect(try await store.queue(named: "q")?.overrides.isEmpty == true)
            #expect(try await log(store) == ["q paused true ann incident 42 queue deleted -"])
        }
    }

    @Test func whatIsRefused() async throws {
        try await withStore { store in
            try await store.declare([queue("q")])
            let missing = await #expect(throws: StoreError.self) { try await pause(store, "nowhere") }
            #expect(missing?.code == .notFound)
            let period = await #expect(throws: StoreError.self) {
                try await store.override(
                    queue: "q", [.ratePeriod: "1m"], for: .seconds(60), actor: "ann", reason: "r")
            }
            #expect(period?.code == .failedPrecondition)
            #expect(period?.message.contains("override rateLimit.limit, too") == true)
            #expect(try await store.overrides().isEmpty)
        }
    }

    /// The manifest changes below an override: the row follows, what counts does not.
    @Test func aChangeBelowAnOverrideCountsWhenItEnds() async throws {
        try await withStore { store in
            try await store.declare([queue("q")])
            _ = try await store.override(
                queue: "q", [.concurrencyLimit: 3], for: .seconds(60), actor: "ann", reason: "r")
            let outcome = try await store.declare([queue("q", ["concurrency": ["limit": 8]])])
            #expect(
                try outcome.entry("Queue/q").effects.contains {
                    $0.hasSuffix("; 8 counts when the override ends")
                })
            #expect(try await gates(store) == "f 3 -1 -1 -1 t")
            try await end(store)
            #expect(try await gates(store) == "f 8 -1 -1 -1 t")
        }
    }
}

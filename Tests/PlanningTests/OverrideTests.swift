import Planning
import Resources
import Testing

/// Overrides lie beside what is declared: shown, never repaired.
@Suite struct OverrideTests {
    /// 2026-11-22T14:05:00Z, and a fraction that nobody wants to read.
    static let end: Int64 = 1_795_356_300_123_456

    static func override(_ field: OverridableField, _ value: Value) -> QueueOverride {
        QueueOverride(
            field: field, value: value, actor: "ann", reason: "incident 42", createdAt: 0, expiresAt: end)
    }

    private func overridden(_ spec: Value, _ overrides: [QueueOverride]) -> Situation {
        var situation = Situation([manifest(.queue, "q", spec)])
        situation.live.queues["q"]?.overrides = overrides
        situation.count("q", QueueCounts(ready: 3))
        return situation
    }

    @Test func anOverrideIsShownAndIsNoChange() throws {
        let situation = overridden(
            [:], [Self.override(.paused, true), Self.override(.concurrencyLimit, 10)])
        let entry = try situation.entry([manifest(.queue, "q", [:])])
        #expect(entry.action == .unchanged && entry.changes.isEmpty && entry.blocked == nil)
        #expect(
            entry.effects == [
                "spec.paused is overridden: true until 2026-11-22T14:05:00Z by ann (\"incident 42\"); "
                    + "declared false",
                "spec.concurrency.limit is overridden: 10 until 2026-11-22T14:05:00Z by ann "
                    + "(\"incident 42\"); declared none",
            ])
        let plan = situation.plan([manifest(.queue, "q", [:])])
        #expect(plan.isEmpty && plan.hash == overridden([:], []).plan([manifest(.queue, "q", [:])]).hash)
        let text = renderPlan(plan, color: false, width: 200, showUnchanged: false)
        #expect(text.contains("= Queue/q") && text.contains("is overridden: true until"))
    }

    @Test func aChangeOfAnOverriddenFieldSaysWhenItCounts() throws {
        let situation = overridden([:], [Self.override(.paused, false)])
        let entry = try situation.entry([manifest(.queue, "q", ["paused": true, "maxRetries": 9])])
        #expect(entry.action == .change && entry.changes.map(\.path) == ["spec.maxRetries", "spec.paused"])
        #expect(
            entry.effects == [
                "the old maxRetries stays with 3 jobs submitted before",
                "spec.paused is overridden: false until 2026-11-22T14:05:00Z by ann (\"incident 42\"); "
                    + "true counts when the override ends",
            ])
        let removed = overridden(["concurrency": ["limit": 5]], [Self.override(.concurrencyLimit, 10)])
        let effects = try removed.entry([manifest(.queue, "q", [:])]).effects
        #expect(effects.last?.hasSuffix("; none counts when the override ends") == true)
    }

    /// The row is the declaration's, whatever lies over it.
    @Test func driftBelowAnOverrideIsRepaired() throws {
        var situation = overridden([:], [Self.override(.paused, false)])
        situation.live.queues["q"]?.settings.paused = true
        let entry = try situation.entry([manifest(.queue, "q", [:])])
        #expect(entry.changes == [FieldChange(path: "spec.paused", old: true, new: false, drift: true)])
    }

    @Test func theSettingsInForce() {
        let settings = QueueSettings(
            manifest(.queue, "q", ["concurrency": ["limit": 5, "perKey": 2], "rateLimit": ["limit": 9]]))
        var expected = settings
        expected.paused = true
        expected.concurrencyLimit = nil
        expected.concurrencyPerKey = 1
        expected.rateLimit = 7
        expected.ratePeriodMilliseconds = 60_000
        let overrides = [
            Self.override(.paused, true), Self.override(.concurrencyLimit, .null),
            Self.override(.concurrencyPerKey, 1), Self.override(.rateLimit, 7),
            Self.override(.ratePeriod, "1m"),
        ]
        #expect(settings.overridden(by: overrides) == expected)
        #expect(settings.overridden(by: []) == settings)
        let unlimited = settings.overridden(by: [Self.override(.rateLimit, .null)])
        #expect(unlimited.rateLimit == nil && unlimited.ratePeriodMilliseconds == nil)
        let limited = QueueSettings().overridden(by: [Self.override(.rateLimit, 7)])
        #expect(limited.rateLimit == 7 && limited.ratePeriodMilliseconds == 1000)
    }

    @Test func whatTheSchemaAllows() throws {
        #expect(try OverridableField.paused.checked(true) == true)
        #expect(try OverridableField.ratePeriod.checked("90s") == "1m30s")
        #expect(try OverridableField.concurrencyLimit.checked(.null) == .null)
        let refused: [(OverridableField, Value, String)] = [
            (.paused, "yes", "expected"), (.paused, .null, "expected"), (.concurrencyLimit, 0, "1"),
            (.concurrencyLimit, 2_000_000, "1000000"), (.concurrencyPerKey, "ten", "expected"),
            (.rateLimit, 1.5, "expected"), (.ratePeriod, .null, "expected"), (.ratePeriod, "32d", "31d"),
        ]
        for (field, value, words) in refused {
            let error = #expect(throws: ValueError.self, "\(field) \(value)") { try field.checked(value) }
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        }
    }

    @Test func theStatusListsThem() {
        let queue = manifest(.queue, "q", [:])
        let row = LiveQueue(
            settings: QueueSettings(queue),
            overrides: [Self.override(.paused, true), Self.override(.concurrencyLimit, .null)])
        let status = queueStatus(
            LiveResource(resource: queue, owner: "src", generation: 1), row: row, rowGeneration: 1)
        #expect(status.conditions.map(\.reason) == ["Paused"] && status.conditions[0].status == .yes)
        #expect(
            status.conditions[0].message == "paused; spec.paused is overridden: true until "
                + "2026-11-22T14:05:00Z by ann (\"incident 42\"); spec.concurrency.limit is overridden: none "
                + "until 2026-11-22T14:05:00Z by ann (\"incident 42\")")
        #expect(status.facts["paused"] == true)
        #expect(
            status.facts["overrides"]?.arrayValue?.first == [
                "field": "paused", "value": "true", "until": "2026-11-22T14:05:00.123456Z", "by": "ann",
                "reason": "incident 42",
            ])
        #expect(QueueOverride.list(status.facts["overrides"]) == row.overrides)
    }
}

import Controllers
import Planning
import PostgresStore
import Resources
import TestAPIServer
import Testing

extension ControllersOfAClusterTests {
    /// What somebody overrides in a queue that an object declares.
    @Suite(.serialized, .timeLimit(.minutes(5))) struct OverrideTests {
        @Test func theStatusTellsItAndTheReconcilerLeavesItAlone() async throws {
            try await withController { world, _ in
                try world.create(queue("q"))
                _ = try await world.wait(.queue, "q") { $0.isTrue("Ready", reason: "Serving") && $0.isHeld }
                _ = try await world.store.override(
                    queue: "q", [.paused: true], for: .seconds(3600), actor: "ann", reason: "incident 42")
                var object = try await world.wait(.queue, "q") { $0.isTrue("Ready", reason: "Paused") }
                let listed = object.at("status", "overrides")?.arrayValue
                #expect(
                    listed?.count == 1 && listed?[0]["field"] == "paused" && listed?[0]["value"] == "true")
                #expect(listed?[0]["by"] == "ann" && listed?[0]["reason"] == "incident 42")
                #expect(
                    object.condition("Ready")?["message"]?.stringValue?.contains("by ann (\"incident 42\")")
                        == true)
                #expect(object.at("status", "paused") == true)

                // An edit is applied below it, and what is overridden stays so.
                try world.edit(.queue, "q", ["maxRetries": 9])
                _ = try await world.wait(.queue, "q") { $0.at("status", "observedGeneration") == 2 }
                let row = try #require(try await world.store.queue(named: "q"))
                #expect(row.settings.maxRetries == 9 && !row.settings.paused && row.effective.paused)

                _ = try await world.store.clearOverrides(queue: "q", fields: [], actor: "bob")
                object = try await world.wait(.queue, "q") { $0.isTrue("Ready", reason: "Serving") }
                #expect(object.at("status", "overrides")?.arrayValue?.isEmpty ?? true)
            }
        }
    }
}

import Planning
import PostgresStore
import Resources
import TestAPIServer
import TestCluster
import Testing

extension ControllersOfAClusterTests {
    /// The database and the API server go away, and come back.
    @Suite(.serialized, .timeLimit(.minutes(5))) struct OutageTests {
        @Test func theDatabaseStopsInTheMiddleAndComesBack() async throws {
            let cluster = TestCluster(settings: [:])
            try await withWorld(cluster: cluster) { world in
                let member = try Member(in: world)
                try world.create(queue("q"), job("j"))
                try await world.wait(.job, "j") { $0.isTrue("Reconciling", reason: "Running") }
                try cluster.stop(immediate: true)
                try world.edit(.queue, "q", ["maxRetries": 9])
                try world.create(job("k"))
                let object = try await world.wait(.job, "k") { $0.condition("Ready")?["status"] == "Unknown" }
                #expect(object.isTrue("Reconciling", reason: "DatabaseUnavailable"))
                try cluster.resume()
                try await world.wait(.job, "k") { $0.isTrue("Reconciling", reason: "Running") }
                try await world.wait(.queue, "q") { $0.isTrue("Ready", reason: "Serving") }
                #expect(try await world.store.queue(named: "q")?.settings.maxRetries == 9)
                #expect(try await world.runs("j").count == 1)
                #expect(try await world.runs("k").count == 1)
                // The end of a run after the outage is told, too.
                try await world.finish(try await world.runs("k")[0].jobID)
                try await world.wait(.job, "k") { $0.isTrue("Complete") }
                try await member.stop()
            }
        }

        @Test func aControllerStartsWithoutADatabaseAndWaitsForIt() async throws {
            let cluster = TestCluster(settings: [:])
            try await withWorld(cluster: cluster) { world in
                try cluster.stop(immediate: true)
                try world.create(queue("q"))
                let member = try Member(in: world)
                try await world.eventually("leads") {
                    try world.api.get("leases.coordination.k8s.io", name: "jq-controller") != nil
                }
                try cluster.resume()
                try await world.wait(.queue, "q") { $0.isTrue("Ready") }
                try await member.stop()
            }
        }

        @Test func theAPIServerRestartsAndNothingIsLostOrDoneTwice() async throws {
            try await withController { world, _ in
                try world.create(queue("q"), job("j"))
                try await world.wait(.job, "j") { $0.isTrue("Reconciling", reason: "Running") }
                for round in 0..<2 {
                    await world.api.closeConnections()
                    try world.create(job("r\(round)"))
                    world.api.compact()
                    try await world.wait(.job, "r\(round)") { $0.isTrue("Reconciling", reason: "Running") }
                }
                #expect(try await world.runs("j").count == 1)
            }
        }
    }
}

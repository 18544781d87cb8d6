import Lifecycle
import Postgres
import PostgresStore
import Resources
import TestAPIServer
import Testing

extension ControllersOfAClusterTests {
    /// One Worker object for each live worker.
    @Suite(.serialized, .timeLimit(.minutes(5))) struct WorkerObjectFlowTests {
        private func register(_ world: World, pool: String = "") async throws -> JobID {
            try await world.store.register(
                WorkerRegistration(
                    id: freshJobID(), hostname: "host-1", concurrency: 4, queues: ["q"], pool: pool,
                    version: "1.2"
                )
            ).id
        }

        private func name(_ id: JobID) -> String { id.description.lowercased() }

        @Test func aWorkerIsAnObjectThatDrains() async throws {
            try await withController { world, _ in
                let id = try await register(world, pool: "p")
                let object = try await world.wait(.worker, name(id)) { $0.isTrue("Ready") }
                #expect(
                    object.at("status", "hostname") == "host-1" && object.at("status", "version") == "1.2")
                #expect(object.at("status", "queues") == ["q"] && object.at("status", "concurrency") == 4)
                #expect(object.at("metadata", "labels", "jq.dev/pool") == "p")

                try world.edit(.worker, name(id), ["drain": true])
                let draining = try await world.wait(.worker, name(id)) {
                    $0.at("status", "observedGeneration") == 2
                }
                #expect(draining.isTrue("Draining"))
                #expect(try await world.store.workers().first?.state == .draining)
                try world.edit(.worker, name(id), ["drain": false])
                // Its status says that it has observed this: then it is so.
                try await world.wait(.worker, name(id)) {
                    $0.isTrue("Ready") && $0.condition("Draining") == nil
                }
                #expect(try await world.store.workers().first?.state == .online)
            }
        }

        @Test func anObjectThatIsDeletedComesBackWhileItsWorkerLives() async throws {
            try await withController { world, _ in
                let id = try await register(world)
                let first = try await world.wait(.worker, name(id)) { $0.isTrue("Ready") }
                try world.delete(.worker, name(id))
                try await world.wait(.worker, name(id)) {
                    $0.at("metadata", "uid") != first.at("metadata", "uid") && $0.isTrue("Ready")
                }
            }
        }

        @Test func whatNobodyIsGoes() async throws {
            try await withController { world, _ in
                let id = try await register(world)
                try await world.wait(.worker, name(id)) { $0.isTrue("Ready") }
                _ = try await world.store.deregister(id)
                try await world.wait(.worker, name(id)) { $0.at("status", "phase") == "OFFLINE" }
                // An hour later.
                try await world.database.simple(
                    "UPDATE workers SET last_heartbeat = now() - interval '2 hours'")
                try await world.waitUntilGone(.worker, name(id))
                let stranger = name(freshJobID())
                try world.create(manifest(.worker, stranger))
                try await world.waitUntilGone(.worker, stranger)
            }
        }

        @Test func itsNamespaceIsThatOfItsPool() async throws {
            try await withController { world, _ in
                try world.api.create(
                    "namespaces", ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "team"]])
                let id = try await register(world, pool: "team/p")
                try await world.wait(.worker, name(id), in: "team") { $0.isTrue("Ready") }
            }
        }
    }
}

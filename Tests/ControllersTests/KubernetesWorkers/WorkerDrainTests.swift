import KubernetesProtocol
import KubernetesResources
import Lifecycle
import Planning
import PostgresStore
import Resources
import Testing

extension ControllersOfAClusterTests {
    /// Who decides whether a worker drains: its object, or somebody else.
    @Suite(.serialized, .timeLimit(.minutes(5))) struct WorkerDrainTests {
        /// An object that asks for nothing does not undo what an operator did with `jq-ctl`.
        @Test func drainedByHandItStaysDrained() async throws {
            try await withController { world, _ in
                let id = try await world.store.register(
                    WorkerRegistration(
                        id: freshJobID(), hostname: "h", concurrency: 1, queues: ["q"], pool: "", version: "1"
                    )
                ).id
                let name = id.description.lowercased()
                try await world.wait(.worker, name) { $0.isTrue("Ready") }
                _ = try await world.store.setDraining(id, true)
                try await world.wait(.worker, name) { $0.isTrue("Draining") }
                // Another worker comes and is looked at: so was this one.
                let other = try await world.store.register(
                    WorkerRegistration(
                        id: freshJobID(), hostname: "h", concurrency: 1, queues: ["q"], pool: "", version: "1"
                    )
                ).id
                try await world.wait(.worker, other.description.lowercased()) { $0.isTrue("Ready") }
                #expect(try await world.store.workers().first { $0.id == id }?.state == .draining)
            }
        }

        /// A worker that comes back drained by its object drains at once.
        @Test func whatIsSetBeforeTheWorkerComesHolds() async throws {
            try await withController { world, _ in
                let id = freshJobID()
                let registration = WorkerRegistration(
                    id: id, hostname: "h", concurrency: 1, queues: ["q"], pool: "", version: "1")
                _ = try await world.store.register(registration)
                let name = id.description.lowercased()
                try await world.wait(.worker, name) { $0.isTrue("Ready") }
                try world.edit(.worker, name, ["drain": true])
                try await world.wait(.worker, name) { $0.isTrue("Draining") }
                _ = try await world.store.deregister(id)
                try await world.wait(.worker, name) { $0.at("status", "phase") == "OFFLINE" }
                _ = try await world.store.register(registration)
                try await world.wait(.worker, name) { $0.isTrue("Draining") }
                #expect(try await world.store.workers().first?.state == .draining)
            }
        }
    }
}

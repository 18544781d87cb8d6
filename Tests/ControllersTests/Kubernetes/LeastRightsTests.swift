import Foundation
import Lifecycle
import Planning
import PostgresStore
import Resources
import TestAPIServer
import Testing

extension ControllersOfAClusterTests {
    /// The controller with the rights of `k8s/base/jq-controller` and no others.
    @Suite(.serialized, .timeLimit(.minutes(6))) struct LeastRightsTests {
        static let user = "system:serviceaccount:default:jq-controller"

        /// The manifests of the controller's rights, as the repository has them.
        static func rights() throws -> [Value] {
            let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent()
            let all = try TestAPIServer.manifests(
                inFolder: root.appendingPathComponent("k8s/base/jq-controller").path)
            return all.filter {
                $0["apiVersion"] == "rbac.authorization.k8s.io/v1" || $0["kind"] == "ServiceAccount"
            }
        }

        private static func plural(_ manifest: Value) -> String {
            switch manifest["kind"]?.stringValue ?? "" {
            case "ServiceAccount": "serviceaccounts"
            case let kind: "\(kind.lowercased())s.rbac.authorization.k8s.io"
            }
        }

        @Test func theyAreEnoughForEverythingAndNoneIsIdle() async throws {
            let workers = PodWorkers()
            let rights = try Self.rights()
            #expect(rights.count == 7)
            try await withWorld(
                user: Self.user,
                {
                    workers.serve(&$0)
                    $0.rbac = true
                }
            ) { world in
                workers.use(world.store)
                for manifest in rights { try world.api.create(Self.plural(manifest), manifest) }
                let member = try Member(in: world)
                try await everything(world)
                try await member.stop()
                // Clusters without WatchList are listed in pages.
                world.api.setWatchList(false)
                let next = try Member(in: world)
                try world.create(queue("again"))
                try await world.wait(.queue, "again") { $0.isTrue("Ready") }
                try await next.stop()
                let requests = world.api.requestLog.requests.filter { $0.user == Self.user }
                let refused = requests.filter { $0.status == 403 || $0.status == 401 }
                #expect(refused.map { "\($0.method) \($0.path)" } == [])
                let used = Set(
                    requests.map {
                        "\($0.verb) \($0.resource)\($0.subresource.isEmpty ? "" : "/")\($0.subresource)"
                    })
                let idle = Self.granted(rights).subtracting(used)
                // Owner references with blockOwnerDeletion ask for the first where a plugin checks that; a server-side
                // apply that creates asks for the second; an Event that goes on for minutes is patched. The others let
                // somebody look at what may be listed anyway, and change what may be made and deleted anyway.
                let unseen: Set<String> = [
                    "update workerpools/finalizers", "create deployments", "patch events", "get deployments",
                    "get pods", "get workers", "patch workers",
                ]
                #expect(idle.subtracting(unseen).sorted() == [])
            }
        }

        private static func granted(_ rights: [Value]) -> Set<String> {
            var granted: Set<String> = []
            for rule in rights.flatMap({ $0["rules"]?.arrayValue ?? [] }) {
                for resource in rule["resources"]?.arrayValue ?? [] {
                    for verb in rule["verbs"]?.arrayValue ?? [] {
                        granted.insert("\(verb.stringValue ?? "") \(resource.stringValue ?? "")")
                    }
                }
            }
            return granted
        }

        /// Every kind, its whole life.
        private func everything(_ world: World) async throws {
            try world.create(
                queue("q"), job("j"), pool("p", ["replicas": 2]),
                manifest(
                    .schedule, "s",
                    ["every": "1m", "jobTemplate": ["spec": ["queue": "q", "command": ["a"]]]]))
            try await world.waitForWorkers(2)
            try await world.wait(.workerPool, "p") { $0.isTrue("Ready") }
            try await world.wait(.schedule, "s") { $0.isTrue("Ready") }
            try await world.eventually("run") { try await world.runs("j").count == 1 }
            try await world.finish(try await world.runs("j")[0].jobID)
            try await world.wait(.job, "j") { $0.isTrue("Complete") }
            let worker = try #require(try world.pods().first?.worker).description.lowercased()
            try await world.wait(.worker, worker) { $0.isTrue("Ready") }
            try world.edit(.worker, worker, ["drain": true])
            try await world.wait(.worker, worker) { $0.isTrue("Draining") }
            try world.edit(.worker, worker, ["drain": false])
            try world.edit(.workerPool, "p", ["replicas": 1])
            try await world.waitForWorkers(1)
            try world.create(manifest(.worker, freshJobID().description.lowercased()))
            try await world.eventually("stranger gone") { try world.api.list("workers.jq.dev").count <= 2 }
            try world.edit(.workerPool, "p", ["runtime": "External", "template": nil])
            try await world.eventually("no deployment") { try world.deployment("p") == nil }
            try world.delete(.workerPool, "p")
            try world.delete(.schedule, "s")
            try world.delete(.job, "j")
            try world.delete(.queue, "q")
            try await world.waitUntilGone(.queue, "q")
            try await world.eventually("nothing") { try await world.store.declared().isEmpty }
            // The same again, for a series of Events.
            for round in 0..<2 {
                try world.create(job("lost", queue: "nowhere\(round)"))
                try await world.wait(.job, "lost") { $0.isTrue("Stalled") }
                try world.delete(.job, "lost")
            }
        }
    }
}

import Resources
import Synchronization
import TestAPIServer
import Testing

/// What the control plane does by itself: garbage, namespaces, definitions, deployments.
@Suite(.timeLimit(.minutes(5))) struct ClusterworkTests {
    private let resource = "gizmos.test.example"

    @Test func dependentsGoWithTheirOwner() async throws {
        let server = try await Samples.server()
        let owner = try server.create(resource, Samples.gizmo("owner"))
        try server.create(resource, Samples.gizmo("child").owned(by: owner))
        try server.delete(resource, name: "owner")
        #expect(try server.list(resource).isEmpty)
        await server.stop()
    }

    @Test func orphansStayWithoutTheReference() async throws {
        let server = try await Samples.server()
        let owner = try server.create(resource, Samples.gizmo("owner"))
        try server.create(resource, Samples.gizmo("child").owned(by: owner))
        try server.delete(resource, name: "owner", propagation: "Orphan")
        let left = try server.list(resource)
        #expect(left.count == 1)
        #expect(left.first?.at("metadata", "ownerReferences") == nil)
        await server.stop()
    }

    @Test func aForegroundDeletionWaitsForTheDependents() async throws {
        let server = try await Samples.server()
        let owner = try server.create(resource, Samples.gizmo("owner"))
        try server.create(
            resource, Samples.gizmo("child").owned(by: owner, blocking: true).finalized(["test.example/hold"])
        )
        try server.delete(resource, name: "owner", propagation: "Foreground")
        #expect(try server.get(resource, name: "owner")?.at("metadata", "deletionTimestamp") != nil)
        try server.update(resource, name: "child") { $0 = $0.finalized([]) }
        #expect(try server.list(resource).isEmpty)
        await server.stop()
    }

    @Test func aNamespaceEndsWhenItsContentHas() async throws {
        let server = try await Samples.server()
        try server.create(
            "namespaces", ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "team"]])
        var held = Samples.gizmo("held").finalized(["test.example/hold"])
        if case .object(var members) = held, case .object(var metadata)? = members["metadata"] {
            metadata["namespace"] = "team"
            members["metadata"] = .object(metadata)
            held = .object(members)
        }
        try server.create(resource, held)
        try server.delete("namespaces", name: "team")
        #expect(try server.get("namespaces", name: "team")?.at("status", "phase") == "Terminating")
        #expect(throws: APIFailure.self) { try server.create("configmaps", Self.configMap(in: "team")) }
        try server.update(resource, namespace: "team", name: "held") { $0 = $0.finalized([]) }
        #expect(try server.get("namespaces", name: "team") == nil)
        await server.stop()
    }

    private static func configMap(in namespace: String) -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": "c", "namespace": .string(namespace)], "data": [:],
        ]
    }

    @Test func aDefinitionGoesAfterItsObjectsAndThenNothingIsServed() async throws {
        let server = try await Samples.server()
        try server.create(resource, Samples.gizmo("free"))
        try server.create(resource, Samples.gizmo("held").finalized(["test.example/hold"]))
        var changes = try server.changes(resource).makeAsyncIterator()
        #expect(await changes.next()?.kind == "ADDED")
        #expect(await changes.next()?.kind == "ADDED")
        try server.delete("customresourcedefinitions.apiextensions.k8s.io", name: resource)
        #expect(await changes.next()?.kind == "DELETED")
        #expect(await changes.next()?.kind == "MODIFIED")
        #expect(throws: APIFailure.self) { try server.create(resource, Samples.gizmo("new")) }
        try server.update(resource, name: "held") { $0 = $0.finalized([]) }
        #expect(await changes.next()?.kind == "DELETED")
        #expect(await changes.next() == nil)
        #expect(throws: APIFailure.self) { try server.list(resource) }
        await server.stop()
    }

    @Test func aDeletedDefinitionCanServeAnEmptyResourceForAWhile() async throws {
        let server = try await Samples.server()
        try server.create(resource, Samples.gizmo("a"))
        server.keepServingDeletedDefinitions()
        try server.delete("customresourcedefinitions.apiextensions.k8s.io", name: resource)
        #expect(try server.list(resource).isEmpty)
        server.stopServingDeletedDefinitions()
        #expect(throws: APIFailure.self) { try server.list(resource) }
        await server.stop()
    }

    @Test func aDeploymentHasItsPodsAndGivesUpTheCheapestFirst() async throws {
        let server = try await Samples.server { $0.deployments = true }
        try server.create("deployments.apps", Samples.deployment("web", replicas: 3))
        let pods = try server.list("pods")
        #expect(pods.count == 3)
        #expect(try server.get("deployments.apps", name: "web")?.at("status", "readyReplicas") == 3)
        let cheap = pods[1].at("metadata", "name")?.stringValue ?? ""
        let costs: Value = ["controller.kubernetes.io/pod-deletion-cost": "-10"]
        try server.update("pods", name: cheap) { pod in
            guard case .object(var members) = pod, case .object(var metadata)? = members["metadata"] else {
                return
            }
            metadata["annotations"] = costs
            members["metadata"] = .object(metadata)
            pod = .object(members)
        }
        try server.update("deployments.apps", name: "web") { $0 = Samples.deployment("web", replicas: 2) }
        #expect(try server.get("pods", name: cheap) == nil)
        #expect(try server.list("pods").count == 2)
        try server.delete("deployments.apps", name: "web")
        #expect(try server.list("pods").isEmpty)
        await server.stop()
    }

    @Test func hooksStartAndStopWhatAPodStandsFor() async throws {
        let calls = Mutex<[String]>([])
        let hooks = PodHooks(
            start: { _ in
                calls.withLock { $0.append("start") }
                return true
            }, stop: { _ in calls.withLock { $0.append("stop") } })
        let server = try await Samples.server {
            $0.deployments = true
            $0.podHooks = hooks
        }
        try server.create("deployments.apps", Samples.deployment("web", replicas: 1))
        let ready = try await server.wait("deployments.apps", name: "web") {
            $0.at("status", "readyReplicas") == 1
        }
        #expect(ready != nil)
        let pod = try server.list("pods").first?.at("metadata", "name")?.stringValue ?? ""
        try server.update("deployments.apps", name: "web") { $0 = Samples.deployment("web", replicas: 0) }
        try await server.waitUntilGone("pods", name: pod)
        #expect(calls.withLock { $0 } == ["start", "stop"])
        await server.stop()
    }
}

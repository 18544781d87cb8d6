import Resources
import TestAPIServer
import Testing

/// Creates, updates, patches and deletions.
@Suite(.timeLimit(.minutes(5)), .enabled(if: Conversation.isPossible)) struct WriteTests {
    private let resource = "gizmos.test.example"

    @Test func aPutNeedsTheNewestVersionAndCountsTheGenerationOnlyForTheSpec() async throws {
        let server = try await Samples.server()
        let talk = Conversation(server)
        let made = try await talk.ask("POST", Samples.path, Samples.gizmo("a"))
        #expect(made.status == 201)
        #expect(made.json.at("metadata", "generation") == 1)
        #expect(made.json.at("spec", "replicas") == 1)
        #expect(
            try await talk.ask("POST", Samples.path, Samples.gizmo("a")).json["reason"] == "AlreadyExists")
        #expect(try await talk.ask("PUT", "\(Samples.path)/a", Samples.gizmo("a")).status == 422)
        let labelled = made.json.labelled(["x": "y"])
        let second = try await talk.ask("PUT", "\(Samples.path)/a", labelled)
        #expect(second.json.at("metadata", "generation") == 1)
        let stale = try await talk.ask("PUT", "\(Samples.path)/a", labelled)
        #expect(stale.status == 409)
        #expect(stale.json["reason"] == "Conflict")
        let same = try await talk.ask("PUT", "\(Samples.path)/a", second.json)
        #expect(same.json.at("metadata", "resourceVersion") == second.json.at("metadata", "resourceVersion"))
        let patch: Value = ["spec": ["note": "new"]]
        let third = try await talk.ask("PATCH", "\(Samples.path)/a", patch, type: Samples.merge)
        #expect(third.json.at("metadata", "generation") == 2)
        await server.stop()
    }

    @Test func aDryRunAnswersAndStoresNothing() async throws {
        let server = try await Samples.server()
        let talk = Conversation(server)
        #expect(try await talk.ask("POST", "\(Samples.path)?dryRun=All", Samples.gizmo("a")).status == 201)
        #expect(try server.get(resource, name: "a") == nil)
        try server.create(resource, Samples.gizmo("a"))
        #expect(try await talk.ask("DELETE", "\(Samples.path)/a?dryRun=All").status == 200)
        #expect(try server.get(resource, name: "a") != nil)
        await server.stop()
    }

    @Test func unknownFieldsAreRefusedWarnedOfOrDropped() async throws {
        let server = try await Samples.server()
        let talk = Conversation(server)
        let odd = Samples.gizmo("a", ["colour": "red", "color": "red"])
        let strict = try await talk.ask("POST", "\(Samples.path)?fieldValidation=Strict", odd)
        #expect(strict.status == 400)
        #expect(strict.json["message"]?.stringValue?.contains("unknown field \"spec.color\"") == true)
        let warned = try await talk.ask("POST", Samples.path, odd)
        #expect(warned.headers["warning"] == #"299 - "unknown field \"spec.color\"""#)
        #expect(warned.json.at("spec", "color") == nil)
        let ignored = try await talk.ask(
            "POST", "\(Samples.path)?fieldValidation=Ignore", Samples.gizmo("b", ["x": 1]))
        #expect(ignored.headers["warning"] == nil)
        await server.stop()
    }

    @Test func schemaViolationsAreInvalid() async throws {
        let server = try await Samples.server()
        let reply = try await Conversation(server).ask(
            "POST", Samples.path, Samples.gizmo("a", ["colour": "pink"]))
        #expect(reply.status == 422)
        #expect(reply.json.at("details", "causes")?.arrayValue?.first?["field"] == "spec.colour")
        await server.stop()
    }

    @Test func finalizersHoldADeletedObject() async throws {
        let server = try await Samples.server()
        let talk = Conversation(server)
        try server.create(resource, Samples.gizmo("a").finalized(["test.example/hold"]))
        let marked = try await talk.ask("DELETE", "\(Samples.path)/a")
        #expect(marked.json.at("metadata", "deletionTimestamp") != nil)
        let more: Value = ["metadata": ["finalizers": ["test.example/hold", "test.example/more"]]]
        #expect(try await talk.ask("PATCH", "\(Samples.path)/a", more, type: Samples.merge).status == 422)
        let again = try await talk.ask("POST", Samples.path, Samples.gizmo("a"))
        #expect(again.json["message"]?.stringValue?.hasPrefix("object is being deleted") == true)
        let operations: Value = [
            ["op": "test", "path": "/metadata/finalizers/0", "value": "test.example/hold"],
            ["op": "remove", "path": "/metadata/finalizers/0"],
        ]
        let type = "application/json-patch+json"
        #expect(try await talk.ask("PATCH", "\(Samples.path)/a", operations, type: type).status == 200)
        #expect(try server.get(resource, name: "a") == nil)
        #expect(try await talk.ask("PATCH", "\(Samples.path)/a", operations, type: type).status == 404)
        await server.stop()
    }

    @Test func aJSONPatchWhoseTestFailsChangesNothing() async throws {
        let server = try await Samples.server()
        try server.create(resource, Samples.gizmo("a"))
        let operations: Value = [
            ["op": "replace", "path": "/spec/colour", "value": "blue"],
            ["op": "test", "path": "/spec/colour", "value": "red"],
        ]
        let reply = try await Conversation(server).ask(
            "PATCH", "\(Samples.path)/a", operations, type: "application/json-patch+json")
        #expect(reply.status == 422)
        #expect(try server.get(resource, name: "a")?.at("spec", "colour") == "red")
        await server.stop()
    }

    @Test func preconditionsSpareANamesake() async throws {
        let server = try await Samples.server()
        let made = try server.create(resource, Samples.gizmo("a"))
        let talk = Conversation(server)
        let wrong: Value = ["preconditions": ["uid": "another"]]
        #expect(try await talk.ask("DELETE", "\(Samples.path)/a", wrong).status == 409)
        let right: Value = [
            "preconditions": [
                "uid": made.at("metadata", "uid") ?? "",
                "resourceVersion": made.at("metadata", "resourceVersion") ?? "",
            ]
        ]
        #expect(try await talk.ask("DELETE", "\(Samples.path)/a", right).status == 200)
        await server.stop()
    }

    @Test func aStrategicMergePatchMergesContainersByName() async throws {
        let server = try await Samples.server()
        try server.create("deployments.apps", Samples.deployment("web", replicas: 1))
        let patch: Value = [
            "spec": [
                "template": [
                    "spec": [
                        "containers": [["name": "side", "image": "two"]], "nodeSelector": ["disk": "fast"],
                    ]
                ]
            ]
        ]
        let type = "application/strategic-merge-patch+json"
        let reply = try await Conversation(server).ask(
            "PATCH", "/apis/apps/v1/namespaces/default/deployments/web", patch, type: type)
        let containers = reply.json.at("spec", "template", "spec", "containers")?.arrayValue ?? []
        #expect(containers.compactMap { $0["name"]?.stringValue } == ["main", "side"])
        #expect(
            try await Conversation(server).ask("PATCH", "\(Samples.path)/a", [:], type: type).status == 415)
        await server.stop()
    }

    @Test func scaleShowsAndSetsTheReplicas() async throws {
        let server = try await Samples.server()
        try server.create(resource, Samples.gizmo("a"))
        let talk = Conversation(server)
        let patch: Value = ["spec": ["replicas": 5]]
        let reply = try await talk.ask("PATCH", "\(Samples.path)/a/scale", patch, type: Samples.merge)
        #expect(reply.json["kind"] == "Scale")
        #expect(reply.json.at("spec", "replicas") == 5)
        let object = try server.get(resource, name: "a")
        #expect(object?.at("spec", "replicas") == 5)
        #expect(object?.at("metadata", "generation") == 2)
        await server.stop()
    }
}

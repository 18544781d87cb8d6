import Resources
import TestAPIServer
import Testing

/// Ownership of fields as the documentation of server-side apply has it.
@Suite(.timeLimit(.minutes(5)), .enabled(if: Conversation.isPossible)) struct ServerSideApplyTests {
    private func applied(
        _ talk: Conversation, _ object: Value, _ manager: String, force: Bool = false, sub: String = ""
    ) async throws -> Conversation.Reply {
        let name = object.at("metadata", "name")?.stringValue ?? ""
        return try await talk.ask(
            "PATCH", "\(Samples.path)/\(name)\(sub)?fieldManager=\(manager)\(force ? "&force=true" : "")",
            object,
            type: Samples.apply)
    }

    @Test func anotherManagersValueIsAConflictUnlessForced() async throws {
        let server = try await Samples.server()
        let talk = Conversation(server)
        #expect(try await applied(talk, Samples.gizmo("a"), "one").status == 201)
        #expect(try await applied(talk, Samples.gizmo("a"), "two").status == 200)
        let refused = try await applied(talk, Samples.gizmo("a", ["colour": "blue"]), "two")
        #expect(refused.status == 409)
        let cause = refused.json.at("details", "causes")?.arrayValue?.first
        #expect(cause?["reason"] == "FieldManagerConflict")
        #expect(cause?["field"] == ".spec.colour")
        #expect(cause?["message"] == "conflict with \"one\"")
        #expect(try server.get("gizmos.test.example", name: "a")?.at("spec", "colour") == "red")
        #expect(
            try await applied(talk, Samples.gizmo("a", ["colour": "blue"]), "two", force: true).status == 200)
        #expect(try server.get("gizmos.test.example", name: "a")?.at("spec", "colour") == "blue")
        // The first manager gave the field up, so leaving it out does not take it away.
        #expect(try await applied(talk, Samples.gizmo("a", [:]), "one").status == 200)
        #expect(try server.get("gizmos.test.example", name: "a")?.at("spec", "colour") == "blue")
        await server.stop()
    }

    @Test func whatIsNoLongerAppliedIsRemovedUnlessSomebodyElseOwnsIt() async throws {
        let server = try await Samples.server()
        let talk = Conversation(server)
        _ = try await applied(talk, Samples.gizmo("a", ["colour": "red", "note": "n", "replicas": 4]), "one")
        _ = try await applied(talk, Samples.gizmo("a", ["note": "n"]), "two")
        _ = try await applied(talk, Samples.gizmo("a", ["colour": "red"]), "one")
        let spec = try server.get("gizmos.test.example", name: "a")?["spec"]
        #expect(spec == ["colour": "red", "note": "n", "replicas": 1])
        await server.stop()
    }

    @Test func conditionsOfDifferentTypesBelongToDifferentManagers() async throws {
        let server = try await Samples.server()
        let talk = Conversation(server)
        try server.create("gizmos.test.example", Samples.gizmo("a"))
        let ready = Samples.status("a", [("Ready", "True")])
        #expect(try await applied(talk, ready, "one", sub: "/status").status == 200)
        #expect(
            try await applied(talk, Samples.status("a", [("Done", "False")]), "two", sub: "/status").status
                == 200)
        let both = try server.get("gizmos.test.example", name: "a")?.at("status", "conditions")?.arrayValue
        #expect(both?.count == 2)
        _ = try await applied(talk, Samples.status("a", []), "two", sub: "/status")
        let one = try server.get("gizmos.test.example", name: "a")?.at("status", "conditions")?.arrayValue
        #expect(one == [["type": "Ready", "status": "True"]])
        await server.stop()
    }

    @Test func theSameApplyAgainChangesNothing() async throws {
        let server = try await Samples.server()
        let talk = Conversation(server)
        let first = try await applied(talk, Samples.gizmo("a"), "one")
        let second = try await applied(talk, Samples.gizmo("a"), "one")
        #expect(first.json == second.json)
        await server.stop()
    }

    @Test func theSpecIsIgnoredThroughStatusAndTheStatusElsewhere() async throws {
        let server = try await Samples.server()
        let talk = Conversation(server)
        try server.create("gizmos.test.example", Samples.gizmo("a"))
        var both = Samples.status("a", [("Ready", "True")])
        if case .object(var members) = both {
            members["spec"] = ["colour": "green"]
            both = .object(members)
        }
        #expect(try await applied(talk, both, "one", sub: "/status").status == 200)
        #expect(try await applied(talk, Samples.status("a", [("Ready", "False")]), "two").status == 200)
        let object = try server.get("gizmos.test.example", name: "a")
        #expect(object?.at("spec", "colour") == "red")
        #expect(object?.at("status", "conditions") == [["type": "Ready", "status": "True"]])
        #expect(object?.at("metadata", "generation") == 1)
        await server.stop()
    }

    @Test(arguments: [
        (#"{"spec":{"bogus":1}}"#, 500), (#"{"spec":{"note":"a\/b"}}"#, 400),
        (#"{"spec":{"note":"\ud83d\ude00"}}"#, 400),
        (#"{"spec":{"note":"é😀"}}"#, 200), ("{\"spec\":{\"note\":\"\u{7F}\"}}", 400),
        (#"{"spec":{"note":7}}"#, 500),
    ])
    func bodiesAreReadAsTheServersYAMLReaderReadsThem(rest: String, status: Int) async throws {
        let server = try await Samples.server()
        try server.create("gizmos.test.example", Samples.gizmo("a"))
        let body =
            #"{"apiVersion":"test.example/v1","kind":"Gizmo","metadata":{"name":"a"},"# + rest.dropFirst()
        let reply = try await Conversation(server).ask(
            "PATCH", "\(Samples.path)/a?fieldManager=one", text: body, Samples.apply)
        #expect(reply.status == status, "\(reply.text)")
        await server.stop()
    }
}

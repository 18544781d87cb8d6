import Resources
import TestAPIServer
import Testing

/// Lists by resourceVersion, limit, continue and selectors (Kubernetes documentation, "API concepts").
@Suite(.timeLimit(.minutes(5)), .enabled(if: Conversation.isPossible)) struct ReadTests {
    private func filled(_ names: [String]) async throws -> TestAPIServer {
        let server = try await Samples.server()
        for name in names { try server.create("gizmos.test.example", Samples.gizmo(name)) }
        return server
    }

    private func names(_ reply: Conversation.Reply) -> [String] {
        (reply.json["items"]?.arrayValue ?? []).compactMap { $0.at("metadata", "name")?.stringValue }
    }

    @Test func pagesShowOneRevisionUntilItIsForgotten() async throws {
        let server = try await filled(["a", "b", "c", "d", "e"])
        let talk = Conversation(server)
        let first = try await talk.ask("GET", "\(Samples.path)?limit=2")
        #expect(names(first) == ["a", "b"])
        #expect(first.json.at("metadata", "remainingItemCount") == 3)
        let token = first.json.at("metadata", "continue")?.stringValue ?? ""
        try server.create("gizmos.test.example", Samples.gizmo("bb"))
        try server.delete("gizmos.test.example", name: "c")
        let second = try await talk.ask("GET", "\(Samples.path)?limit=2&continue=\(token)")
        #expect(names(second) == ["c", "d"])
        #expect(second.json.at("metadata", "resourceVersion") == first.json.at("metadata", "resourceVersion"))
        server.compact()
        let late = try await talk.ask("GET", "\(Samples.path)?limit=2&continue=\(token)")
        #expect(late.status == 410)
        #expect(late.json["reason"] == "Expired")
        let rest = late.json.at("metadata", "continue")?.stringValue ?? ""
        #expect(names(try await talk.ask("GET", "\(Samples.path)?continue=\(rest)")) == ["bb", "d", "e"])
        await server.stop()
    }

    @Test func resourceVersionsMeanWhatTheDocumentationSays() async throws {
        let server = try await filled(["a", "b"])
        let talk = Conversation(server)
        let past = server.revision
        try server.create("gizmos.test.example", Samples.gizmo("c"))
        let query = { (text: String) in try await talk.ask("GET", "\(Samples.path)?\(text)") }
        #expect(names(try await query("resourceVersion=\(past)")) == ["a", "b", "c"])
        #expect(names(try await query("resourceVersion=\(past)&limit=5")) == ["a", "b"])
        #expect(names(try await query("resourceVersion=\(past)&resourceVersionMatch=Exact")) == ["a", "b"])
        #expect(names(try await query("resourceVersion=0&limit=1")) == ["a", "b", "c"])
        let future = try await query("resourceVersion=\(past + 1000)")
        #expect(future.status == 504)
        #expect(future.headers["retry-after"] == "1")
        #expect(
            future.json.at("details", "causes")?.arrayValue?.first?["reason"] == "ResourceVersionTooLarge")
        #expect(try await query("resourceVersionMatch=Exact").status == 422)
        #expect(try await query("resourceVersion=abc").status == 400)
        server.compact()
        #expect(try await query("resourceVersion=\(past)&resourceVersionMatch=Exact").status == 410)
        await server.stop()
    }

    @Test func selectorsChooseByLabelsAndDeclaredFields() async throws {
        let server = try await Samples.server()
        for (name, colour) in [("a", "red"), ("b", "blue"), ("c", "blue")] {
            try server.create("gizmos.test.example", Samples.gizmo(name, ["colour": .string(colour)]))
        }
        try server.update("gizmos.test.example", name: "b") { object in
            object = object.labelled(["tier": "front"])
        }
        let talk = Conversation(server)
        let query = { (text: String) in names(try await talk.ask("GET", "\(Samples.path)?\(text)")) }
        #expect(try await query("fieldSelector=spec.colour%3Dblue") == ["b", "c"])
        #expect(try await query("fieldSelector=metadata.name%21%3Da,spec.colour%3Dred") == [])
        #expect(try await query("labelSelector=tier%20in%20(front,back)") == ["b"])
        #expect(try await query("labelSelector=%21tier") == ["a", "c"])
        #expect(try await query("labelSelector=tier%20notin%20(front)") == ["a", "c"])
        #expect(try await talk.ask("GET", "\(Samples.path)?fieldSelector=spec.note%3Dx").status == 400)
        await server.stop()
    }

    @Test func aReplicaAnswersFromThePastWhereItMay() async throws {
        let server = try await filled(["a"])
        let replica = try await server.replica()
        replica.freeze()
        try server.create("gizmos.test.example", Samples.gizmo("b"))
        let talk = Conversation(server, url: replica.url)
        #expect(names(try await talk.ask("GET", "\(Samples.path)?resourceVersion=0")) == ["a"])
        #expect(names(try await talk.ask("GET", Samples.path)) == ["a", "b"])
        #expect(try await talk.ask("GET", "\(Samples.path)?resourceVersion=\(server.revision)").status == 504)
        #expect(try await talk.ask("GET", "\(Samples.path)/b?resourceVersion=0").status == 404)
        replica.catchUp()
        #expect(names(try await talk.ask("GET", "\(Samples.path)?resourceVersion=0")) == ["a", "b"])
        await server.stop()
    }

    @Test func tablesHoldTheColumnsOfTheDefinition() async throws {
        let server = try await filled(["a"])
        let accept = "Accept: application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
        let reply = try await Conversation(server).ask("GET", Samples.path, nil, type: "", "-H", accept)
        let columns = reply.json["columnDefinitions"]?.arrayValue?.compactMap { $0["name"]?.stringValue }
        #expect(columns == ["Name", "Colour", "Ready"])
        #expect(reply.json["rows"]?.arrayValue?.first?["cells"] == ["a", "red", nil])
        await server.stop()
    }

    @Test func largeAnswersAreCompressedForThoseWhoTakeIt() async throws {
        let server = try await Samples.server { $0.compressionThreshold = 100 }
        try server.create("gizmos.test.example", Samples.gizmo("a"))
        let reply = try await Conversation(server).ask("GET", Samples.path, nil, type: "", "--compressed")
        #expect(reply.headers["content-encoding"] == "gzip")
        #expect(names(reply) == ["a"])
        await server.stop()
    }
}

extension Value {
    /// This object with these labels.
    func labelled(_ labels: [String: Value]) -> Value {
        guard case .object(var members) = self, case .object(var metadata)? = members["metadata"] else {
            return self
        }
        metadata["labels"] = .object(labels)
        members["metadata"] = .object(metadata)
        return .object(members)
    }

    /// This object with these finalizers.
    func finalized(_ finalizers: [Value]) -> Value {
        guard case .object(var members) = self, case .object(var metadata)? = members["metadata"] else {
            return self
        }
        metadata["finalizers"] = .array(finalizers)
        members["metadata"] = .object(metadata)
        return .object(members)
    }

    /// This object with an owner.
    func owned(by owner: Value, blocking: Bool = false) -> Value {
        guard case .object(var members) = self, case .object(var metadata)? = members["metadata"] else {
            return self
        }
        metadata["ownerReferences"] = [
            [
                "apiVersion": owner["apiVersion"] ?? "", "kind": owner["kind"] ?? "",
                "name": owner.at("metadata", "name") ?? "", "uid": owner.at("metadata", "uid") ?? "",
                "blockOwnerDeletion": .bool(blocking),
            ]
        ]
        members["metadata"] = .object(metadata)
        return .object(members)
    }
}

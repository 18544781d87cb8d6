import Processes
import Resources
import TestAPIServer
import Testing

/// Watches over a connection, and what the faults make of them.
@Suite(.timeLimit(.minutes(2)), .enabled(if: Conversation.isPossible)) struct WatchTests {
    private let resource = "gizmos.test.example"

    /// The kinds of the events of a reply and the names of their objects.
    private func told(_ reply: Conversation.Reply) -> [String] {
        reply.lines.map { line in
            "\(line["type"]?.stringValue ?? "") \(line.at("object", "metadata", "name")?.stringValue ?? "-")"
        }
    }

    private func watch(_ server: TestAPIServer, _ query: String, url: String? = nil) async throws
        -> Conversation.Reply
    {
        try await Conversation(server, url: url).ask("GET", "\(Samples.path)?watch=1&\(query)")
    }

    @Test func changesFollowARevision() async throws {
        let server = try await Samples.server()
        try server.create(resource, Samples.gizmo("a"))
        let start = server.revision
        try server.create(resource, Samples.gizmo("b"))
        try server.update(resource, name: "a") { $0 = $0.labelled(["x": "1"]) }
        try server.delete(resource, name: "b")
        let reply = try await watch(server, "resourceVersion=\(start)&timeoutSeconds=1")
        #expect(told(reply) == ["ADDED b", "MODIFIED a", "DELETED b"])
        #expect(
            reply.lines.last?.at("object", "metadata", "resourceVersion") == .string(String(server.revision)))
        await server.stop()
    }

    @Test func initialEventsEndWithAMarkedBookmark() async throws {
        let server = try await Samples.server()
        try server.create(resource, Samples.gizmo("a"))
        let query =
            "sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
            + "&allowWatchBookmarks=true&timeoutSeconds=1"
        let reply = try await watch(server, query)
        #expect(told(reply) == ["ADDED a", "BOOKMARK -"])
        let mark = reply.lines.last?.at("object", "metadata", "annotations", "k8s.io/initial-events-end")
        #expect(mark == "true")
        server.setWatchList(false)
        #expect(try await watch(server, query).status == 422)
        await server.stop()
    }

    @Test func aForgottenRevisionIsAnErrorEventInside200() async throws {
        let server = try await Samples.server()
        try server.create(resource, Samples.gizmo("a"))
        let start = server.revision
        try server.create(resource, Samples.gizmo("b"))
        server.compact()
        let reply = try await watch(server, "resourceVersion=\(start)&timeoutSeconds=1")
        #expect(reply.status == 200)
        #expect(reply.lines.first?["type"] == "ERROR")
        #expect(reply.lines.first?.at("object", "code") == 410)
        #expect(reply.lines.first?.at("object", "reason") == "Expired")
        await server.stop()
    }

    @Test func objectsComeAndGoWithTheSelection() async throws {
        let server = try await Samples.server()
        let start = server.revision
        try server.create(resource, Samples.gizmo("a"))
        try server.update(resource, name: "a") { $0 = $0.labelled(["team": "x"]) }
        try server.update(resource, name: "a") { $0 = $0.labelled(["team": "y"]) }
        let reply = try await watch(
            server, "resourceVersion=\(start)&labelSelector=team%3Dx&timeoutSeconds=1")
        #expect(told(reply) == ["ADDED a", "DELETED a"])
        #expect(reply.lines.last?.at("object", "metadata", "labels", "team") == "x")
        await server.stop()
    }

    @Test func aRevisionFromTheFutureIsSilence() async throws {
        let server = try await Samples.server()
        let query = "resourceVersion=\(server.revision + 500)&allowWatchBookmarks=true&timeoutSeconds=1"
        let reply = try await watch(server, query)
        #expect(reply.status == 200)
        #expect(reply.lines.isEmpty)
        await server.stop()
    }

    @Test func aFrozenReplicaTellsNothingNewUntilItCatchesUp() async throws {
        let server = try await Samples.server()
        let replica = try await server.replica()
        replica.freeze()
        let start = server.revision
        try server.create(resource, Samples.gizmo("a"))
        let silent = try await watch(server, "resourceVersion=\(start)&timeoutSeconds=1", url: replica.url)
        #expect(silent.lines.isEmpty)
        replica.catchUp()
        let late = try await watch(server, "resourceVersion=\(start)&timeoutSeconds=1", url: replica.url)
        #expect(told(late) == ["ADDED a"])
        await server.stop()
    }

    @Test func faultsEndAndMangleAWatch() async throws {
        let server = try await Samples.server()
        for name in ["a", "b"] { try server.create(resource, Samples.gizmo(name)) }
        let expired = Fault.errorEvent(code: 410, reason: "Expired", afterEvents: 1)
        let cases: [(Fault, String, [String])] = [
            (.endWatch(), "end", []), (.endWatch(afterEvents: 1), "end", ["ADDED a"]),
            (.truncateLine(afterEvents: 1), "cut", ["ADDED a"]), (expired, "end", ["ADDED a", "ERROR -"]),
            (.line("{\"kind\":\"Status\"}"), "", [" -", "ADDED a", "ADDED b"]),
            (.chunks(ofBytes: 3), "", ["ADDED a", "ADDED b"]),
            (.goSilent(afterEvents: 1), "silent", ["ADDED a"]),
        ]
        for (fault, end, events) in cases {
            server.faults.removeAll()
            server.faults.add(FaultRule(fault, verbs: ["watch"]))
            let seconds = end == "silent" ? "--max-time=1" : "--max-time=10"
            let parts = seconds.split(separator: "=").map(String.init)
            let reply = try await Conversation(server, parts).ask(
                "GET", "\(Samples.path)?watch=1&timeoutSeconds=1")
            #expect(told(reply) == events, "\(fault)")
            if end == "cut" { #expect(!reply.curlExit.isSuccess) }
            if end == "silent" { #expect(reply.curlExit == .exited(28)) }
        }
        await server.stop()
    }

    @Test func eventsCanBeMadeLarge() async throws {
        let server = try await Samples.server()
        try server.create(resource, Samples.gizmo("a"))
        server.faults.add(FaultRule(.padEvents(bytes: 3 << 20), verbs: ["watch"]))
        let reply = try await watch(server, "timeoutSeconds=1")
        #expect(reply.text.utf8.count > 3 << 20)
        #expect(told(reply) == ["ADDED a"])
        await server.stop()
    }
}

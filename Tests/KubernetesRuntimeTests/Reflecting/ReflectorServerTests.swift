import KubernetesClient
import KubernetesProtocol
import Resources
import TestAPIServer
import Testing

@testable import KubernetesRuntime

/// The reflector and the real client against the model of kube-apiserver.
@Suite(.timeLimit(.minutes(2))) struct ReflectorServerTests {
    /// Returns when the cache has everything that the server has now.
    func catchUp(_ cluster: ServedQueues) async {
        _ = await cluster.reflector.cache.waitUntilSynced()
        let latest = ResourceVersion(String(cluster.server.revision))
        cluster.server.sendBookmarks()
        _ = await cluster.reflector.cache.waitUntilSeen(
            queueKey("nobody"), latest, timeout: .seconds(60))
    }

    @Test("WatchList: one request brings the state and the changes")
    func watchList() async throws {
        let cluster = try await ServedQueues(objects: ["a", "b", "c"])
        try await cluster.run {
            #expect(await cluster.changes.next(3) == ["a initial", "b initial", "c initial"])
            try cluster.edit("b", priority: 7)
            try cluster.create("d")
            try cluster.delete("a")
            #expect(await cluster.changes.next(3) == ["b changed", "d added", "a deleted false"])
            try #expect(cluster.reflector.cache.items == cluster.served())
            #expect(cluster.requests("watch") == 1 && cluster.requests("list") == 0)
        }
    }

    @Test("bug 25: a server without WatchList is listed in pages")
    func pages() async throws {
        let cluster = try await ServedQueues(watchList: false, objects: ["a", "b", "c", "d", "e"])
        try await cluster.run {
            #expect(
                await cluster.changes.next(5).map { String($0.first ?? " ") } == ["a", "b", "c", "d", "e"])
            try cluster.create("f")
            #expect(await cluster.changes.next(1) == ["f added"])
            #expect(cluster.requests("list") == 3)
        }
    }

    @Test("bug 16: a continue token that expires mid-way still ends in the whole state")
    func expiringPages() async throws {
        let cluster = try await ServedQueues(watchList: false, objects: ["a", "b", "c", "d", "e"])
        _ = cluster.server.faults.add(FaultRule(.expireContinue, verbs: ["list"], skip: 1, times: 1))
        try await cluster.run {
            #expect(await cluster.changes.next(5).count == 5)
            try #expect(cluster.reflector.cache.items == cluster.served())
            #expect(cluster.requests("list") == 3, "page, expired page, everything")
        }
    }

    @Test("bugs 11, 15: what was deleted while the history was lost is found absent")
    func compacted() async throws {
        let cluster = try await ServedQueues(objects: ["a", "b"])
        try await cluster.run {
            #expect(await cluster.changes.next(2).count == 2)
            let gate = FaultGate()
            _ = cluster.server.faults.add(FaultRule(.holdBefore(gate), verbs: ["watch"], times: 1))
            await cluster.server.closeConnections()
            await gate.reached()
            try cluster.delete("a")
            try cluster.create("c")
            cluster.server.compact()
            gate.release()
            #expect(await cluster.changes.next(2) == ["a absent false", "c added"])
            await catchUp(cluster)
            try #expect(cluster.reflector.cache.items == cluster.served())
        }
    }

    @Test("bug 20: connections that are closed mid-stream cost nothing but a new watch")
    func closedConnections() async throws {
        let cluster = try await ServedQueues(objects: ["a"])
        try await cluster.run {
            _ = await cluster.changes.next(1)
            for priority in 1...3 {
                await cluster.server.closeConnections()
                try cluster.edit("a", priority: Int64(priority))
                #expect(await cluster.changes.next(1) == ["a changed"])
            }
            #expect(cluster.requests("list") == 0)
        }
    }

    @Test(
        "bug 17: events in pieces, in huge lines and cut off in the middle",
        arguments: [
            Fault.chunks(ofBytes: 1), .chunks(ofBytes: 7), .padEvents(bytes: 3 << 20),
            .truncateLine(afterEvents: 1),
        ])
    func oddFraming(fault: Fault) async throws {
        let cluster = try await ServedQueues(watchList: false)
        _ = cluster.server.faults.add(FaultRule(fault, verbs: ["watch"], times: 2))
        try await cluster.run {
            await catchUp(cluster)
            for name in ["a", "b", "c", "d"] { try cluster.create(name) }
            #expect(await cluster.changes.next(4) == ["a added", "b added", "c added", "d added"])
            try #expect(cluster.reflector.cache.items == cluster.served())
        }
    }

    @Test(
        "bugs 15, 18, 19: errors inside HTTP 200 and instead of it",
        arguments: [
            Fault.errorEvent(code: 410, reason: "Expired", afterEvents: 1),
            .errorEvent(code: 410, reason: "Gone"), .errorEvent(code: 500, reason: "InternalError"),
            .errorEvent(code: 429, reason: "TooManyRequests"), .status(code: 410, reason: "Expired"),
            .status(code: 429, reason: "TooManyRequests"), .status(code: 403, reason: "Forbidden"),
            .body(code: 404, contentType: "text/plain", text: "404 page not found"),
            .body(code: 502, contentType: "text/html", text: "<html>Bad Gateway"),
            .line("{not json", afterEvents: 1), .resetBefore,
        ])
    func errors(fault: Fault) async throws {
        let cluster = try await ServedQueues(watchList: false, objects: ["kept"])
        _ = cluster.server.faults.add(FaultRule(fault, verbs: ["watch"], times: 3))
        try await cluster.run {
            #expect(await cluster.changes.next(1) == ["kept initial"])
            for name in ["a", "b", "c"] { try cluster.create(name) }
            #expect(await cluster.changes.next(3) == ["a added", "b added", "c added"])
            try #expect(cluster.reflector.cache.items == cluster.served())
        }
    }

    @Test("bug 36: while the definition is missing everything known is kept; then what is there counts")
    func definitionDeleted() async throws {
        let cluster = try await ServedQueues(watchList: false, objects: ["a"])
        let missing = Fault.body(code: 404, contentType: "text/plain", text: "404 page not found")
        try await cluster.run {
            #expect(await cluster.changes.next(1) == ["a initial"])
            let rule = cluster.server.faults.add(FaultRule(missing, resource: "queues"))
            await cluster.server.closeConnections()
            await cluster.server.requestLog.wait(for: 3) { $0.status == 404 }
            #expect(cluster.reflector.health.condition == .resourceMissing)
            #expect(cluster.reflector.cache.keys == [queueKey("a")] && cluster.reflector.cache.isSynced)
            try cluster.create("b")
            cluster.server.faults.remove(rule)
            #expect(await cluster.changes.next(1) == ["b added"])
        }
    }

    @Test("bug 14: a stream that falls silent is found out and followed by another")
    func silentStream() async throws {
        let clock = HandClock()
        let cluster = try await ServedQueues(clock: clock, change: { $0.usesWatchList = false })
        _ = cluster.server.faults.add(FaultRule(.goSilent(afterEvents: 1), verbs: ["watch"], times: 1))
        try await cluster.run {
            await cluster.server.requestLog.wait { $0.verb == "watch" }
            try cluster.create("a")
            #expect(await cluster.changes.next(1) == ["a added"])
            try cluster.create("b")
            // The server answers the probes, so only the second one leads to a new watch. One second more than
            // the limit tells the wait after an answered probe from that for an answer.
            for _ in 1...2 {
                await clock.someoneSleeps(for: .seconds(150))
                clock.advance(by: .seconds(151))
            }
            #expect(await cluster.changes.next(1) == ["b added"])
        }
    }

    @Test("bugs 1, 4, 21: a server that lags never takes the view back in time")
    func laggingReplica() async throws {
        let cluster = try await ServedQueues(
            watchList: false, objects: ["a"],
            through: { server in
                let replica = try await server.replica()
                replica.freeze()
                try server.create("queues.jq.dev", ServedQueues.queue("newer"))
                return replica.url
            })
        try await cluster.run {
            #expect(await cluster.changes.next(2) == ["a initial", "newer initial"])
            #expect(cluster.reflector.health.staleEvents == 0)
        }
    }

    @Test("bug 3: a write of one's own is waited for by its version")
    func readYourWrites() async throws {
        let cluster = try await ServedQueues()
        try await cluster.run {
            let cache = cluster.reflector.cache
            _ = await cache.waitUntilSynced()
            let object = KubernetesObject(
                .queues, metadata: ObjectMeta(name: "mine", namespace: "default"), spec: ["priority": 3])
            let written = try await cluster.client.send(.create(.queues, object: object)).object()
            let version = written.metadata.resourceVersion
            #expect(await cache.waitUntilSeen(written.key, version, timeout: .seconds(30)))
            #expect(cache.item(written.key) == 3 && cache.hasSeen(written.key, version))
        }
    }

    @Test("whatever goes wrong in whatever order, the cache ends as the server is", arguments: 1...8)
    func storms(seed: UInt64) async throws {
        var random = SeededGenerator(state: seed)
        let cluster = try await ServedQueues(watchList: seed % 2 == 0, objects: ["q0", "q1", "q2"])
        try await cluster.run {
            for round in 0..<25 {
                let fault = Self.storm.randomElement(using: &random)
                if let fault {
                    _ = cluster.server.faults.add(
                        FaultRule(
                            fault, verbs: ["list", "watch"], skip: Int.random(in: 0...1, using: &random),
                            times: 1))
                }
                for _ in 0..<4 {
                    let name = "q\(Int.random(in: 0..<6, using: &random))"
                    let exists = try cluster.server.get("queues.jq.dev", name: name) != nil
                    switch (exists, Int.random(in: 0..<3, using: &random)) {
                    case (false, _): try cluster.create(name, priority: Int64(round))
                    case (true, 0): try cluster.delete(name)
                    case (true, _): try cluster.edit(name, priority: Int64(round))
                    }
                }
                switch Int.random(in: 0..<4, using: &random) {
                case 0: await cluster.server.closeConnections()
                case 1: cluster.server.compact()
                case 2: cluster.server.sendBookmarks()
                default: await Task.yield()
                }
            }
            cluster.server.faults.removeAll()
            // A stream that was made silent would be found out only after minutes.
            await cluster.server.closeConnections()
            await catchUp(cluster)
            try #expect(cluster.reflector.cache.items == cluster.served())
        }
    }

    private static let storm: [Fault] = [
        .status(code: 410, reason: "Expired"), .status(code: 500, reason: "InternalError"),
        .status(code: 429, reason: "TooManyRequests"), .resetBefore, .resetAfter,
        .body(code: 404, contentType: "text/plain", text: "404 page not found"),
        .errorEvent(code: 410, reason: "Gone"), .errorEvent(code: 410, reason: "Expired", afterEvents: 2),
        .truncateLine(afterEvents: 1), .endWatch(afterEvents: 1), .goSilent(afterEvents: 1), .expireContinue,
        .compact, .chunks(ofBytes: 3), .truncateBody(bytes: 40), .line(#"{"type":"NEW","object":{}}"#),
        .line(#"{"kind":"Status","code":500,"reason":"InternalError"}"#), .noBookmarks,
    ]
}

/// Random numbers that are the same for the same seed (SplitMix64).
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

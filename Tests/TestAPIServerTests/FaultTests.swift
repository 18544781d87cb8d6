import Processes
import Resources
import TestAPIServer
import Testing

/// Faults of single requests.
@Suite(.timeLimit(.minutes(5)), .enabled(if: Conversation.isPossible)) struct FaultTests {
    private let resource = "gizmos.test.example"

    @Test func aRuleHitsWhatItNamesAndOnlySoOften() async throws {
        let server = try await Samples.server()
        let fault = Fault.status(code: 429, reason: "TooManyRequests", retryAfter: 3)
        let number = server.faults.add(
            FaultRule(fault, verbs: ["list"], resource: "gizmos", skip: 1, times: 1))
        let talk = Conversation(server)
        var statuses: [Int] = []
        for _ in 0..<3 {
            let reply = try await talk.ask("GET", Samples.path)
            statuses.append(reply.status)
            if reply.status == 429 {
                #expect(reply.headers["retry-after"] == "3")
                #expect(reply.json.at("details", "retryAfterSeconds") == 3)
            }
        }
        #expect(statuses == [200, 429, 200])
        #expect(server.faults.hits(of: number) == 1)
        #expect(try await talk.ask("GET", "\(Samples.path)/a").status == 404)
        await server.stop()
    }

    @Test func aResetTellsNothingOfWhetherTheWriteTookEffect() async throws {
        let server = try await Samples.server()
        let talk = Conversation(server)
        server.faults.add(FaultRule(.resetBefore, verbs: ["create"], times: 1))
        #expect(try await talk.ask("POST", Samples.path, Samples.gizmo("a")).status == 0)
        #expect(try server.get(resource, name: "a") == nil)
        server.faults.add(FaultRule(.resetAfter, verbs: ["create"], times: 1))
        #expect(try await talk.ask("POST", Samples.path, Samples.gizmo("b")).status == 0)
        #expect(try server.get(resource, name: "b") != nil)
        await server.stop()
    }

    @Test func aGateHoldsARequestUntilItIsReleased() async throws {
        let server = try await Samples.server()
        let gate = FaultGate()
        server.faults.add(FaultRule(.holdBefore(gate), verbs: ["create"]))
        async let reply = Conversation(server).ask("POST", Samples.path, Samples.gizmo("a"))
        await gate.reached()
        #expect(try server.get(resource, name: "a") == nil)
        gate.release()
        #expect(try await reply.status == 201)
        await server.stop()
    }

    @Test func bodiesCanBeCutAndPagesExpire() async throws {
        let server = try await Samples.server()
        for name in ["a", "b"] { try server.create(resource, Samples.gizmo(name)) }
        let talk = Conversation(server)
        let token = try await talk.ask("GET", "\(Samples.path)?limit=1").json.at("metadata", "continue")?
            .stringValue
        server.faults.add(FaultRule(.expireContinue, verbs: ["list"], times: 1))
        #expect(try await talk.ask("GET", "\(Samples.path)?limit=1&continue=\(token ?? "")").status == 410)
        server.faults.add(FaultRule(.truncateBody(bytes: 20), verbs: ["list"], times: 1))
        let cut = try await talk.ask("GET", Samples.path)
        #expect(cut.text.utf8.count == 20)
        #expect(!cut.curlExit.isSuccess)
        await server.stop()
    }

    @Test func theLogTellsWhatWasAsked() async throws {
        let server = try await Samples.server()
        let talk = Conversation(server)
        _ = try await talk.ask("GET", Samples.path)
        _ = try await talk.ask("GET", "\(Samples.path)/none")
        await server.requestLog.wait(for: 1) { $0.verb == "get" && $0.status == 404 }
        let list = server.requestLog.requests.first { $0.verb == "list" }
        #expect(list?.resource == "gizmos")
        #expect(list?.userAgent == "curl-test/1")
        #expect(server.requestLog.count { $0.status == 200 } == 1)
        await server.stop()
    }

    @Test func faultsCanBeSwitchedOverHTTP() async throws {
        let server = try await Samples.server()
        let talk = Conversation(server)
        let rule: Value = [
            "verbs": ["list"], "fault": ["type": "status", "code": 503, "reason": "ServiceUnavailable"],
        ]
        #expect(try await talk.ask("POST", "/test/faults", rule).status == 200)
        #expect(try await talk.ask("GET", Samples.path).status == 503)
        #expect(try await talk.ask("DELETE", "/test/faults").status == 200)
        #expect(try await talk.ask("GET", Samples.path).status == 200)
        #expect(try await talk.ask("POST", "/test/faults", ["fault": ["type": "unheard"]]).status == 400)
        await server.stop()
    }
}

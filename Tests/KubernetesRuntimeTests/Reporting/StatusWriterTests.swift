import KubernetesClient
import KubernetesProtocol
import KubernetesRuntime
import Resources
import ServiceLifecycle
import TestAPIServer
import Testing

@Suite("Status writer, against the test API server", .timeLimit(.minutes(5)))
struct StatusWriterTests {
    let clock = VirtualClock()
    let outcomes = Journal<String>()

    private func writer(
        _ fixture: ReportingFixture,
        _ configuration: StatusCoalescingConfiguration = StatusCoalescingConfiguration()
    ) -> StatusWriter {
        StatusWriter(
            connection: fixture.client, configuration: configuration, clock: clock, logger: quietLogger
        ) { [outcomes] target, outcome in
            switch outcome {
            case .written: outcomes.add("\(target.key.name) written")
            case .dropped: outcomes.add("\(target.key.name) dropped")
            case .refused(let status): outcomes.add("\(target.key.name) refused \(status.code)")
            case .conflicted: outcomes.add("\(target.key.name) conflicted")
            }
        }
    }

    /// Runs a writer while the body does.
    private func running(
        _ configuration: StatusCoalescingConfiguration = StatusCoalescingConfiguration(),
        _ body: (ReportingFixture, StatusWriter) async throws -> Void
    ) async throws {
        try await ReportingFixture.run { fixture in
            let writer = writer(fixture, configuration)
            let run = Task { try await writer.run() }
            let result: Result<Void, any Error>
            do { result = .success(try await body(fixture, writer)) } catch { result = .failure(error) }
            run.cancel()
            _ = await run.result
            try result.get()
        }
    }

    @Test(
        "Written by forced server-side apply on /status, with the version to wait for; unchanged: nothing"
    )
    func writes() async throws {
        try await running { fixture, writer in
            let object = try fixture.create("emails")
            let target = fixture.target("emails")
            #expect(writer.submit(target, status: sampleStatus(), known: object))
            await outcomes.wait(for: 1)
            let request = try #require(fixture.sent.first)
            #expect(request.method == "PATCH" && request.contentType == "application/apply-patch+yaml")
            #expect(
                request.query.contains("fieldManager=jq-controller") && request.query.contains("force=true"))
            let read = try fixture.read("emails")
            #expect(writer.writtenVersion(of: target) == read.metadata.resourceVersion)
            let condition = try #require(read.status["conditions"]?.arrayValue?.first)
            #expect(condition["lastTransitionTime"] == "2026-11-18T11:06:40Z")
            // The cache is behind, then up to date: both times there is nothing to write.
            #expect(!writer.submit(target, status: sampleStatus(), known: object))
            #expect(!writer.submit(target, status: sampleStatus(), known: read))
            #expect(fixture.sent.count == 1)
        }
    }

    @Test("A condition that stays keeps the time of its last transition")
    func keepsTransitionTime() async throws {
        try await running { fixture, writer in
            let target = fixture.target("emails")
            writer.submit(target, status: sampleStatus(), known: try fixture.create("emails"))
            await outcomes.wait(for: 1)
            clock.advance(to: .seconds(100))
            writer.submit(target, status: sampleStatus(pending: 50), known: try fixture.read("emails"))
            await outcomes.wait(for: 2)
            let status = try fixture.read("emails").status
            #expect(status["pending"] == 50)
            #expect(status["conditions"]?.arrayValue?.first?["lastTransitionTime"] == "2026-11-18T11:06:40Z")
        }
    }

    @Test("While one write is under way, only the newest of the later ones is sent")
    func newestWins() async throws {
        try await running { fixture, writer in
            let gate = FaultGate()
            fixture.server.faults.add(FaultRule(.holdAfter(gate), subresource: "status", times: 1))
            let object = try fixture.create("emails")
            let target = fixture.target("emails")
            writer.submit(target, status: sampleStatus(ready: "False"), known: object)
            await gate.reached()
            for number in 1...20 {
                writer.submit(target, status: sampleStatus(pending: .int(Int64(number))), known: object)
            }
            #expect(fixture.sent.count == 1)
            gate.release()
            await outcomes.wait(for: 2)
            #expect(fixture.sent.count == 2)
            #expect(try fixture.read("emails").status["pending"] == 20)
        }
    }

    @Test("Facts wait for the object's turn, also from one task to the next")
    func factsWait() async throws {
        try await running { fixture, writer in
            let target = fixture.target("emails")
            writer.submit(target, status: sampleStatus(), known: try fixture.create("emails"))
            await outcomes.wait(for: 1)
            clock.advance(to: .seconds(10))
            #expect(
                writer.submit(target, status: sampleStatus(pending: 77), known: try fixture.read("emails")))
            await clock.someoneSleeps(until: .seconds(30))
            #expect(fixture.sent.count == 1)
            clock.advance(to: .seconds(30))
            await outcomes.wait(for: 2)
            #expect(try fixture.read("emails").status["pending"] == 77)
        }
    }

    @Test("404: the object is gone, its status is dropped")
    func gone() async throws {
        try await running { fixture, writer in
            let object = try fixture.create("emails")
            try fixture.server.delete("queues.jq.dev", name: "emails")
            writer.submit(fixture.target("emails"), status: sampleStatus(), known: object)
            await outcomes.wait(for: 1)
            #expect(outcomes.entries == ["emails dropped"])
            #expect(writer.waiting == 0 && writer.writtenVersion(of: fixture.target("emails")) == nil)
        }
    }

    // Through /status the API server does not notice a wrong uid of a custom resource.
    @Test("Bug 10: another object of the same name does not keep the status of the deleted one")
    func recreated() async throws {
        try await running { fixture, writer in
            let old = try fixture.create("emails")
            try fixture.server.delete("queues.jq.dev", name: "emails")
            let new = try fixture.create("emails")
            let target = fixture.target("emails")
            writer.submit(target, status: sampleStatus(ready: "False"), known: old)
            await outcomes.wait(for: 1)
            #expect(outcomes.entries == ["emails dropped"])
            let left = try fixture.read("emails").status
            #expect(left == .null || left == .object([:]))
            #expect(writer.writtenVersion(of: target) == nil)
            writer.submit(target, status: sampleStatus(), known: new)
            await outcomes.wait(for: 2)
            #expect(outcomes.entries.last == "emails written")
            #expect(try fixture.read("emails").status["pending"] == 5)
        }
    }

    @Test("Bug 10: the status of the new object, submitted while the old one's is under way, is written")
    func recreatedMeanwhile() async throws {
        try await running { fixture, writer in
            let gate = FaultGate()
            fixture.server.faults.add(FaultRule(.holdBefore(gate), subresource: "status", times: 1))
            let old = try fixture.create("emails")
            let target = fixture.target("emails")
            writer.submit(target, status: sampleStatus(), known: old)
            await gate.reached()
            try fixture.server.delete("queues.jq.dev", name: "emails")
            let new = try fixture.create("emails")
            writer.submit(target, status: sampleStatus(), known: new)
            gate.release()
            await outcomes.wait(for: 2)
            #expect(outcomes.entries == ["emails dropped", "emails written"])
            #expect(try fixture.read("emails").status["pending"] == 5)
        }
    }

    @Test("Bug 28: 409 is sent again")
    func conflict() async throws {
        try await running { fixture, writer in
            fixture.server.faults.add(
                FaultRule(.status(code: 409, reason: "Conflict"), subresource: "status", times: 2))
            writer.submit(
                fixture.target("emails"), status: sampleStatus(), known: try fixture.create("emails"))
            await clock.pass(atMost: .seconds(1))
            await clock.pass(atMost: .seconds(1))
            await outcomes.wait(for: 1)
            #expect(outcomes.entries == ["emails written"] && fixture.sent.count == 3)
        }
    }

    @Test("422 is reported, and does not hold up the others")
    func refused() async throws {
        try await running { fixture, writer in
            writer.submit(
                fixture.target("bad"), status: sampleStatus(pending: -1), known: try fixture.create("bad"))
            await outcomes.wait(for: 1)
            #expect(outcomes.entries == ["bad refused 422"])
            #expect(
                !writer.submit(
                    fixture.target("bad"), status: sampleStatus(pending: -1), known: try fixture.read("bad")))
            writer.submit(fixture.target("good"), status: sampleStatus(), known: try fixture.create("good"))
            await outcomes.wait(for: 2)
            #expect(outcomes.entries.last == "good written")
        }
    }

    // The client waits out a Retry-After by itself; this is what happens when it gives up.
    @Test("Bug 19: 429 with Retry-After: nobody writes before that time")
    func tooMany() async throws {
        try await ReportingFixture.run { fixture in
            let steered = SteeredConnection(fixture.client)
            let writer = StatusWriter(connection: steered, clock: clock, logger: quietLogger) {
                [outcomes] target, _ in
                outcomes.add(target.key.name)
            }
            let run = Task { try await writer.run() }
            steered.refuseNext(
                APIStatus(
                    code: 429, reason: "TooManyRequests", details: StatusDetails(retryAfterSeconds: 7)))
            writer.submit(fixture.target("a"), status: sampleStatus(), known: try fixture.create("a"))
            await clock.someoneSleeps(until: .seconds(7))
            writer.submit(fixture.target("b"), status: sampleStatus(), known: try fixture.create("b"))
            await clock.someoneSleeps(until: .seconds(7))
            #expect(fixture.sent.isEmpty)
            clock.advance(to: .seconds(7))
            await outcomes.wait(for: 2)
            #expect(fixture.sent.count == 2)
            run.cancel()
            _ = await run.result
        }
    }

    @Test("Bug 47: when the connection breaks, all objects wait, and then all are written")
    func outage() async throws {
        try await running { fixture, writer in
            let fault = fixture.server.faults.add(FaultRule(.resetBefore, subresource: "status"))
            let names = (0..<20).map { "q\($0)" }
            writer.submit(fixture.target("q0"), status: sampleStatus(), known: try fixture.create("q0"))
            await clock.someoneSleeps(until: .milliseconds(200))
            for name in names.dropFirst() {
                writer.submit(fixture.target(name), status: sampleStatus(), known: try fixture.create(name))
            }
            await clock.someoneSleeps(until: .milliseconds(200))
            #expect(writer.waiting == 20)
            fixture.server.faults.remove(fault)
            clock.advance(to: .milliseconds(200))
            await outcomes.wait(for: 20)
            #expect(Set(outcomes.entries) == Set(names.map { "\($0) written" }))
        }
    }

    @Test("Bug 30: fields of another writer in the status stay, and do not make it write again")
    func otherWriter() async throws {
        try await running { fixture, writer in
            try fixture.create("emails")
            try fixture.server.apply(
                "queues.jq.dev",
                [
                    "apiVersion": "jq.dev/v1alpha1", "kind": "Queue", "metadata": ["name": "emails"],
                    "status": ["theirs": 3],
                ],
                subresource: "status", fieldManager: "them")
            let target = fixture.target("emails")
            writer.submit(target, status: sampleStatus(), known: try fixture.read("emails"))
            await outcomes.wait(for: 1)
            let read = try fixture.read("emails")
            #expect(read.status["theirs"] == 3)
            for second in 1...5 {
                clock.advance(to: .seconds(second * 60))
                #expect(!writer.submit(target, status: sampleStatus(), known: read))
            }
        }
    }

    @Test("Flush writes what would have waited, and says when it did not come to an end")
    func flush() async throws {
        try await running { fixture, writer in
            let target = fixture.target("emails")
            writer.submit(target, status: sampleStatus(), known: try fixture.create("emails"))
            await outcomes.wait(for: 1)
            writer.submit(target, status: sampleStatus(pending: 77), known: try fixture.read("emails"))
            #expect(await writer.flush(within: .seconds(10)))
            #expect(try fixture.read("emails").status["pending"] == 77)
            #expect(await writer.flush(within: .seconds(10)), "nothing to do")
            fixture.server.faults.add(FaultRule(.neverAnswer, subresource: "status"))
            writer.submit(target, status: sampleStatus(ready: "False"), known: try fixture.read("emails"))
            async let isFlushed = writer.flush(within: .seconds(10))
            await clock.someoneSleeps(until: .seconds(10))
            clock.advance(to: .seconds(10))
            #expect(await isFlushed == false)
        }
    }

    @Test("A graceful shutdown writes what waits, and does not wait for a server that hangs")
    func shutdown() async throws {
        try await ReportingFixture.run { fixture in
            let writer = writer(fixture)
            let group = ServiceGroup(services: [writer], logger: quietLogger)
            let run = Task { try await group.run() }
            let target = fixture.target("emails")
            writer.submit(target, status: sampleStatus(), known: try fixture.create("emails"))
            await outcomes.wait(for: 1)
            writer.submit(target, status: sampleStatus(pending: 77), known: try fixture.read("emails"))
            await group.triggerGracefulShutdown()
            try await run.value
            #expect(try fixture.read("emails").status["pending"] == 77)

            let hanging = StatusWriter(connection: fixture.client, clock: clock, logger: quietLogger)
            let secondGroup = ServiceGroup(services: [hanging], logger: quietLogger)
            let secondRun = Task { try await secondGroup.run() }
            fixture.server.faults.add(FaultRule(.neverAnswer, subresource: "status"))
            hanging.submit(target, status: sampleStatus(ready: "False"), known: try fixture.read("emails"))
            await fixture.server.requestLog.wait(for: 3) { $0.subresource == "status" }
            await secondGroup.triggerGracefulShutdown()
            await clock.someoneSleeps(until: .seconds(5))
            clock.advance(to: .seconds(5))
            try await secondRun.value
        }
    }

    @Test("Where others still submit after the shutdown began, it goes on until it is told to end")
    func finishes() async throws {
        try await ReportingFixture.run { fixture in
            let writer = StatusWriter(
                connection: fixture.client, endsAtShutdown: false, clock: clock, logger: quietLogger
            ) { [outcomes] target, _ in outcomes.add(target.key.name) }
            let group = ServiceGroup(services: [writer], logger: quietLogger)
            let run = Task { try await group.run() }
            writer.submit(fixture.target("a"), status: sampleStatus(), known: try fixture.create("a"))
            await outcomes.wait(for: 1)
            await group.triggerGracefulShutdown()
            writer.submit(fixture.target("b"), status: sampleStatus(), known: try fixture.create("b"))
            await outcomes.wait(for: 2)
            writer.submit(
                fixture.target("b"), status: sampleStatus(pending: 50), known: try fixture.read("b"))
            writer.finish()
            try await run.value
            #expect(try fixture.read("b").status["pending"] == 50)
        }
    }
}

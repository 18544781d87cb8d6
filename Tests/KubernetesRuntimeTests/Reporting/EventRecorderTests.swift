import KubernetesClient
import KubernetesProtocol
import KubernetesRuntime
import Resources
import ServiceLifecycle
import TestAPIServer
import Testing

@Suite("Event recorder, against the test API server", .timeLimit(.minutes(5)))
struct EventRecorderTests {
    let clock = VirtualClock()

    private func recorder(_ fixture: ReportingFixture, capacity: Int = 1000) -> EventRecorder {
        EventRecorder(
            connection: fixture.client, controller: "jq.dev/controller", instance: "pod-1",
            capacity: capacity,
            clock: clock, logger: quietLogger)
    }

    private func running(_ body: (ReportingFixture, EventRecorder) async throws -> Void) async throws {
        try await ReportingFixture.run { fixture in
            let recorder = recorder(fixture)
            let run = Task { try await recorder.run() }
            let result: Result<Void, any Error>
            do { result = .success(try await body(fixture, recorder)) } catch { result = .failure(error) }
            run.cancel()
            _ = await run.result
            try result.get()
        }
    }

    private func events(_ fixture: ReportingFixture) throws -> [Value] {
        try fixture.server.list("events.events.k8s.io")
    }

    /// Waits until an event is as wanted.
    private func event(_ fixture: ReportingFixture, _ isWanted: @Sendable (Value) -> Bool) async throws
        -> Value?
    {
        for await change in try fixture.server.changes("events.events.k8s.io")
        where change.kind != "DELETED" && isWanted(change.object) { return change.object }
        return nil
    }

    private func record(_ recorder: EventRecorder, _ object: KubernetesObject, reason: String = "Applied") {
        recorder.record(object, action: "Reconcile", reason: reason, note: "12 jobs enqueued")
    }

    @Test("An event is created for its object, a repeated one becomes a series by a patch")
    func createsAndPatches() async throws {
        try await running { fixture, recorder in
            let queue = try fixture.create("emails")
            record(recorder, queue)
            let created = try #require(try await event(fixture) { _ in true })
            #expect(created["regarding"]?["uid"]?.stringValue == queue.metadata.uid)
            #expect(created["note"] == "12 jobs enqueued" && created["series"] == nil)
            clock.advance(to: .seconds(1))
            for _ in 0..<5 { record(recorder, queue) }
            let series = try #require(try await event(fixture) { $0["series"] != nil })
            #expect(series["series"]?["count"] == 2)
            #expect(series["metadata"]?["name"] == created["metadata"]?["name"])
            #expect(try events(fixture).count == 1)
        }
    }

    @Test("The count of a series is brought up to date by itself")
    func resends() async throws {
        try await running { fixture, recorder in
            let queue = try fixture.create("emails")
            for _ in 0..<9 { record(recorder, queue) }
            _ = try await event(fixture) { $0["series"]?["count"] == 2 }
            for minute in 1...6 {
                await clock.someoneSleeps(until: .seconds(60 * minute))
                clock.advance(to: .seconds(60 * minute))
            }
            #expect(try await event(fixture) { $0["series"]?["count"] == 9 } != nil)
        }
    }

    @Test("A series whose object has expired is created anew, with its count")
    func recreates() async throws {
        try await running { fixture, recorder in
            let queue = try fixture.create("emails")
            record(recorder, queue)
            let created = try #require(try await event(fixture) { _ in true })
            try fixture.server.delete(
                "events.events.k8s.io", name: created["metadata"]?["name"]?.stringValue ?? "")
            record(recorder, queue)
            let again = try #require(try await event(fixture) { $0["series"] != nil })
            #expect(
                again["series"]?["count"] == 2 && again["metadata"]?["name"] == created["metadata"]?["name"])
        }
    }

    @Test("An API server that has no time is asked again, not before Retry-After")
    func retries() async throws {
        try await ReportingFixture.run { fixture in
            let steered = SteeredConnection(fixture.client)
            let recorder = EventRecorder(
                connection: steered, controller: "jq.dev/controller", instance: "pod-1", clock: clock,
                logger: quietLogger)
            let run = Task { try await recorder.run() }
            steered.refuseNext(
                APIStatus(
                    code: 429, reason: "TooManyRequests", details: StatusDetails(retryAfterSeconds: 20)))
            steered.refuseNext(APIStatus(code: 503))
            record(recorder, try fixture.create("emails"))
            await clock.someoneSleeps(until: .seconds(20))
            clock.advance(to: .seconds(20))
            let second = await clock.sleeper(until: .seconds(25) ... .seconds(35))
            #expect(try events(fixture).isEmpty)
            clock.advance(to: second)
            #expect(try await event(fixture) { _ in true } != nil)
            run.cancel()
            _ = await run.result
        }
    }

    @Test("A refused event is let go, the next one is sent")
    func refused() async throws {
        try await running { fixture, recorder in
            fixture.server.faults.add(
                FaultRule(.status(code: 403, reason: "Forbidden"), resource: "events", times: 1))
            let queue = try fixture.create("emails")
            record(recorder, queue, reason: "First")
            record(recorder, queue, reason: "Second")
            #expect(try await event(fixture) { _ in true }?["reason"] == "Second")
        }
    }

    @Test("Memory: beyond the capacity events are dropped, and recording goes on")
    func bounded() async throws {
        try await ReportingFixture.run { fixture in
            let recorder = recorder(fixture, capacity: 3)
            for number in 0..<50 { record(recorder, try fixture.create("q\(number)")) }
            #expect(recorder.waiting == 3)
        }
    }

    @Test("A graceful shutdown still sends what waits, and does not wait for a server that hangs")
    func shutdown() async throws {
        try await ReportingFixture.run { fixture in
            let recorder = recorder(fixture)
            for number in 0..<10 { record(recorder, try fixture.create("q\(number)")) }
            let group = ServiceGroup(services: [recorder], logger: quietLogger)
            let run = Task { try await group.run() }
            _ = try await event(fixture) { _ in true }
            await group.triggerGracefulShutdown()
            try await run.value
            #expect(try events(fixture).count == 10)

            fixture.server.faults.add(FaultRule(.neverAnswer, resource: "events"))
            let hanging = self.recorder(fixture)
            record(hanging, try fixture.read("q1"), reason: "Late")
            let secondGroup = ServiceGroup(services: [hanging], logger: quietLogger)
            let secondRun = Task { try await secondGroup.run() }
            await fixture.server.requestLog.wait { $0.body.contains("Late") }
            record(hanging, try fixture.read("q2"), reason: "Later")
            await secondGroup.triggerGracefulShutdown()
            await clock.someoneSleeps(until: .seconds(5))
            clock.advance(to: .seconds(5))
            try await secondRun.value
        }
    }
}

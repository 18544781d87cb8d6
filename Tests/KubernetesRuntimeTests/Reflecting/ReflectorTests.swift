import KubernetesClient
import KubernetesProtocol
import Logging
import Resources
import ServiceLifecycle
import Testing

@testable import KubernetesRuntime

/// A reflector on a cluster and a clock that the test moves by hand.
@Suite(.timeLimit(.minutes(5))) struct ReflectorTests {
    let cluster = ScriptedCluster()
    let clock = HandClock()
    let changes = ChangeLog<Int64>()

    func reflector(
        on cluster: ScriptedCluster? = nil, liveness: LivenessCheck? = nil,
        change: (inout ReflectorConfiguration) -> Void = { _ in }
    ) -> Reflector<Int64> {
        var configuration = ReflectorConfiguration(.queues)
        configuration.usesWatchList = false
        change(&configuration)
        return Reflector(
            connection: cluster ?? self.cluster, configuration: configuration, clock: clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, liveness: liveness,
            random: { 0 }, transform: { $0.spec["priority"]?.intValue ?? 0 },
            onChange: { [changes] in changes.note($0, $1) })
    }

    /// Runs the reflector as long as the body lasts.
    func run(_ reflector: Reflector<Int64>, _ body: () async throws -> Void) async throws {
        let task = Task { await reflector.run() }
        defer { task.cancel() }
        try await body()
        task.cancel()
        await task.value
    }

    @Test func listsThenWatches() async throws {
        let reflector = reflector()
        try await run(reflector) {
            try await cluster.nextSend().answer(queueList("100", [queue("a", "1", priority: 4)], next: "t"))
            let second = try await cluster.nextSend()
            #expect(second.request.queryValue("continue") == "t" && !reflector.cache.isSynced)
            second.answer(queueList("100", [queue("b", "2")]))
            #expect(await changes.next(2) == ["a initial", "b initial"])
            #expect(reflector.cache.item(queueKey("a")) == 4)

            let call = try await cluster.nextWatch()
            #expect(call.request.queryValue("resourceVersion") == "100" && call.idleTimeout == .seconds(305))
            let watch = call.open()
            watch.send(
                .added(queue("c", "101")), .modified(queue("a", "102", priority: 5)),
                .deleted(queue("b", "103")), .bookmark(ResourceVersion("110"), initialEventsEnd: false))
            #expect(await changes.next(3) == ["c added", "a changed", "b deleted false"])
            #expect(reflector.cache.keys.sorted() == [queueKey("a"), queueKey("c")])
            #expect(
                await reflector.cache.waitUntilSeen(
                    queueKey("x"), ResourceVersion("110"), timeout: .seconds(1)))
            let health = reflector.health
            #expect(health.condition == .current && health.isSynced && health.failures == 0)
            clock.advance(by: .seconds(300))
            watch.end()
            #expect(try await cluster.nextWatch().request.queryValue("resourceVersion") == "110")
        }
    }

    @Test("bugs 15, 11: expiry inside HTTP 200 leads to a list, and what is absent from it is gone")
    func relistsAfterExpiry() async throws {
        let reflector = reflector()
        try await run(reflector) {
            try await cluster.nextSend().answer(queueList("100", [queue("a", "1"), queue("b", "2")]))
            let watch = try await cluster.nextWatch().open()
            _ = await changes.next(2)
            watch.send(.added(queue("c", "101")), .failure(APIStatus(code: 410, reason: "Expired")))
            await watch.untilCancelled()
            let list = try await cluster.nextSend()
            #expect(list.request.queryValue("resourceVersion") == "101")
            #expect(reflector.cache.count == 3, "the old store serves until the new one is whole")
            list.answer(queueList("200", [queue("a", "150"), queue("c", "101")]))
            #expect(await changes.next(3) == ["c added", "a changed", "b absent false"])
            #expect(try await cluster.nextWatch().request.queryValue("resourceVersion") == "200")
        }
    }

    @Test("bug 36: a definition that disappears leaves the store as it is and shows in health")
    func resourceMissing() async throws {
        let board = LivenessBoard(clock: clock)
        let reflector = reflector(liveness: board.check("watch/queues.jq.dev", limit: .seconds(330)))
        try await run(reflector) {
            try await cluster.nextSend().answer(queueList("100", [queue("a", "1")]))
            let watch = try await cluster.nextWatch().open()
            _ = await changes.next(1)
            watch.send(.bookmark(ResourceVersion("105"), initialEventsEnd: false))
            #expect(
                await reflector.cache.waitUntilSeen(
                    queueKey("a"), ResourceVersion("105"), timeout: .seconds(1)))
            #expect(board.report.isHealthy)
            clock.advance(by: .seconds(5))
            watch.end()
            try await cluster.nextWatch().fail(.status(APIStatus(code: 404, message: "404 page not found")))
            await clock.someoneSleeps(for: .milliseconds(800))
            #expect(reflector.health.condition == .resourceMissing && reflector.cache.count == 1)
            #expect(board.report.body.contains("queues.jq.dev is not served"))
            clock.advance(by: .milliseconds(800))
            try await cluster.nextSend().answer(queueList("200", [queue("a", "1")]))
            _ = try await cluster.nextWatch().open()
            #expect(board.report.isHealthy && reflector.health.condition == .current)
        }
    }

    @Test("bug 14: a silent watch is probed, and closed when the probe fails")
    func silentWatch() async throws {
        let reflector = reflector()
        try await run(reflector) {
            try await cluster.nextSend().answer(queueList("100", []))
            let watch = try await cluster.nextWatch().open()
            watch.send(.added(queue("a", "101")))
            #expect(await changes.next(1) == ["a added"])
            await clock.someoneSleeps(for: .seconds(150))
            clock.advance(by: .seconds(150))
            let probe = try await cluster.nextSend()
            #expect(probe.request.queryValue("limit") == "1")
            probe.fail(.transport("timed out", outcomeUnknown: false))
            await watch.untilCancelled()
            await clock.someoneSleeps(for: .milliseconds(800))
            #expect(reflector.health.lastError == "timed out" && reflector.health.condition == .failing)
            clock.advance(by: .milliseconds(800))
            let again = try await cluster.nextWatch()
            #expect(again.request.queryValue("resourceVersion") == "101")
            _ = again.open()
        }
    }

    @Test("a watch that opens after it was given up is closed")
    func lateOpening() async throws {
        let cluster = ScriptedCluster(heedsCancellation: false)
        let reflector = reflector(on: cluster)
        try await run(reflector) {
            try await cluster.nextSend().answer(queueList("100", []))
            let stuck = try await cluster.nextWatch()
            await clock.someoneSleeps(for: .seconds(150))
            clock.advance(by: .seconds(150))
            try await cluster.nextSend().fail(.transport("no route", outcomeUnknown: false))
            await clock.someoneSleeps(for: .milliseconds(800))
            clock.advance(by: .milliseconds(800))
            let watch = try await cluster.nextWatch().open()
            await stuck.open().untilCancelled()
            watch.send(.added(queue("a", "101")))
            #expect(await changes.next(1) == ["a added"])
        }
    }

    @Test("WatchList fills the store from the stream itself")
    func watchList() async throws {
        let reflector = reflector { $0.usesWatchList = true }
        try await run(reflector) {
            let call = try await cluster.nextWatch()
            #expect(call.request.queryValue("sendInitialEvents") == "true")
            let watch = call.open()
            watch.send(.added(queue("b", "90")), .added(queue("a", "50")))
            watch.send(.bookmark(ResourceVersion("100"), initialEventsEnd: true), .added(queue("c", "101")))
            #expect(await changes.next(3) == ["a initial", "b initial", "c added"])
        }
    }

    @Test func resync() async throws {
        let reflector = reflector { $0.resyncInterval = .seconds(60) }
        try await run(reflector) {
            try await cluster.nextSend().answer(queueList("100", [queue("a", "1"), queue("b", "2")]))
            let watch = try await cluster.nextWatch().open()
            _ = await changes.next(2)
            await clock.someoneSleeps(for: .seconds(60))
            clock.advance(by: .seconds(60))
            #expect(await changes.next(2) == ["a resync", "b resync"])
            watch.end()
        }
    }

    @Test("a second run goes on with what is known")
    func secondRun() async throws {
        let reflector = reflector { $0.usesWatchList = true }
        try await run(reflector) {
            let watch = try await cluster.nextWatch().open()
            watch.send(.added(queue("a", "9")), .bookmark(ResourceVersion("10"), initialEventsEnd: true))
            #expect(await changes.next(1) == ["a initial"])
        }
        try await run(reflector) {
            let list = try await cluster.nextSend()
            #expect(list.request.queryValue("resourceVersion") == "10" && reflector.cache.isSynced)
            list.answer(queueList("20", [queue("a", "9"), queue("b", "12")]))
            #expect(await changes.next(1) == ["b added"])
        }
    }

    @Test("a graceful shutdown ends the service and closes the watch")
    func shutDown() async throws {
        let reflector = reflector()
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [reflector], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        async let done: Void = group.run()
        try await cluster.nextSend().answer(queueList("100", []))
        let watch = try await cluster.nextWatch().open()
        #expect(await reflector.cache.waitUntilSynced())
        await group.triggerGracefulShutdown()
        try await done
        await watch.untilCancelled()
    }
}

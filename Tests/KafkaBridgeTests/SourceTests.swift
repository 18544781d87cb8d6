import Kafka
import Lifecycle
import Planning
import PostgresStore
import Resources
import Synchronization
import TestKafka
import Testing

@testable import KafkaBridge

@Suite(.timeLimit(.minutes(2))) struct SourceTests {
    private func jobs(_ spec: [String: Value] = ["topic": "orders"], queue: String = "default") throws
        -> SourceJobs
    {
        let resource = Resource(
            key: ResourceKey(kind: .queue, namespace: "default", name: "default"),
            spec: .object(["source": ["kafka": .object(spec)]]))
        return SourceJobs(queue: queue, source: try #require(QueueSpec(resource).kafka))
    }

    private func source(
        _ fixture: BridgeFixture, _ jobs: SourceJobs,
        _ onStep: @escaping @Sendable (SourceStep) async throws -> Void = { _ in }
    ) -> KafkaSource {
        KafkaSource(
            jobs: jobs, store: fixture.store, configuration: fixture.configuration, holder: freshJobID(),
            reactor: kafkaReactor, logger: quietLogger(), notices: NoticeLog(quietLogger()),
            status: KafkaStatus(), onReady: { _ in }, onStep: onStep)
    }

    private func send(_ fixture: BridgeFixture, _ messages: [KafkaMessage]) async throws {
        let producer = try KafkaProducer(
            fixture.configuration.kafka, delivery: .guaranteed, reactor: kafkaReactor)
        #expect(await producer.send(messages).allSatisfy { $0 == nil })
        await producer.close(within: .seconds(5))
    }

    private func orders(_ numbers: Range<Int>) -> [KafkaMessage] {
        numbers.map {
            KafkaMessage(topic: "orders", key: Array("\($0)".utf8), value: Array("order \($0)".utf8))
        }
    }

    /// Reads until the queue has this many jobs.
    private func reading(_ fixture: BridgeFixture, _ source: KafkaSource, until count: Int) async throws {
        let task = Task { try await source.readOnce() }
        while try await payloads(fixture).count < count { try Task.checkCancellation() }
        task.cancel()
        _ = await task.result
    }

    private func records(_ fixture: BridgeFixture) async throws -> [JobRecord] {
        try await fixture.store.jobs(queue: "default", state: nil, before: nil, limit: 10_000)
    }

    private func payloads(_ fixture: BridgeFixture) async throws -> [String] {
        try await records(fixture).map { String(decoding: $0.payload, as: UTF8.self) }.sorted()
    }

    private func offsets(_ fixture: BridgeFixture) async throws -> Int64 {
        try await fixture.store.kafkaOffsets(queue: "default", topic: "orders").values.reduce(0, +)
    }

    @Test func messagesBecomeJobsInTheOrderOfTheirPartition() async throws {
        try await BridgeFixture.run { fixture in
            try await fixture.brokers.makeTopic("orders", partitions: 1)
            try await send(fixture, orders(0..<300))
            try await reading(
                fixture,
                source(fixture, try jobs(["topic": "orders", "priority": 7, "keyAsConcurrencyKey": true])),
                until: 300)
            let found = try await fixture.store.readyJobs(queue: "default", limit: 1000)
            var texts: [String] = []
            for job in found {
                let record = try #require(try await fixture.store.job(job.id))
                texts.append(String(decoding: record.payload, as: UTF8.self))
                #expect(record.priority == 7 && record.concurrencyKey.map { "order \($0)" } == texts.last)
                #expect(record.labels["kafka-topic"] == "orders" && record.labels["kafka-partition"] == "0")
            }
            #expect(texts == (0..<300).map { "order \($0)" })
            #expect(try await offsets(fixture) == 300)
        }
    }

    @Test(arguments: SourceStep.allCases, [1, 2])
    func aSourceThatDiesAtAnyStepLosesAndDoublesNothing(step: SourceStep, turn: Int) async throws {
        struct Crash: Error {}
        try await BridgeFixture.run { fixture in
            try await send(fixture, orders(0..<100))
            let turns = Mutex(0)
            let doomed = source(fixture, try jobs()) { now in
                guard now == step else { return }
                let isDue = turns.withLock { turns in
                    turns += 1
                    return turns == turn
                }
                if isDue { throw Crash() }
            }
            let first = Task { try await doomed.readOnce() }
            try await send(fixture, orders(100..<200))
            if step == .betweenPolls || turn == 2 { try await send(fixture, orders(200..<201)) }
            let sent = step == .betweenPolls || turn == 2 ? 201 : 200
            await #expect(throws: Crash.self) { try await first.value }
            try await reading(fixture, source(fixture, try jobs()), until: sent)
            #expect(try await payloads(fixture) == (0..<sent).map { "order \($0)" }.sorted())
            #expect(try await offsets(fixture) == Int64(sent))
        }
    }

    @Test func twoReadersByMistakeDoubleNothing() async throws {
        try await BridgeFixture.run { fixture in
            let sources = [source(fixture, try jobs()), source(fixture, try jobs())]
            let readers = sources.map { source in
                Task { while !Task.isCancelled { try? await source.readOnce() } }
            }
            for round in 0..<20 { try await send(fixture, orders(round * 50..<round * 50 + 50)) }
            while try await payloads(fixture).count < 1000 { try Task.checkCancellation() }
            for reader in readers { reader.cancel() }
            for reader in readers { await reader.value }
            #expect(try await payloads(fixture) == (0..<1000).map { "order \($0)" }.sorted())
            #expect(try await offsets(fixture) == 1000)
        }
    }

    @Test func brokersThatAreAwayLoseAndDoubleNothing() async throws {
        try await BridgeFixture.run { fixture in
            try await send(fixture, orders(0..<100))
            let source = source(fixture, try jobs())
            let reader = Task { while !Task.isCancelled { try? await source.readOnce() } }
            while try await payloads(fixture).count < 100 { try Task.checkCancellation() }
            try await fixture.brokers.setAway(true)
            try await fixture.brokers.setAway(false)
            try await send(fixture, orders(100..<200))
            while try await payloads(fixture).count < 200 { try Task.checkCancellation() }
            reader.cancel()
            await reader.value
            #expect(try await payloads(fixture) == (0..<200).map { "order \($0)" }.sorted())
        }
    }

    @Test func removedMessagesAreSkippedToTheOldest() async throws {
        try await BridgeFixture.run { fixture in
            try await fixture.brokers.makeTopic("orders", partitions: 1)
            try await send(fixture, orders(0..<10))
            // As if 4,000 messages had been read, and the topic been made anew since.
            _ = try await fixture.store.beginKafkaPartition(
                queue: "default", topic: "orders", partition: 0, at: 4000)
            try await reading(fixture, source(fixture, try jobs()), until: 10)
            #expect(try await offsets(fixture) == 10)
        }
    }

    @Test func latestBeginsAtTheEndAndIsKept() async throws {
        try await BridgeFixture.run { fixture in
            try await fixture.brokers.makeTopic("orders", partitions: 1)
            try await send(fixture, orders(0..<10))
            let source = source(fixture, try jobs(["topic": "orders", "startFrom": "Latest"]))
            let reader = Task { try await source.readOnce() }
            while try await offsets(fixture) != 10 { try Task.checkCancellation() }
            reader.cancel()
            _ = await reader.result
            try await send(fixture, orders(10..<20))
            try await reading(fixture, source, until: 10)
            #expect(try await payloads(fixture) == (10..<20).map { "order \($0)" }.sorted())
        }
    }

    @Test func tombstonesAndOversizedMessagesHoldNothingUp() async throws {
        try await BridgeFixture.run { fixture in
            try await fixture.brokers.makeTopic("orders", partitions: 1)
            // The largest that the brokers' usual limit lets through is below ours: a smaller limit shows the same.
            let large = KafkaMessage(
                topic: "orders", key: nil, value: Array(repeating: 65, count: SourceJobs.payloadLimit + 1))
            var options = fixture.configuration.kafka
            options.options["message.max.bytes"] = "3000000"
            let producer = try KafkaProducer(options, delivery: .guaranteed, reactor: kafkaReactor)
            let tombstone = KafkaMessage(topic: "orders", key: Array("k".utf8), value: nil)
            #expect(await producer.send([large, tombstone] + orders(0..<1)).allSatisfy { $0 == nil })
            await producer.close(within: .seconds(5))
            try await reading(fixture, source(fixture, try jobs()), until: 3)
            let found = try await records(fixture)
            let dead = try #require(found.first { $0.state == .deadLettered })
            #expect(dead.reason == "PAYLOAD_TOO_LARGE")
            #expect(String(decoding: dead.payload, as: UTF8.self).contains("\"offset\":0"))
            #expect(found.count { $0.state == .pending } == 2 && found.contains { $0.payload.isEmpty })
        }
    }

    @Test func aQueueThatIsGoneKeepsItsOffset() async throws {
        try await BridgeFixture.run { fixture in
            try await send(fixture, orders(0..<5))
            let orphan = source(fixture, try jobs(queue: "nowhere"))
            await #expect(throws: SourceTrouble.self) { try await orphan.readOnce() }
            let offsets = try await fixture.store.kafkaOffsets(queue: "nowhere", topic: "orders")
            #expect(offsets.values.allSatisfy { $0 == 0 })
        }
    }

    @Test func oneMessageHasOneIdOfItsTime() throws {
        let id = kafkaJobID(queue: "q", topic: "t", partition: 3, offset: 9, milliseconds: 1_700_000_000_000)
        #expect(id.unixMilliseconds == 1_700_000_000_000)
        #expect(
            id == kafkaJobID(queue: "q", topic: "t", partition: 3, offset: 9, milliseconds: 1_700_000_000_000)
        )
        #expect(
            id != kafkaJobID(queue: "p", topic: "t", partition: 3, offset: 9, milliseconds: 1_700_000_000_000)
        )
        #expect(
            id < kafkaJobID(queue: "q", topic: "t", partition: 3, offset: 10, milliseconds: 1_700_000_000_000)
        )
    }
}

import Kafka
import TestKafka
import Testing

@Suite(.timeLimit(.minutes(1))) struct ConsumerTests {
    private func filled(_ count: Int, partitions: Int32 = 1) async throws -> BrokerProcess {
        let brokers = try await BrokerProcess()
        try await brokers.makeTopic("letters", partitions: partitions)
        let producer = try KafkaProducer(
            KafkaConfiguration(brokers: brokers.addresses), delivery: .guaranteed, reactor: reactor)
        #expect(await producer.send((0..<count).map { message($0) }).allSatisfy { $0 == nil })
        await producer.close(within: .seconds(5))
        return brokers
    }

    private func consumer(_ brokers: BrokerProcess) throws -> KafkaConsumer {
        try KafkaConsumer(KafkaConfiguration(brokers: brokers.addresses), reactor: reactor)
    }

    @Test func readingBeginsAtTheOffsetThatWasAskedFor() async throws {
        let brokers = try await filled(50)
        let consumer = try consumer(brokers)
        try await consumer.start(topic: "letters", partition: 0, at: 20)
        var offsets: [Int64] = []
        while offsets.count < 30 {
            for case .record(let record) in await consumer.next(limit: 7) { offsets.append(record.offset) }
        }
        #expect(offsets == Array(20..<50))
        await consumer.close()
    }

    @Test func anOffsetThatIsNotThereIsSaidAndTheOthersAreKnown() async throws {
        let brokers = try await filled(10)
        let consumer = try consumer(brokers)
        #expect(try await consumer.probe.offsets(of: "letters", partition: 0, within: .seconds(5)) == (0, 10))
        try await consumer.start(topic: "letters", partition: 0, at: 4000)
        let delivery = await consumer.next(limit: 10)
        guard case .problem("letters", 0, let error)? = delivery.first else {
            Issue.record("got \(delivery)")
            return
        }
        #expect(error.isOffsetOutOfRange)
        await consumer.stop(topic: "letters", partition: 0)
        try await consumer.start(topic: "letters", partition: 0, at: 9)
        guard case .record(let record)? = await consumer.next(limit: 10).first else {
            Issue.record("the partition does not go on")
            return
        }
        #expect(record.offset == 9)
        await consumer.close()
    }

    @Test func byteLimitAndCancellationEndAWait() async throws {
        let brokers = try await filled(10)
        let consumer = try consumer(brokers)
        try await consumer.start(topic: "letters", partition: 0, at: 0)
        #expect(await consumer.next(limit: 100, byteLimit: 1).count == 1)
        var seen = 1
        while seen < 10 { seen += await consumer.next(limit: 100).count }
        let waiting = Task { await consumer.next(limit: 1) }
        waiting.cancel()
        #expect(await waiting.value.isEmpty)
        async let last = consumer.next(limit: 1)
        await consumer.close()
        #expect(await last.isEmpty)
    }

    @Test func partitionsAreFoundAndAnUnreachableBrokerIsAnError() async throws {
        let brokers = try await filled(1, partitions: 3)
        let known = try consumer(brokers)
        #expect(try await known.probe.partitions(of: "letters", within: .seconds(5)) == [0, 1, 2])
        #expect(try await known.probe.brokers(within: .seconds(5)) == 1)
        await known.close()
        let lost = try KafkaConsumer(KafkaConfiguration(brokers: "127.0.0.1:1"), reactor: reactor)
        await #expect(throws: KafkaError.self) { try await lost.probe.brokers(within: .milliseconds(200)) }
        await lost.close()
    }
}

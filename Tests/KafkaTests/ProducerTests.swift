import Kafka
import LinuxReactor
import TestKafka
import Testing

/// The thread of all clients in these tests.
let reactor = Reactor(name: "kafka-test")

func message(_ number: Int, topic: String = "letters", key: String? = nil) -> KafkaMessage {
    KafkaMessage(
        topic: topic, key: key.map { Array($0.utf8) }, value: Array("value \(number)".utf8),
        headers: [.init("number", "\(number)"), .init("empty", "")],
        timestamp: 1_700_000_000_000 + Int64(number))
}

/// Reads a topic's partitions from the beginning until `count` messages came; the test's time limit bounds it.
func readAll(_ brokers: BrokerProcess, _ topic: String, count: Int) async throws -> [KafkaRecord] {
    let consumer = try KafkaConsumer(KafkaConfiguration(brokers: brokers.addresses), reactor: reactor)
    for partition in try await consumer.probe.partitions(of: topic, within: .seconds(10)) {
        try await consumer.start(topic: topic, partition: partition, at: 0)
    }
    var records: [KafkaRecord] = []
    while records.count < count {
        for delivery in await consumer.next(limit: 100) {
            if case .record(let record) = delivery { records.append(record) }
        }
    }
    await consumer.close()
    return records
}

@Suite(.timeLimit(.minutes(1))) struct ProducerTests {
    @Test func everyPartOfAMessageArrives() async throws {
        let brokers = try await BrokerProcess()
        let producer = try KafkaProducer(
            KafkaConfiguration(brokers: brokers.addresses), delivery: .guaranteed, reactor: reactor)
        var tombstone = message(2, key: "k")
        tombstone.value = nil
        var empty = message(3)
        empty.value = []
        let sent = [message(1, key: "k"), tombstone, empty]
        #expect(await producer.send(sent) == [nil, nil, nil])
        await producer.close(within: .seconds(5))

        let records = try await readAll(brokers, "letters", count: 3).sorted {
            ($0.timestamp ?? 0) < ($1.timestamp ?? 0)
        }
        #expect(records.map(\.key) == sent.map(\.key))
        #expect(records.map(\.value) == sent.map(\.value))
        #expect(records.map(\.headers) == sent.map(\.headers))
        #expect(records.map(\.timestamp) == sent.map(\.timestamp))
        #expect(records[0].partition == records[1].partition, "one key, one partition")
    }

    @Test func moreThanTheQueueHoldsWaitsForRoomAndKeepsItsOrder() async throws {
        let brokers = try await BrokerProcess()
        try await brokers.makeTopic("many", partitions: 1)
        let producer = try KafkaProducer(
            KafkaConfiguration(brokers: brokers.addresses), delivery: .guaranteed, reactor: reactor)
        let numbers = 0..<50_000
        let errors = await producer.send(
            numbers.map { KafkaMessage(topic: "many", key: nil, value: Array("\($0)".utf8)) })
        #expect(errors.allSatisfy { $0 == nil })
        let records = try await readAll(brokers, "many", count: 50_000)
        #expect(records.map { String(decoding: $0.value ?? [], as: UTF8.self) } == numbers.map(String.init))
        await producer.close(within: .seconds(1))
    }

    @Test func errorsThatPassAreRetriedWithoutLossOrDisorder() async throws {
        let brokers = try await BrokerProcess()
        try await brokers.makeTopic("letters", partitions: 1)
        let producer = try KafkaProducer(
            KafkaConfiguration(brokers: brokers.addresses), delivery: .guaranteed, reactor: reactor)
        try await brokers.failProduce([.notLeader, .timedOut, .notEnoughReplicas, .notLeader])
        let errors = await producer.send((0..<100).map { message($0) })
        #expect(errors.allSatisfy { $0 == nil })
        let records = try await readAll(brokers, "letters", count: 100)
        #expect(records.map(\.timestamp) == (0..<100).map { message($0).timestamp })
        await producer.close(within: .seconds(1))
    }

    @Test func messagesWaitForBrokersThatAreAway() async throws {
        let brokers = try await BrokerProcess()
        let producer = try KafkaProducer(
            KafkaConfiguration(brokers: brokers.addresses), delivery: .guaranteed, reactor: reactor)
        #expect(await producer.send([message(0)]) == [nil])
        try await brokers.setAway(true)
        async let errors = producer.send((1..<500).map { message($0, key: "same") })
        await #expect(throws: KafkaError.self) {
            try await producer.probe.brokers(within: .milliseconds(300))
        }
        try await brokers.setAway(false)
        #expect(await errors.allSatisfy { $0 == nil })
        #expect(try await readAll(brokers, "letters", count: 500).count == 500)
        await producer.close(within: .seconds(1))
    }

    @Test func closingGivesUpWhatIsUnderWayAndSaysSo() async throws {
        let brokers = try await BrokerProcess()
        let producer = try KafkaProducer(
            KafkaConfiguration(brokers: brokers.addresses), delivery: .guaranteed, reactor: reactor)
        try await brokers.setAway(true)
        async let errors = producer.send((0..<30_000).map { message($0) })
        await Task.yield()
        await producer.close(within: .milliseconds(100))
        let outcome = await errors
        #expect(outcome.count == 30_000 && outcome.allSatisfy { $0 != nil })
        #expect(await producer.send([message(1)]).first??.isClosed == true)
    }

    @Test func aRefusalIsAPermanentError() async throws {
        let brokers = try await BrokerProcess()
        let producer = try KafkaProducer(
            KafkaConfiguration(brokers: brokers.addresses), delivery: .guaranteed, reactor: reactor)
        try await brokers.failProduce([.notAllowed])
        let errors = await producer.send([message(1)])
        #expect(errors[0]?.kind == .permanent && errors[0]?.name == "TOPIC_AUTHORIZATION_FAILED")
        await producer.close(within: .seconds(1))
    }

    @Test func aWrongOptionIsNamed() {
        let configuration = KafkaConfiguration(brokers: "localhost:1", options: ["no.such.option": "1"])
        let error = #expect(throws: KafkaError.self) {
            try KafkaProducer(configuration, delivery: .guaranteed, reactor: reactor)
        }
        #expect(error?.message.contains("no.such.option") == true)
    }
}

import Foundation
import Kafka
import Lifecycle
import PostgresStore
import Resources
import TestKafka
import Testing

@testable import KafkaBridge

/// Brokers in another process, and kcat at the other end of them.
@Suite(.timeLimit(.minutes(3))) struct ForeignClientTests {
    private static let topics = JobTopic.allCases.map { "\($0.rawValue):3" }

    private func events(_ fixture: BridgeFixture) async throws -> [FeedEvent] {
        var feed = EventFeed(fixture.store)
        var events: [FeedEvent] = []
        // Other tests have transactions on this server; a page alone would not wait for them.
        let end = try await feed.end()
        var position: Int64 = 0
        while position < end {
            let page = try await feed.page(after: position, limit: 1000)
            events += page.events
            position = page.position
        }
        return events
    }

    private func read(_ addresses: String) async throws -> [String: [KcatMessage]] {
        var read: [String: [KcatMessage]] = [:]
        for topic in JobTopic.allCases.map(\.rawValue) {
            read[topic] = try await Kcat.read(topic, at: addresses)
        }
        return read
    }

    @Test func kcatReadsEachEventOnceAndInOrder() async throws {
        try await BrokerProcess.run(topics: Self.topics) { brokers in
            try await BridgeFixture.run(at: brokers.addresses) { fixture in
                for _ in 0..<4 { _ = try await fixture.runJobs(50) }
                try await fixture.relaying { try await fixture.relayed() }
                let expected = try await events(fixture).filter {
                    JobTopic(from: $0.event.from, to: $0.event.to) != nil
                }
                let read = try await read(brokers.addresses)
                #expect(read.values.flatMap(\.self).count == 700)
                for (topic, messages) in read {
                    let ids = messages.compactMap { $0["event-id"].flatMap { Int64($0) } }
                    let wanted = expected.filter {
                        JobTopic(from: $0.event.from, to: $0.event.to)?.rawValue == topic
                    }
                    #expect(ids.sorted() == wanted.map(\.event.id))
                    #expect(messages.map(\.key) == messages.map { $0.members["jobId"]?.stringValue })
                    // One partition has all events of a job, in the order of their ids.
                    #expect(zip(messages, ids).allSatisfy { $0.members["eventId"] == .int($1) })
                    #expect(isInOrder(messages))
                }
            }
        }
    }

    @Test func theEnvelopeIsTheDocumentedOne() async throws {
        try await BrokerProcess.run(topics: Self.topics) { brokers in
            try await BridgeFixture.run(at: brokers.addresses) { fixture in
                _ = try await fixture.runJobs(10)
                try await fixture.relaying { try await fixture.relayed() }
                let fields = try documentedTable(after: "The value is a JSON object:")
                let headers = try documentedTable(after: "## Messages of jobs")
                #expect(fields.count == 13 && headers.count == 4)
                let always = [
                    "version", "eventId", "type", "jobId", "queue", "toStatus", "attempt", "occurredAt",
                ]
                var seen: Set<String> = []
                for (topic, messages) in try await read(brokers.addresses) {
                    #expect(!messages.isEmpty)
                    for message in messages {
                        #expect(message.headers.map(\.name) == headers.map { $0[0] })
                        #expect(message["event-type"] == topic && message.members["type"] == .string(topic))
                        #expect(message["event-version"] == "1" && message.members["version"] == .int(1))
                        #expect(message["content-type"] == "application/json")
                        #expect(always.allSatisfy { message.members[$0] != nil })
                        #expect(topic == "job.submitted" || message.members["fromStatus"] != nil)
                        for (name, value) in message.members {
                            let type = fields.first { $0[0] == name }?[1]
                            #expect(type == (value.intValue == nil ? "text" : "number"), "\(name): \(value)")
                            seen.insert(name)
                        }
                        let time = message.members["occurredAt"]?.stringValue.flatMap {
                            Timestamp.micros(of: $0)
                        }
                        #expect(time.map { $0 / 1000 } == message.time)
                    }
                }
                // What no attempt here had: a command that exits.
                #expect(Set(fields.map { $0[0] }).subtracting(seen) == ["exitCode"])
            }
        }
    }

    @Test func brokersThatGoAndComeBackHaveEverythingAndNothingTwice() async throws {
        try await BrokerProcess.run(topics: Self.topics) { brokers in
            try await BridgeFixture.run(at: brokers.addresses) { fixture in
                try await fixture.relaying {
                    _ = try await fixture.runJobs(50)
                    try await fixture.relayed()
                    try await brokers.say("down")
                    for _ in 0..<20 { _ = try await fixture.runJobs(50) }
                    #expect(try await fixture.store.eventLag(EventRelay.name).events >= 4000)
                    try await brokers.say("up")
                    try await fixture.relayed()
                }
                let expected = try await events(fixture).filter {
                    JobTopic(from: $0.event.from, to: $0.event.to) != nil
                }
                let read = try await read(brokers.addresses)
                #expect(read.values.allSatisfy(isInOrder))
                // One relay that never crashed: the idempotent producer repeats nothing.
                let ids = read.values.flatMap(\.self).compactMap { $0.members["eventId"]?.intValue }
                #expect(ids.sorted() == expected.map(\.event.id))
                #expect(ids.count == 21 * 175)
            }
        }
    }

    @Test func whatKcatWritesBecomesJobs() async throws {
        try await BrokerProcess.run(topics: ["orders:2"]) { brokers in
            try await BridgeFixture.run(at: brokers.addresses) { fixture in
                let reader = Task { try await source(fixture).readOnce() }
                let lines = (0..<500).map { "customer-\($0 % 7):{\"order\":\($0),\"text\":\"Ä \($0)\"}" }
                try await Kcat.write(Array(lines[..<250]), to: "orders", at: brokers.addresses)
                try await Kcat.write(
                    Array(lines[250...]) + ["gone:"], to: "orders", at: brokers.addresses,
                    ["-z", "gzip", "-Z", "-H", "trace=1"])
                var jobs: [JobRecord] = []
                while jobs.count < 501 {
                    try Task.checkCancellation()
                    jobs = try await fixture.store.jobs(
                        queue: "default", state: nil, before: nil, limit: 10_000)
                }
                reader.cancel()
                _ = await reader.result
                let made = jobs.map {
                    "\($0.concurrencyKey ?? ""):\(String(decoding: $0.payload, as: UTF8.self))"
                }
                #expect(made.sorted() == (lines + ["gone:"]).sorted())
                let offsets = try await fixture.store.kafkaOffsets(queue: "default", topic: "orders")
                #expect(offsets.values.reduce(0, +) == 501)
                // The jobs of a key are in the order of its messages.
                for customer in 0..<7 {
                    let ours = jobs.filter { $0.concurrencyKey == "customer-\(customer)" }.sorted {
                        $0.id < $1.id
                    }
                    let numbers = try ours.map {
                        try Value(json: $0.payload).objectValue?["order"]?.intValue ?? -1
                    }
                    #expect(numbers == numbers.sorted() && numbers.count > 70)
                }
            }
        }
    }

    private func source(_ fixture: BridgeFixture) throws -> KafkaSource {
        let resource = Resource(
            key: ResourceKey(kind: .queue, namespace: "default", name: "default"),
            spec: ["source": ["kafka": ["topic": "orders", "keyAsConcurrencyKey": true]]])
        let jobs = SourceJobs(queue: "default", source: try #require(QueueSpec(resource).kafka))
        return KafkaSource(
            jobs: jobs, store: fixture.store, configuration: fixture.configuration, holder: freshJobID(),
            reactor: kafkaReactor, logger: quietLogger(), notices: NoticeLog(quietLogger()),
            status: KafkaStatus(), onReady: { _ in })
    }
}

/// As ``isInOrder(_:)``, of what kcat read from one topic.
private func isInOrder(_ messages: [KcatMessage]) -> Bool {
    var last: [String: (partition: Int64, id: Int64)] = [:]
    for message in messages {
        guard let job = message.key, let id = message.members["eventId"]?.intValue else { return false }
        if let before = last[job], before.partition != message.partition || before.id >= id { return false }
        last[job] = (message.partition, id)
    }
    return true
}

/// The cells of the first table of EVENTS.md after these words, without its head.
private func documentedTable(after words: String) throws -> [[String]] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/KafkaBridge/EVENTS.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(text.range(of: words)).upperBound
    let lines = text[start...].split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let rows = lines.drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }.dropFirst(2)
    return rows.map { row in
        row.split(separator: "|").map {
            $0.trimmingCharacters(in: CharacterSet(charactersIn: " `"))
        }
    }
}

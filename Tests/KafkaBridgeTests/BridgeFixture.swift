import Kafka
import Lifecycle
import LinuxReactor
import Logging
import Postgres
import PostgresStore
import TestCluster
import TestKafka

@testable import KafkaBridge

/// The thread of all Kafka clients in these tests.
let kafkaReactor = Reactor(name: "kafka-test")

func quietLogger() -> Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

/// Brokers and a migrated database of a test's own.
struct BridgeFixture: Sendable {
    let brokers: BrokerProcess
    let addresses: String
    let store: JobQueueStore

    /// - Parameter addresses: brokers of another process instead of those of the fixture.
    static func run<T>(
        at addresses: String? = nil, _ body: (BridgeFixture) async throws -> T
    ) async throws -> T {
        let store = JobQueueStore(
            conninfo: try await TestCluster.shared.makeDatabase(), queueConnections: 2, generalConnections: 4,
            applicationName: "test")
        try await store.migrate()
        let brokers = try await BrokerProcess()
        let fixture = BridgeFixture(
            brokers: brokers, addresses: addresses ?? brokers.addresses, store: store)
        do {
            let result = try await body(fixture)
            await store.shutdown()
            return result
        } catch {
            await store.shutdown()
            throw error
        }
    }

    var configuration: KafkaBridgeConfiguration {
        KafkaBridgeConfiguration(
            kafka: KafkaConfiguration(brokers: addresses), flushLimit: .milliseconds(500))
    }

    func relay(_ onStep: @escaping @Sendable (RelayStep) async throws -> Void = { _ in }) -> EventRelay {
        EventRelay(
            store: store, configuration: configuration, holder: freshJobID(), reactor: kafkaReactor,
            logger: quietLogger(), notices: NoticeLog(quietLogger()), onStep: onStep)
    }

    /// Lets a relay work beside `body`.
    func relaying<T: Sendable>(_ body: () async throws -> T) async throws -> T {
        let relay = relay()
        let task = Task { await relay.relay() }
        do {
            let result = try await body()
            task.cancel()
            await task.value
            return result
        } catch {
            task.cancel()
            await task.value
            throw error
        }
    }

    /// Jobs that are submitted, run and done (the even ones) or failed for good (the odd ones).
    func runJobs(_ count: Int) async throws -> [JobID] {
        let jobs = (0..<count).map { _ in NewJob(id: freshJobID(), queue: "default", payload: []) }
        _ = try await store.submit(jobs, allOrNone: true)
        let worker = freshJobID()
        let claims = try await store.claim(jobs.map { ($0.id, worker) })
        let leases = claims.map { Lease(job: $0.id, epoch: $0.leaseEpoch) }
        _ = try await store.settle(started: leases, completed: [])
        var completed: [Completion] = []
        var failed: [Failure] = []
        for (index, lease) in leases.enumerated() {
            if index % 2 == 0 {
                completed.append(Completion(lease: lease, result: []))
            } else {
                failed.append(Failure(lease: lease, end: .failedPermanently, message: "it broke"))
            }
        }
        _ = try await store.settle(started: [], completed: completed)
        _ = try await store.fail(failed)
        return jobs.map(\.id)
    }

    /// Waits until every event up to now has been delivered.
    func relayed() async throws {
        while try await store.eventLag(EventRelay.name).events > 0 { try Task.checkCancellation() }
    }

    /// Reads all topics of jobs from their beginnings until `count` different events have come; gives them topic by
    /// topic in the order in which they came, repetitions included. The test's time limit bounds it.
    func read(_ count: Int) async throws -> [String: [ReadEvent]] {
        let consumer = try KafkaConsumer(configuration.kafka, reactor: kafkaReactor)
        var read: [String: [ReadEvent]] = [:]
        var seen: Set<Int64> = []
        for topic in JobTopic.allCases.map(\.rawValue) {
            for partition in try await consumer.probe.partitions(of: topic, within: .seconds(30)) {
                try await consumer.start(topic: topic, partition: partition, at: 0)
            }
        }
        while seen.count < count {
            for case .record(let record) in await consumer.next(limit: 1000) {
                guard let event = ReadEvent(record) else { continue }
                read[record.topic, default: []].append(event)
                seen.insert(event.id)
            }
        }
        await consumer.close()
        return read
    }
}

/// An event as a consumer sees it.
struct ReadEvent: Hashable {
    var id: Int64
    var job: String

    init?(_ record: KafkaRecord) {
        guard let header = record.headers.first(where: { $0.name == "event-id" }),
            let id = Int64(String(decoding: header.value, as: UTF8.self)), let key = record.key
        else { return nil }
        self.id = id
        job = String(decoding: key, as: UTF8.self)
    }
}

/// Within each topic, the events of each job came in order, repetitions left out.
func isInOrder(_ events: [ReadEvent]) -> Bool {
    var seen: Set<Int64> = []
    var last: [String: Int64] = [:]
    for event in events where seen.insert(event.id).inserted {
        if let before = last[event.job], before > event.id { return false }
        last[event.job] = event.id
    }
    return true
}

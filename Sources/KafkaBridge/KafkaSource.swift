import Glibc
import Kafka
import Lifecycle
import LinuxReactor
import Logging
import PostgresStore
import Resources

/// Turns the messages of a queue's topic into jobs. The offsets are kept with the jobs and move in their transaction,
/// so whenever it stops, wherever that is, no message is lost and none becomes two jobs.
struct KafkaSource: Sendable {
    static func leaseName(_ queue: String) -> String { "kafka-source/" + queue }
    private static let batchSize = 1000
    private static let patience = Duration.seconds(10)

    let jobs: SourceJobs
    let store: JobQueueStore
    let configuration: KafkaBridgeConfiguration
    let holder: JobID
    let reactor: Reactor
    let logger: Logger
    let notices: NoticeLog
    let status: KafkaStatus
    /// Called with jobs that can be claimed.
    let onReady: @Sendable ([ReadyJob]) async -> Void
    /// Called at each step; what it throws ends the reading as a crash would.
    var onStep: @Sendable (SourceStep) async throws -> Void = { _ in }

    private var queue: String { jobs.queue }
    private var topic: String { jobs.source.topic }

    /// Reads whenever this process holds the queue's lease, until the task is cancelled.
    func run() async {
        await LeasedDuty(store: store, name: Self.leaseName(queue), holder: holder, logger: logger).run {
            await read()
        }
        status.setSource(queue, problem: nil)
    }

    /// Reads until the task is cancelled; each failure begins anew from the stored offsets.
    private func read() async {
        var backoff = Duration.milliseconds(500)
        while !Task.isCancelled {
            let began = ContinuousClock.now
            do { try await readOnce() } catch is CancellationError { return } catch {
                status.setSource(queue, problem: notices.explain(error))
                notices.report("cannot read a queue's topic", error, sort: queue, metadata)
            }
            if began.duration(to: .now) > .seconds(60) { backoff = .milliseconds(500) }
            do { try await ContinuousClock().sleep(for: backoff) } catch { return }
            backoff = min(backoff * 2, .seconds(30))
        }
    }

    /// Reads with one consumer until something fails or the task is cancelled.
    func readOnce() async throws {
        let notices = notices
        let consumer = try KafkaConsumer(configuration.kafka, reactor: reactor) { notices.take($0) }
        do {
            try await read(with: consumer)
            await consumer.close()
        } catch {
            await consumer.close()
            throw error
        }
    }

    private func read(with consumer: KafkaConsumer) async throws {
        var positions: [Int32: Int64] = [:]
        var findAt = ContinuousClock.now
        while !Task.isCancelled {
            if ContinuousClock.now >= findAt {
                try await findPartitions(consumer, &positions)
                status.setSource(queue, problem: nil)
                findAt = .now + Self.patience
            }
            try await onStep(.betweenPolls)
            let deliveries = await consumer.next(limit: Self.batchSize, within: Self.patience)
            for intake in gather(deliveries, positions) {
                try await onStep(.beforeInsert)
                switch try await store.takeIn(intake) {
                case .taken(let ready):
                    positions[intake.partition] = intake.next
                    await onReady(ready)
                case .moved: throw SourceTrouble.offsetMoved
                case .refused: throw SourceTrouble.queueRefuses
                }
                try await onStep(.afterCommit)
            }
            for case .problem(_, let partition, let error) in deliveries {
                guard error.isOffsetOutOfRange else { throw error }
                positions[partition] = try await goOn(consumer, partition, from: positions[partition] ?? 0)
            }
        }
        try Task.checkCancellation()
    }

    /// Begins with the partitions that are not read yet: where they were left, or as the declaration says. A partition
    /// that comes up later is read from its beginning, whatever that says: what was written before it was found arrived
    /// after the queue began.
    private func findPartitions(_ consumer: KafkaConsumer, _ positions: inout [Int32: Int64]) async throws {
        let found = try await consumer.probe.partitions(of: topic, within: Self.patience)
        if found.isEmpty { throw SourceTrouble.noTopic(topic) }
        let known = try await store.kafkaOffsets(queue: queue, topic: topic)
        for partition in found where positions[partition] == nil {
            var offset = known[partition]
            if offset == nil {
                let ends = try await consumer.probe.offsets(
                    of: topic, partition: partition, within: Self.patience)
                let isLatest = jobs.source.startFrom == .latest && known.isEmpty
                offset = try await store.beginKafkaPartition(
                    queue: queue, topic: topic, partition: partition, at: isLatest ? ends.next : ends.oldest)
            }
            guard let offset else { continue }
            try await consumer.start(topic: topic, partition: partition, at: offset)
            positions[partition] = offset
        }
    }

    /// What came, by partition. Messages before a partition's position were read by an earlier fetch.
    private func gather(_ deliveries: [KafkaDelivery], _ positions: [Int32: Int64]) -> [KafkaIntake] {
        var intakes: [Int32: KafkaIntake] = [:]
        let now = nowMilliseconds()
        for case .record(let record) in deliveries {
            guard let position = positions[record.partition] else { continue }
            var intake =
                intakes.removeValue(forKey: record.partition)
                ?? KafkaIntake(queue: queue, topic: topic, partition: record.partition, expected: position)
            if record.offset >= intake.next {
                let (job, isOversized) = jobs.job(of: record, now: now)
                intake.jobs.append(job)
                if isOversized { intake.oversized.insert(job.id) }
                intake.next = record.offset + 1
            }
            intakes[record.partition] = intake
        }
        return intakes.values.filter { $0.next > $0.expected }.sorted { $0.partition < $1.partition }
    }

    /// The message at the position is not there any more: goes on with the oldest that is.
    private func goOn(
        _ consumer: KafkaConsumer, _ partition: Int32, from position: Int64
    ) async throws -> Int64 {
        let ends = try await consumer.probe.offsets(of: topic, partition: partition, within: Self.patience)
        let what =
            position < ends.oldest
            ? "\(ends.oldest - position) messages were removed from the topic before they were read"
            : "the topic has no message \(position) any more; it was made anew or cut off"
        logger.error(
            "a queue's source goes on with the oldest message: \(what)",
            metadata: metadata.merging([
                "partition": "\(partition)", "from": "\(position)", "to": "\(ends.oldest)",
            ]) { $1 })
        let isMoved = try await store.moveKafkaOffset(
            queue: queue, topic: topic, partition: partition, from: position, to: ends.oldest)
        if !isMoved { throw SourceTrouble.offsetMoved }
        await consumer.stop(topic: topic, partition: partition)
        try await consumer.start(topic: topic, partition: partition, at: ends.oldest)
        return ends.oldest
    }

    private var metadata: Logger.Metadata { ["queue": "\(queue)", "topic": "\(topic)"] }
}

/// Why a source begins anew.
enum SourceTrouble: Error, CustomStringConvertible {
    case noTopic(String)
    case offsetMoved
    case queueRefuses

    var description: String {
        switch self {
        case .noTopic(let topic):
            "topic \"\(topic)\" does not exist; create it, or correct spec.source.kafka.topic"
        case .offsetMoved: "another server has read on; beginning anew where it is"
        case .queueRefuses: "the queue takes no more jobs"
        }
    }
}

private func nowMilliseconds() -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
}

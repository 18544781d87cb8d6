import Kafka
import Lifecycle
import LinuxReactor
public import PostgresStore
import Resources

/// Publishes the heartbeats of workers, at most one for each worker in ten seconds. They are news, not history: what
/// cannot be sent at once is dropped.
public actor HeartbeatExport {
    static let topic = "worker.heartbeat"
    private static let interval = Duration.seconds(10)

    private let producer: KafkaProducer
    private let prefix: String
    private let status: KafkaStatus
    private var sentAt: [JobID: ContinuousClock.Instant] = [:]
    private var isSending = false

    init(producer: KafkaProducer, prefix: String, status: KafkaStatus) {
        self.producer = producer
        self.prefix = prefix
        self.status = status
    }

    /// Takes what workers said of themselves; returns at once.
    public nonisolated func take(_ workers: [WorkerRecord]) {
        if workers.isEmpty || status.isAway { return }
        Task { await self.send(workers) }
    }

    private func send(_ workers: [WorkerRecord]) async {
        if isSending { return }
        let now = ContinuousClock.now
        sentAt = sentAt.filter { now - $0.value < Self.interval }
        let due = workers.filter { sentAt[$0.id] == nil }
        if due.isEmpty { return }
        for worker in due { sentAt[worker.id] = now }
        isSending = true
        let errors = await producer.send(due.map { KafkaMessage($0, topic: prefix + Self.topic) })
        isSending = false
        let failed = errors.count { $0 != nil && $0?.isClosed != true }
        if failed > 0 { countPublishError(topic: prefix + Self.topic, by: failed) }
    }
}

extension KafkaMessage {
    init(_ worker: WorkerRecord, topic: String) {
        let id = worker.id.description
        let members: [String: Value] = [
            "version": .int(Int64(eventSchemaVersion)), "type": .string(HeartbeatExport.topic),
            "workerId": .string(id), "hostname": .string(worker.hostname),
            "status": .string(worker.state.rawValue), "activeJobs": .int(Int64(worker.busy)),
            "concurrency": .int(Int64(worker.concurrency)),
            "queues": .array(worker.queues.map { .string($0) }),
            "occurredAt": .string(Timestamp.text(micros: worker.lastHeartbeat)),
        ]
        self.init(
            topic: topic, key: Array(id.utf8), value: Value.object(members).canonicalJSON(),
            headers: [
                Header("event-type", HeartbeatExport.topic),
                Header("event-version", String(eventSchemaVersion)),
                Header("content-type", "application/json"),
            ], timestamp: worker.lastHeartbeat / 1000)
    }
}

internal import CRdKafka
public import LinuxReactor

/// Reads chosen partitions from chosen offsets. It belongs to no consumer group and commits nothing to the brokers:
/// who reads keeps the offsets.
///
/// Nothing is taken from the brokers beyond a small read-ahead (4 MiB per partition) while nobody asks for more.
public actor KafkaConsumer: ReactorActor {
    private struct Source: Hashable {
        var topic: String
        var partition: Int32
    }

    /// The thread that the consumer lives on.
    public nonisolated let reactor: Reactor
    private let client: ClientHandle
    private let onNotice: @Sendable (KafkaNotice) -> Void
    private var topics: [String: OpaquePointer] = [:]
    private var sources: Set<Source> = []
    private var watches: [QueueWatch] = []
    private var waiter: CheckedContinuation<Void, Never>?
    private var isClosed = false

    /// A consumer that connects by itself and reads nothing yet.
    ///
    /// - Parameter onNotice: called on the reactor's thread.
    /// - Throws: when an option is not known or does not fit.
    public init(
        _ configuration: KafkaConfiguration, reactor: Reactor,
        onNotice: @escaping @Sendable (KafkaNotice) -> Void = { _ in }
    ) throws(KafkaError) {
        self.reactor = reactor
        self.onNotice = onNotice
        client = try ClientHandle(
            RD_KAFKA_CONSUMER, configuration, fixed: FixedSettings.consumer,
            events: RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG)
    }

    /// Asks the brokers about topics and offsets.
    public nonisolated var probe: KafkaProbe { KafkaProbe(client: client) }

    /// Reads a partition from `offset` on. A partition that is read already is left as it is.
    public func start(topic: String, partition: Int32, at offset: Int64) throws(KafkaError) {
        guard !isClosed else { throw .closed }
        startWatching()
        let source = Source(topic: topic, partition: partition)
        guard let queue = watches.first?.queue, !sources.contains(source) else { return }
        let handle = topics[topic] ?? rd_kafka_topic_new(client.pointer, topic, nil)
        guard let handle else { throw KafkaError(rd_kafka_last_error()) }
        topics[topic] = handle
        guard rd_kafka_consume_start_queue(handle, partition, offset, queue) == 0 else {
            throw KafkaError(rd_kafka_last_error())
        }
        sources.insert(source)
    }

    /// Reads a partition no more. What was read of it before may still be delivered.
    public func stop(topic: String, partition: Int32) async {
        guard let handle = topics[topic],
            sources.remove(Source(topic: topic, partition: partition)) != nil
        else { return }
        let address = UInt(bitPattern: handle)
        // Waits for one of librdkafka's threads.
        _ = try? await client.blocking.run {
            guard let handle = OpaquePointer(bitPattern: address) else { return }
            rd_kafka_consume_stop(handle, partition)
        }
    }

    /// Lets a partition rest (or go on) without losing its place.
    public func setPaused(_ isPaused: Bool, topic: String, partition: Int32) {
        guard let list = rd_kafka_topic_partition_list_new(1) else { return }
        defer { rd_kafka_topic_partition_list_destroy(list) }
        rd_kafka_topic_partition_list_add(list, topic, partition)
        _ =
            isPaused
            ? rd_kafka_pause_partitions(client.pointer, list)
            : rd_kafka_resume_partitions(client.pointer, list)
    }

    /// What has come, at most `limit` deliveries and about `byteLimit` bytes; waits for the first, at most `patience`.
    /// Empty too when the task is cancelled or the consumer closed. One caller at a time.
    public func next(
        limit: Int, byteLimit: Int = 4 << 20, within patience: Duration = .seconds(3600)
    ) async -> [KafkaDelivery] {
        let end = ContinuousClock.now + patience
        let timer = reactor.schedule(after: patience) { [weak self] in self?.assumeIsolated { $0.wake() } }
        defer { timer.cancel() }
        while !isClosed, !Task.isCancelled, ContinuousClock.now < end {
            let taken = take(limit: limit, byteLimit: byteLimit)
            if !taken.isEmpty || watches.isEmpty { return taken }
            await withTaskCancellationHandler {
                await withCheckedContinuation { waiter in
                    self.waiter?.resume()
                    self.waiter = waiter
                    if Task.isCancelled { wake() }
                }
            } onCancel: {
                Task { await self.wake() }
            }
        }
        return []
    }

    /// Stops reading and leaves the brokers.
    public func close() async {
        guard !isClosed else { return }
        isClosed = true
        wake()
        for source in sources { await stop(topic: source.topic, partition: source.partition) }
        for handle in topics.values { rd_kafka_topic_destroy(handle) }
        topics = [:]
        for watch in watches { watch.stop() }
        watches = []
    }

    private func startWatching() {
        guard watches.isEmpty, let records = rd_kafka_queue_new(client.pointer),
            let events = rd_kafka_queue_get_main(client.pointer)
        else { return }
        watches = [
            QueueWatch(records, of: client, on: reactor) { [weak self] in
                self?.assumeIsolated { $0.wake() }
            },
            QueueWatch(events, of: client, on: reactor) { [weak self] in
                self?.assumeIsolated { $0.takeEvents() }
            },
        ]
    }

    private func wake() {
        waiter?.resume()
        waiter = nil
    }

    private func takeEvents() {
        guard watches.count == 2 else { return }
        while let event = rd_kafka_queue_poll(watches[1].queue, 0) {
            if let notice = client.notice(event) { onNotice(notice) }
            rd_kafka_event_destroy(event)
        }
    }

    private func take(limit: Int, byteLimit: Int) -> [KafkaDelivery] {
        guard let queue = watches.first?.queue else { return [] }
        var deliveries: [KafkaDelivery] = []
        var bytes = 0
        while deliveries.count < limit, bytes < byteLimit, let message = rd_kafka_consume_queue(queue, 0) {
            defer { rd_kafka_message_destroy(message) }
            let topic = message.pointee.rkt.map { String(cString: rd_kafka_topic_name($0)) } ?? ""
            let error = message.pointee.err
            if error == RD_KAFKA_RESP_ERR_NO_ERROR {
                deliveries.append(.record(KafkaRecord(message, topic: topic)))
                bytes += message.pointee.len + message.pointee.key_len
            } else if error != RD_KAFKA_RESP_ERR__PARTITION_EOF {
                let reason = rd_kafka_message_errstr(message).map { String(cString: $0) }
                deliveries.append(
                    .problem(
                        topic: topic, partition: message.pointee.partition, KafkaError(error, reason)))
            }
        }
        return deliveries
    }
}

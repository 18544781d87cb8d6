internal import CRdKafka
public import LinuxReactor

/// Sends messages and says what became of each.
public actor KafkaProducer: ReactorActor {
    /// What a producer does when it cannot send.
    public enum Delivery: Sendable {
        /// Waits for the brokers for as long as it takes: idempotent, acknowledged by all replicas, each partition in
        /// the order of the calls. A message fails only when the brokers refuse it, or at the end.
        case guaranteed
        /// Gives a message up after ten seconds.
        case bestEffort
    }

    /// The thread that the producer lives on.
    public nonisolated let reactor: Reactor
    private let client: ClientHandle
    private let onNotice: @Sendable (KafkaNotice) -> Void
    private var watch: QueueWatch?
    private var batches: [UInt32: Batch] = [:]
    private var lastBatch: UInt32 = 0
    /// Batches that are not wholly handed in yet, oldest first.
    private var unsent: [UInt32] = []
    private var isClosed = false
    private var whenEmpty: [CheckedContinuation<Void, Never>] = []

    private struct Batch {
        var messages: [KafkaMessage]
        var errors: [KafkaError?]
        var handedIn = 0
        var missing: Int
        var caller: CheckedContinuation<[KafkaError?], Never>
    }

    /// A producer that connects by itself.
    ///
    /// - Parameter onNotice: called on the reactor's thread.
    /// - Throws: when an option is not known or does not fit.
    public init(
        _ configuration: KafkaConfiguration, delivery: Delivery, reactor: Reactor,
        onNotice: @escaping @Sendable (KafkaNotice) -> Void = { _ in }
    ) throws(KafkaError) {
        self.reactor = reactor
        self.onNotice = onNotice
        client = try ClientHandle(
            RD_KAFKA_PRODUCER, configuration,
            fixed: delivery == .guaranteed ? FixedSettings.guaranteed : FixedSettings.bestEffort,
            events: RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG)
    }

    /// Looks after the brokers from the calling process's point of view; see ``KafkaProbe``.
    public nonisolated var probe: KafkaProbe { KafkaProbe(client: client) }

    /// Hands messages in, in order, and waits until each was delivered or refused. When too many are under way they
    /// wait here for room, in the order of the calls; nothing beyond the callers' own arrays is kept for them.
    ///
    /// Returns for each message nil, or why it was not delivered. Cancelling the task changes nothing: ``close(within:)``
    /// ends the waiting.
    public func send(_ messages: [KafkaMessage]) async -> [KafkaError?] {
        if messages.isEmpty { return [] }
        if isClosed { return messages.map { _ in KafkaError.closed } }
        startWatching()
        return await withCheckedContinuation { caller in
            lastBatch &+= 1
            batches[lastBatch] = Batch(
                messages: messages, errors: Array(repeating: nil, count: messages.count),
                missing: messages.count, caller: caller)
            unsent.append(lastBatch)
            handIn()
        }
    }

    /// Takes no more messages, waits at most `limit` for those under way, and gives up the rest: their calls return.
    public func close(within limit: Duration) async {
        guard !isClosed else { return }
        isClosed = true
        await waitUntilEmpty(atMost: limit)
        giveUp(unsentOnly: true)
        rd_kafka_purge(
            client.pointer,
            RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING)
        await waitUntilEmpty(atMost: .seconds(1))
        giveUp(unsentOnly: false)
        watch?.stop()
        watch = nil
    }

    /// Hears what the client says about itself from now on, and not only from the first message on.
    public func listen() {
        if !isClosed { startWatching() }
    }

    private func startWatching() {
        guard watch == nil, let queue = rd_kafka_queue_get_main(client.pointer) else { return }
        watch = QueueWatch(queue, of: client, on: reactor) { [weak self] in
            self?.assumeIsolated { $0.takeEvents() }
        }
    }

    private func takeEvents() {
        guard let queue = watch?.queue else { return }
        while let event = rd_kafka_queue_poll(queue, 0) {
            if rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR {
                while let message = rd_kafka_event_message_next(event) { settle(message.pointee) }
            } else if let notice = client.notice(event) {
                onNotice(notice)
            }
            rd_kafka_event_destroy(event)
        }
        handIn()
    }

    private func settle(_ message: rd_kafka_message_t) {
        let ticket = UInt(bitPattern: message._private)
        let error = message.err == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : KafkaError(message.err)
        note(error, at: Int(ticket & 0xFFFF_FFFF), of: UInt32(truncatingIfNeeded: ticket >> 32))
    }

    private func note(_ error: KafkaError?, at index: Int, of id: UInt32) {
        guard batches[id] != nil else { return }
        batches[id]?.errors[index] = error
        batches[id]?.missing -= 1
        guard batches[id]?.missing == 0, let batch = batches.removeValue(forKey: id) else { return }
        batch.caller.resume(returning: batch.errors)
        guard batches.isEmpty else { return }
        for waiting in whenEmpty { waiting.resume() }
        whenEmpty = []
    }

    /// Hands in what there is room for.
    private func handIn() {
        while let id = unsent.first {
            while let batch = batches[id], batch.handedIn < batch.messages.count {
                let index = batch.handedIn
                let ticket = UInt(id) << 32 | UInt(index)
                let error = produce(batch.messages[index], ticket: ticket, on: client.pointer)
                if error?.name == queueFull { return }
                batches[id]?.handedIn += 1
                if let error { note(error, at: index, of: id) }
            }
            unsent.removeFirst()
        }
    }

    private func giveUp(unsentOnly: Bool) {
        for (id, batch) in batches {
            let first = unsentOnly ? batch.handedIn : 0
            batches[id]?.handedIn = batch.messages.count
            for index in first..<batch.messages.count {
                if batches[id] == nil { break }
                note(.closed, at: index, of: id)
            }
        }
        unsent = []
    }

    private func waitUntilEmpty(atMost limit: Duration) async {
        if batches.isEmpty { return }
        let timer = reactor.schedule(after: limit) { [weak self] in
            self?.assumeIsolated { producer in
                for waiting in producer.whenEmpty { waiting.resume() }
                producer.whenEmpty = []
            }
        }
        await withCheckedContinuation { whenEmpty.append($0) }
        timer.cancel()
    }
}

private let queueFull = String(cString: rd_kafka_err2name(RD_KAFKA_RESP_ERR__QUEUE_FULL))

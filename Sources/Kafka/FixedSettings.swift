/// Settings of librdkafka that the promises of this module rest on, or that have another name here.
enum FixedSettings {
    private static let reconnecting = ["reconnect.backoff.ms": "100", "reconnect.backoff.max.ms": "2000"]

    private static let producer = reconnecting.merging(
        [
            "queue.buffering.max.messages": "20000", "queue.buffering.max.kbytes": "32768", "linger.ms": "5",
        ]) { $1 }

    static let guaranteed = producer.merging(
        [
            "enable.idempotence": "true", "acks": "all",
            // A message that was given up could be overtaken by the next one of its key.
            "message.timeout.ms": "0",
        ]) { $1 }

    static let bestEffort = producer.merging(["acks": "1", "message.timeout.ms": "10000"]) { $1 }

    static let consumer = reconnecting.merging(
        [
            "enable.auto.commit": "false", "enable.auto.offset.store": "false",
            // A jump to another offset would be a loss that nobody hears of.
            "auto.offset.reset": "error",
            // When a read-ahead is full, this librdkafka waits for a second: small ones cost throughput.
            "queued.min.messages": "100000", "queued.max.messages.kbytes": "4096",
            "fetch.wait.max.ms": "100", "fetch.error.backoff.ms": "200",
        ]) { $1 }

    /// Other names of some of these, by which they could be changed all the same.
    static let aliases: Set<String> = [
        "metadata.broker.list", "request.required.acks", "delivery.timeout.ms", "queue.buffering.max.ms",
        "auto.commit.enable",
    ]
}

extension KafkaConfiguration {
    /// The names of settings that ``options`` has no say in.
    public static let fixedOptions = Set(FixedSettings.guaranteed.keys)
        .union(FixedSettings.bestEffort.keys).union(FixedSettings.consumer.keys).union(FixedSettings.aliases)
        .union(["bootstrap.servers", "client.id", "log.queue"])
}

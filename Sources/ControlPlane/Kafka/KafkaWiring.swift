import JobQueueProto
import KafkaBridge
import Logging
import PostgresStore
import ServiceLifecycle
import SwiftProtobuf

/// The bridge that a server's configuration asks for, if any.
func makeKafkaBridge(
    _ configuration: KafkaBridgeConfiguration?, store: JobQueueStore, identity: ServerIdentity,
    wakeUps: WakeUps, logger: Logger
) throws -> KafkaBridge? {
    guard let configuration else { return nil }
    return try KafkaBridge(
        store: store, configuration: configuration, holder: identity.id, logger: logger
    ) { await wakeUps.ready($0) }
}

/// A server without brokers says which queues would read a topic.
func tellOfUnreadTopics(_ store: JobQueueStore, _ logger: Logger) async {
    var sources = SourcesWithoutBrokers(store: store, logger: logger)
    var known: Int64?
    for await _ in Ticker(every: .seconds(5)).cancelOnGracefulShutdown() {
        do {
            let version = try await store.declarationVersion()
            if version != known { try await sources.tell() }
            known = version
        } catch { logger.debug("cannot read the declared queues", metadata: ["error": "\(error)"]) }
    }
}

/// Kafka among the components of `system status`.
func component(_ report: KafkaStatus.Report) -> Jq_V1_Component {
    .with {
        $0.name = "kafka"
        $0.ready = report.problem == nil && report.sources.isEmpty
        $0.detail = report.text
    }
}

import Kafka
public import Lifecycle
import LinuxReactor
public import Logging
public import PostgresStore
public import ServiceLifecycle

/// Everything between jq and Kafka: publishes the transitions of jobs and the heartbeats of workers, and turns messages
/// into jobs. Without brokers nothing is lost and nothing else stops: events wait in the database, messages in Kafka.
public struct KafkaBridge: Service {
    /// How things stand.
    public let status: KafkaStatus
    /// Takes the heartbeats that this server wrote.
    public let heartbeats: HeartbeatExport
    private let store: JobQueueStore
    private let configuration: KafkaBridgeConfiguration
    private let holder: JobID
    private let logger: Logger
    private let reactor: Reactor
    private let producer: KafkaProducer
    private let notices: NoticeLog
    private let onReady: @Sendable ([ReadyJob]) async -> Void

    /// A bridge that does nothing yet.
    ///
    /// - Parameters:
    ///   - holder: names this process in leases.
    ///   - onReady: called with jobs that messages became and that can be claimed.
    /// - Throws: `KafkaError` when an option is not known or does not fit.
    public init(
        store: JobQueueStore, configuration: KafkaBridgeConfiguration, holder: JobID, logger: Logger,
        onReady: @escaping @Sendable ([ReadyJob]) async -> Void
    ) throws {
        self.store = store
        self.configuration = configuration
        self.holder = holder
        self.logger = logger
        self.onReady = onReady
        let notices = NoticeLog(logger)
        let status = KafkaStatus()
        reactor = Reactor(name: "kafka")
        producer = try KafkaProducer(configuration.kafka, delivery: .bestEffort, reactor: reactor) {
            notices.take($0)
        }
        heartbeats = HeartbeatExport(
            producer: producer, prefix: configuration.topicPrefix, status: status)
        self.notices = notices
        self.status = status
    }

    /// Works until a graceful shutdown; then hands over what is under way, within the flush limit.
    public func run() async throws {
        let relay = EventRelay(
            store: store, configuration: configuration, holder: holder, reactor: reactor, logger: logger,
            notices: notices)
        let keeper = SourceKeeper(store: store, logger: logger) { await source($0).run() }
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await relay.run() }
                group.addTask { await keeper.run() }
                group.addTask { await lookAfterBrokers() }
            }
        }
        await producer.close(within: .seconds(1))
    }

    private func source(_ jobs: SourceJobs) -> KafkaSource {
        KafkaSource(
            jobs: jobs, store: store, configuration: configuration, holder: holder, reactor: reactor,
            logger: logger, notices: notices, status: status, onReady: onReady)
    }

    private func lookAfterBrokers() async {
        let probe = producer.probe
        await producer.listen()
        while !Task.isCancelled {
            do {
                let count = try await probe.brokers(within: .seconds(3))
                if status.isAway { logger.notice("Kafka is back", metadata: ["brokers": "\(count)"]) }
                status.found(brokers: count)
                notices.forgetProblem()
            } catch {
                notices.report("Kafka is away; events wait in the database", error, sort: "away")
                status.lost("away (\(notices.explain(error))); events wait in the database")
            }
            try? await ContinuousClock().sleep(for: .seconds(status.isAway ? 2 : 3))
        }
    }
}

extension KafkaBridge {
    /// How many brokers can be reached, for a `--dry-run`; throws why none can.
    public static func countBrokers(_ configuration: KafkaBridgeConfiguration) async throws -> Int {
        let notices = NoticeLog(Logger(label: "kafka") { _ in SwiftLogNoOpLogHandler() })
        let producer = try KafkaProducer(
            configuration.kafka, delivery: .bestEffort, reactor: Reactor(name: "kafka")
        ) { notices.take($0) }
        await producer.listen()
        do {
            let count = try await producer.probe.brokers(within: .seconds(5))
            await producer.close(within: .zero)
            return count
        } catch {
            await producer.close(within: .zero)
            throw KafkaTrouble(description: notices.explain(error))
        }
    }
}

/// Why the brokers cannot be reached, in words.
struct KafkaTrouble: Error, CustomStringConvertible {
    var description: String
}

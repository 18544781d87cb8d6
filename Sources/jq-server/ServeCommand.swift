import ArgumentParser
import ControlPlane
import Glibc
import KafkaBridge
import Logging
import PostgresStore
import RedisProjection
import ServiceLifecycle
import Settings
import UnixSignals

/// `jq-server`: the server over a database that somebody else runs.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve over the PostgreSQL database of db.url (the default).")

    @OptionGroup var options: ServerOptions
    @Option(help: "PostgreSQL connection string or URI. Prefer JQ_DB_URL: a command line is public.")
    var dbUrl: String?
    @Flag(help: "Test each connection, print the result of each, and exit with 0 or 1.") var dryRun = false

    func run() async throws {
        let settings = try options.settings(defaults: dbUrl.map { ["db.url": $0] } ?? [:])
        guard let url = settings.db.url else {
            throw ValidationError(
                "no database: set JQ_DB_URL, or run `jq-server standalone`, which brings its own")
        }
        let store = JobQueueStore(
            conninfo: url, queueConnections: max(2, settings.db.poolSize - 1),
            generalConnections: settings.db.poolSize,
            connectTimeout: settings.db.connectTimeout, statementTimeout: settings.db.statementTimeout,
            applicationName: "jq-server")
        let configuration = try settings.controlPlane(metricsPort: 9090)
        if dryRun {
            let isPostgresWell = await test(store)
            let isRedisWell = await test(configuration.redis)
            let isKafkaWell = await testKafka(configuration.kafka)
            throw ExitCode(isPostgresWell && isRedisWell && isKafkaWell ? 0 : 1)
        }
        let logger = settings.startLogging()
        do {
            for step in try await store.migrate() { logger.info("migrated", metadata: ["step": "\(step)"]) }
        } catch {
            logger.critical("cannot start: \(error)")
            throw ExitCode(1)
        }
        let plane = ControlPlane(
            store: store, configuration: configuration, identity: makeIdentity(), logger: logger)
        let exit = await runToTheEnd(plane, logger: logger, limit: .seconds(30))
        await store.shutdown()
        throw exit
    }

    /// Prints one line per connection.
    private func test(_ store: JobQueueStore) async -> Bool {
        do {
            let version = try await store.ping()
            let schema = try await store.schemaVersion()
            let wanted = JobQueueStore.expectedSchemaVersion
            let state =
                schema == wanted ? "schema \(schema)" : "schema \(schema), will be migrated to \(wanted)"
            print("postgres: ok (PostgreSQL \(version), \(state))")
            return true
        } catch {
            print("postgres: FAILED (\(error))")
            return false
        }
    }

    /// The same for Redis; without one there is nothing to test.
    private func test(_ redis: RedisSettings?) async -> Bool {
        guard let redis else { return true }
        do {
            print("redis: ok (Redis \(try await redis.serverVersion()) at \(redis.place))")
            return true
        } catch {
            print("redis: FAILED (\(error))")
            return false
        }
    }
}

/// Prints one line about the brokers, if any are set.
private func testKafka(_ configuration: KafkaBridgeConfiguration?) async -> Bool {
    guard let configuration else { return true }
    do {
        let count = try await KafkaBridge.countBrokers(configuration)
        print("kafka: ok (\(count) broker\(count == 1 ? "" : "s"))")
        return true
    } catch {
        print("kafka: FAILED (\(error))")
        return false
    }
}

/// Runs a service until SIGTERM or SIGINT; an error that ends it is logged, never thrown out of main.
func runToTheEnd(_ service: some Service, logger: Logger, limit: Duration) async -> ExitCode {
    var configuration = ServiceGroupConfiguration(
        services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
        gracefulShutdownSignals: [.sigterm, .sigint],
        logger: Logger(label: "services") { _ in SwiftLogNoOpLogHandler() })
    configuration.maximumGracefulShutdownDuration = limit
    do {
        try await ServiceGroup(configuration: configuration).run()
        return ExitCode(0)
    } catch {
        logger.critical("stopped: \(error)")
        return ExitCode(1)
    }
}

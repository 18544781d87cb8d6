import ControllerRuntime
import Glibc
import Logging
import PostgresStore
import Processes
import Standalone
import Synchronization

/// The database of a measurement: a private, durable one, or the one of --url.
final class BenchDatabase: Sendable {
    /// How processes of this measurement reach it.
    let conninfo: String
    let store: JobQueueStore
    private let folder: String?
    private let cluster: Mutex<PrivateCluster?>

    private init(conninfo: String, folder: String?, cluster: PrivateCluster?) {
        self.conninfo = conninfo
        self.folder = folder
        self.cluster = Mutex(cluster)
        store = JobQueueStore(conninfo: conninfo, applicationName: "jq-bench")
    }

    /// Opens the database and brings its schema up to date.
    static func open(_ url: String?, in folder: ScratchFolder) async throws -> BenchDatabase {
        let database: BenchDatabase
        if let url {
            database = BenchDatabase(conninfo: url, folder: nil, cluster: nil)
        } else {
            let data = folder.appending("database")
            let cluster = try await startCluster(data)
            database = BenchDatabase(conninfo: cluster.conninfo, folder: data, cluster: cluster)
        }
        _ = try await database.store.migrate()
        return database
    }

    func close() async {
        await store.shutdown()
        await cluster.withLock { $0 }?.stop()
    }

    /// The postmaster; nil when the database is not ours.
    var postmaster: Int32? {
        let text = folder.flatMap { LocalPath("\($0)/postgres/postmaster.pid").contents() }
        return text?.split(separator: "\n").first.flatMap { Int32($0) }
    }

    /// Processor time of the database server so far; zero when it is not ours.
    var processorTime: Duration { postmaster.map { ProcessorTime.ofFamily($0) } ?? .zero }

    /// Ends the server as if it had crashed, and starts it again after a while.
    func crashAndRestart(after outage: Duration = .zero) async throws {
        guard let folder, let postmaster, let old = cluster.withLock({ $0 }) else {
            throw BenchError("only a private database can be restarted; leave --url out")
        }
        kill(postmaster, SIGQUIT)
        _ = await old.wait()
        await old.stop()
        try await Task.sleep(for: outage)
        let new = try await Self.startCluster(folder)
        cluster.withLock { $0 = new }
    }

    private static func startCluster(_ folder: String) async throws -> PrivateCluster {
        try await PrivateCluster.start(
            dataDirectory: folder, logger: Logger(label: "database") { _ in SwiftLogNoOpLogHandler() })
    }
}

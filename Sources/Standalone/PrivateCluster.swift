internal import ControllerRuntime
internal import Glibc
public import LinuxReactor
public import Logging
public import Processes
internal import Synchronization

/// A PostgreSQL server of our own: nothing to install but the programs, nothing to configure.
///
/// The data folder holds the cluster, its log and, where the path is short enough, the socket, which
/// only the server's account and root can reach; there is no TCP port and no password. What is committed is
/// on the disk. Started as root, the server runs as `postgres` or `nobody`. The server ends with this
/// process, cleanly, even if that is killed; a server that was left behind all the same is ended at the
/// next start.
public final class PrivateCluster: Sendable {
    /// How long a clean shutdown may take, and then one without a checkpoint.
    private static let stopPatience = Duration.seconds(60)
    private static let hardStopPatience = Duration.seconds(10)

    /// The libpq connection string of the database `jq`.
    public let conninfo: String
    /// The version of the server, such as `15.20`.
    public let version: String
    private let layout: PrivateClusterLayout
    private let server: ChildProcess
    private let reactor: Reactor
    private let lock: Mutex<FileLock?>

    private init(
        _ layout: PrivateClusterLayout, version: String, server: ChildProcess, lock: FileLock,
        reactor: Reactor
    ) {
        let name = PrivateClusterCommand.name
        let host = layout.sockets.text.replacingQuotes
        conninfo = "host='\(host)' port=\(PrivateClusterLayout.port) user=\(name) dbname=\(name)"
        self.layout = layout
        self.version = version
        self.server = server
        self.reactor = reactor
        self.lock = Mutex(lock)
    }

    /// Starts the server on `dataDirectory`, which is created when it is missing, and returns when it
    /// answers.
    ///
    /// The first start makes the cluster, which takes a second or two; later ones take a fraction of one,
    /// more after a crash. The server is a child of `reactor`'s thread and ends with it.
    ///
    /// - Throws: ``PrivateClusterError``, or the error of the file system or of starting a program. Nothing
    ///   is left
    ///   running then.
    public static func start(
        dataDirectory: String, reactor: Reactor = .shared, logger: Logger
    ) async throws -> PrivateCluster {
        let layout = try PrivateClusterLayout(dataDirectory: dataDirectory)
        let lock = try takeLock(layout)
        let dataVersion = try layout.dataVersion()
        let binaries = try await PrivateClusterBinaries.find(for: dataVersion, of: layout, reactor: reactor)
        let startup = PrivateClusterStartup(
            layout: layout, command: PrivateClusterCommand(layout: layout, binaries: binaries),
            reactor: reactor,
            logger: logger)
        if dataVersion == nil { try await startup.initialize() }
        let crashed = try await startup.endOldServer()
        let server = try await startup.serve(afterCrash: crashed)
        logger.info(
            "database server is ready",
            metadata: [
                "version": "\(binaries.version)", "pid": "\(server.pid)", "folder": "\(layout.cluster)",
            ])
        return PrivateCluster(layout, version: binaries.version, server: server, lock: lock, reactor: reactor)
    }

    /// Ends all sessions, shuts the server down cleanly and returns when it is gone. Safe to call twice.
    public func stop() async {
        server.signalGroup(SIGINT)
        let hardStop = await signal(SIGQUIT, after: Self.stopPatience)
        let lastStop = await signal(SIGKILL, after: Self.stopPatience + Self.hardStopPatience)
        _ = await server.wait()
        hardStop.cancel()
        lastStop.cancel()
        layout.removeSocketFolder()
        lock.withLock { $0 = nil }
    }

    /// Waits until the server has ended, whether or not it was asked to.
    public func wait() async -> ProcessExit {
        await server.wait()
    }

    private func signal(_ signal: Int32, after delay: Duration) async -> Reactor.Timer {
        await withCheckedContinuation { continuation in
            reactor.run { [server, reactor] in
                continuation.resume(returning: reactor.schedule(after: delay) { server.signalGroup(signal) })
            }
        }
    }

    private static func takeLock(_ layout: PrivateClusterLayout) throws -> FileLock {
        do throws(LocalPath.Failure) {
            return try FileLock(layout.lock)
        } catch {
            throw error.isLocked ? PrivateClusterError.inUse(folder: layout.home.text) : error
        }
    }
}

extension String {
    /// As libpq wants it between single quotes.
    fileprivate var replacingQuotes: String {
        var text = ""
        for character in self {
            if character == "'" || character == "\\" { text.append("\\") }
            text.append(character)
        }
        return text
    }
}

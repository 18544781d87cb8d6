import Dispatch
import Foundation
import Synchronization

/// A private PostgreSQL server for tests: its own data folder, a unix socket and no TCP port. It is
/// stopped and deleted when the process exits.
///
/// Tests share `TestCluster.shared` and make a database each. A test that restarts the server starts one
/// of its own. As root the server runs as the user `postgres`, because PostgreSQL refuses root.
public final class TestCluster: Sendable {
    /// The cluster of this test process, started with its first use.
    public static let shared = TestCluster(settings: [:])

    /// Why there is no server to test with.
    public struct Failure: Error, CustomStringConvertible {
        /// What went wrong, with the output of the command.
        public let description: String
    }

    /// The folder that holds the socket, for a connection string's `host`.
    public let socketFolder: String
    private let folder: String
    private let server: ServerProcess
    private let startup = Mutex<Result<Void, any Error>?>(nil)
    private let databases = Atomic<Int>(0)
    /// Where a program is waited for: Swift's own threads, of which there are two here, would stand still meanwhile,
    /// and with them all other tests.
    private let programs = DispatchQueue(label: "test-cluster")

    /// A cluster that starts with its first use.
    /// - Parameter settings: settings of the server, added to ones that suit tests.
    public init(settings: [String: String]) {
        // Short: a socket's path must fit into 107 bytes.
        folder = FileManager.default.temporaryDirectory.path + "/pgtest-\(UInt32.random(in: 0 ... .max))"
        socketFolder = folder
        server = ServerProcess(folder: folder, settings: settings)
        AtExit.shared.add { [server] in server.removeForGood() }
    }

    /// Makes an empty database.
    /// - Returns: its libpq connection string.
    public func makeDatabase() async throws -> String {
        let name = "test\(databases.add(1, ordering: .relaxed).newValue)"
        try await withCheckedThrowingContinuation { done in
            programs.async { [self] in
                done.resume(
                    with: Result {
                        try start()
                        try Command.run("createdb", ["--host", socketFolder, "--username", "postgres", name])
                    })
            }
        }
        return conninfo(database: name)
    }

    /// The connection string of a database of this cluster.
    public func conninfo(database: String) -> String {
        "host=\(socketFolder) dbname=\(database) user=postgres"
    }

    /// Stops the server and starts it again.
    /// - Parameter immediate: without a checkpoint and without a word to its clients, as after a crash.
    public func restart(immediate: Bool) throws {
        try start()
        server.stop(immediate: immediate)
        try server.start()
    }

    /// Stops the server until `resume`.
    /// - Parameter immediate: as for `restart`.
    public func stop(immediate: Bool) throws {
        try start()
        server.stop(immediate: immediate)
    }

    /// Starts the server after `stop`.
    public func resume() throws {
        try server.start()
    }

    private func start() throws {
        try startup.withLock { startup in
            if startup == nil {
                startup = Result {
                    try server.create()
                    try server.start()
                }
            }
            try startup?.get()
        }
    }
}

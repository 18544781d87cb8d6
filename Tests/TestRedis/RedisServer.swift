import Foundation
import LinuxReactor
import Processes

/// A redis-server for one test: on a socket in a folder of its own, without persistence unless asked for. It ends
/// with the test's process at the latest.
public final class RedisServer: @unchecked Sendable {
    /// Why a test has no server.
    public enum Failure: Error {
        /// Debian's package redis-server is not installed.
        case missing
        /// What its log says.
        case didNotStart(String)
    }

    /// Where its socket, its data and its log are.
    public let folder: String
    private let arguments: [String]
    // Touched by the test's one task alone.
    private var child: ChildProcess?

    /// - Parameter arguments: follow on the command line, such as `--requirepass`.
    public init(_ arguments: [String] = []) {
        folder =
            FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
            + "/jq-redis-\(UInt64.random(in: 0 ... .max))"
        self.arguments = arguments
    }

    deinit {
        child?.signalGroup(SIGKILL)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The path of its socket.
    public var socket: String { folder + "/redis.sock" }
    /// For a client without a password.
    public var url: String { "unix://\(socket)" }

    /// Starts it on what its folder holds, and waits until it takes commands.
    public func start() async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        guard
            let program = ["/usr/bin/redis-server", "/usr/local/bin/redis-server"]
                .first(where: { FileManager.default.isExecutableFile(atPath: $0) })
        else { throw Failure.missing }
        let log = try ServerLog(folder + "/log")
        child = try await ChildProcess.spawn(
            ProcessRequest(
                executable: program,
                arguments: [
                    "--port", "0", "--unixsocket", socket, "--dir", folder, "--save", "", "--appendonly",
                    "no",
                    "--daemonize", "no",
                ] + arguments,
                environment: [:], output: .file(log.path), parentDeathSignal: SIGKILL))
        log.follow()
        guard await log.ready() else { throw Failure.didNotStart(log.text) }
    }

    /// Ends it like a power cut.
    public func kill() async {
        child?.signalGroup(SIGKILL)
        _ = await child?.wait()
        child = nil
    }

    /// It keeps its connections and answers nothing.
    public func freeze() { child?.signalGroup(SIGSTOP) }
    /// It answers what came meanwhile, and goes on.
    public func thaw() { child?.signalGroup(SIGCONT) }
}

/// Runs `body` with a server, and ends it.
public func withRedisServer<T: Sendable>(
    _ arguments: [String] = [], _ body: @Sendable (RedisServer) async throws -> T
) async throws -> T {
    let server = RedisServer(arguments)
    try await server.start()
    do {
        let value = try await body(server)
        await server.kill()
        return value
    } catch {
        await server.kill()
        throw error
    }
}

/// Between two looks at something that comes about by itself and tells nobody: others get their turn.
public func briefly() async { await Task.yield() }

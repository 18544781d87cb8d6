import Glibc
import Processes
import Synchronization

/// A redis-server on a socket of its own, without persistence.
final class RedisUnderTest: Sendable {
    private let folder: ScratchFolder
    private let child = Mutex<ChildProcess?>(nil)

    init(folder: ScratchFolder) { self.folder = folder }

    var url: String { "unix://\(folder.appending("redis.sock"))" }

    /// Starts it, empty, and waits until its socket is there.
    func start() async throws {
        let socket = folder.appending("redis.sock")
        _ = unsafe unlink(socket)
        let started = try await ChildProcess.spawn(
            ProcessRequest(
                executable: "redis-server",
                arguments: [
                    "--port", "0", "--unixsocket", socket, "--dir", folder.path, "--save", "", "--appendonly",
                    "no",
                ],
                environment: ["PATH": "/usr/bin:/usr/local/bin:/bin"],
                output: .file(folder.appending("redis.log")),
                parentDeathSignal: SIGKILL))
        child.withLock { $0 = started }
        let deadline = ContinuousClock.now + .seconds(10)
        while unsafe access(socket, F_OK) != 0 {
            guard ContinuousClock.now < deadline else { throw BenchError("redis-server does not start") }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    func freeze() { child.withLock { $0 }?.signalGroup(SIGSTOP) }
    func thaw() { child.withLock { $0 }?.signalGroup(SIGCONT) }

    /// Ends it like a power cut.
    func kill() async {
        guard let running = child.withLock({ $0.take() }) else { return }
        running.signalGroup(SIGKILL)
        _ = await running.wait()
    }
}

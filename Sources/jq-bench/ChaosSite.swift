import Glibc
import Processes
import Synchronization

/// The processes of a chaos run.
final class ChaosSite: Sendable {
    private struct State {
        var servers: [ServerUnderTest]
        var workers: [ProductProcess]
    }

    /// Silence after which a worker counts as gone; short, so that a run ends soon.
    static let heartbeatTimeout = 5

    let database: BenchDatabase
    private let folder: ScratchFolder
    private let concurrency: Int
    private let begin = ContinuousClock.now
    private let state: Mutex<State>

    private init(database: BenchDatabase, folder: ScratchFolder, concurrency: Int) {
        self.database = database
        self.concurrency = concurrency
        self.folder = folder
        state = Mutex(State(servers: [], workers: []))
    }

    var servers: [ServerUnderTest] { state.withLock { $0.servers } }
    var workers: [ProductProcess] { state.withLock { $0.workers } }

    static func start(_ bench: ChaosBench, folder: ScratchFolder, database: BenchDatabase) async throws
        -> ChaosSite
    {
        let site = ChaosSite(database: database, folder: folder, concurrency: bench.concurrency)
        for index in 0..<bench.servers { try await site.startServer("server\(index + 1)", port: nil) }
        let addresses = site.servers.map(\.address)
        for index in 0..<bench.workers {
            // Each begins with another server.
            let turned = addresses.indices.map { addresses[($0 + index) % addresses.count] }
            try await site.startWorker("worker\(index + 1)", servers: turned)
        }
        return site
    }

    /// The name is the id too, so that a worker that is started again is the same one.
    private func startWorker(_ name: String, servers: [String]) async throws {
        let worker = try await ProductProcess.start(
            "jq-worker", name: name,
            environment: [
                "JQ_WORKER_SERVER_ADDR": servers.joined(separator: ","), "JQ_WORKER_QUEUES": "default",
                "JQ_WORKER_CONCURRENCY": "\(concurrency)", "JQ_WORKER_WORKER_ID": name,
                "JQ_LOGGING_FORMAT": "text",
            ], folder: folder)
        state.withLock { $0.workers.append(worker) }
    }

    private func startServer(_ name: String, port: Int?) async throws {
        let server = try await ServerUnderTest.start(
            name, database: database, folder: folder,
            settings: [
                "JQ_SCHEDULER_WORKER_HEARTBEAT_TIMEOUT_S": "\(Self.heartbeatTimeout)",
                "JQ_SCHEDULER_HEARTBEAT_MONITOR_INTERVAL_S": "1", "JQ_SCHEDULER_ASSIGNMENT_TIMEOUT_S": "10",
            ], port: port)
        state.withLock { $0.servers.append(server) }
    }

    /// SIGKILL to the last worker.
    func killWorker(restart: Bool) async throws {
        guard let worker = state.withLock({ $0.workers.popLast() }) else { return }
        tell("killing \(worker.name)")
        await worker.kill()
        if restart { try await startWorker(worker.name, servers: servers.map(\.address)) }
    }

    /// Says what is being done, and when.
    func tell(_ text: String) { note("\(begin.duration(to: .now).seconds.text(digits: 1)) s: \(text)") }

    /// SIGSTOP to the first worker, and SIGCONT when it counts as gone.
    func freezeWorker() async throws {
        guard let worker = workers.first else { return }
        tell("freezing \(worker.name)")
        worker.child.signalGroup(SIGSTOP)
        try? await Task.sleep(for: .seconds(Self.heartbeatTimeout + 4))
        tell("thawing \(worker.name)")
        worker.child.signalGroup(SIGCONT)
    }

    /// SIGKILL to the last server.
    func killServer(restart: Bool) async throws {
        guard let server = state.withLock({ $0.servers.popLast() }) else { return }
        tell("killing \(server.process.name)")
        await server.process.kill()
        await server.stop()
        guard restart else { return }
        tell("starting it again")
        try await startServer("\(server.process.name)-again", port: server.port)
    }

    func stop() async {
        for worker in workers { await worker.stop() }
        for server in servers { await server.stop() }
    }
}

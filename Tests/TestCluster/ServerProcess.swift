import Foundation
import Synchronization

/// The server process behind a cluster and its data folder.
///
/// Between this process and the server stands a shell that waits for the name of a signal: should this
/// process crash, the shell reads the end of its input instead, and leaves neither server nor data behind.
final class ServerProcess: Sendable {
    private struct Running {
        let shell: ChildProcess
        let orders: Int32
    }

    private static let script = """
        folder=$1; shift
        "$@" >>"$folder/log" 2>&1 </dev/null & server=$!
        if read -r signal; then kill -s "$signal" $server; wait $server
        else kill -s QUIT $server; wait $server; rm -rf "$folder"; fi
        """

    private let folder: String
    private let settings: [String: String]
    private let running = Mutex<Running?>(nil)

    init(folder: String, settings: [String: String]) {
        self.folder = folder
        self.settings = settings
    }

    private var data: String { folder + "/data" }
    private var log: String { folder + "/log" }

    /// Makes the data folder.
    func create() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if Command.isRoot { try Command.run("chown", ["postgres", folder], asRoot: true) }
        try Command.run(
            "initdb",
            [
                "--pgdata", data, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8",
                "--locale", "C", "--no-sync", "--no-instructions",
            ])
    }

    /// Starts the server and waits until it answers.
    func start() throws {
        let server = [Command.find("postgres"), "-D", data] + arguments
        let orders = try Descriptors()
        let shell = try ChildProcess(
            Command.asServerUser(["sh", "-c", Self.script, "sh", folder] + server), input: orders.reading,
            output: nil)
        close(orders.reading)
        running.withLock { $0 = Running(shell: shell, orders: orders.writing) }
        for _ in 0..<600 {
            if (try? Command.run("pg_isready", ["--quiet", "--host", folder])) != nil { return }
            usleep(50_000)
        }
        let words = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        throw TestCluster.Failure(description: "the test server does not start:\n\(words)")
    }

    func stop(immediate: Bool) {
        running.withLock { running in
            guard let server = running else { return }
            let order = immediate ? "QUIT\n" : "INT\n"
            _ = write(server.orders, order, order.utf8.count)
            close(server.orders)
            _ = server.shell.wait()
            running = nil
        }
    }

    func removeForGood() {
        stop(immediate: true)
        try? FileManager.default.removeItem(atPath: folder)
    }

    private var arguments: [String] {
        var all = [
            "listen_addresses": "", "unix_socket_directories": folder, "max_connections": "600",
            "shared_buffers": "32MB", "fsync": "off", "log_min_messages": "warning",
        ]
        all.merge(settings) { _, given in given }
        return all.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
    }
}

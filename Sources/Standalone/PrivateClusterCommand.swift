internal import ControllerRuntime
internal import Glibc
internal import Processes

/// PostgreSQL's programs as they are started for a private cluster.
struct PrivateClusterCommand: Sendable {
    /// The superuser inside the database, and the name of the database.
    static let name = "jq"

    let layout: PrivateClusterLayout
    let binaries: PrivateClusterBinaries

    /// Makes an empty cluster in the unfinished folder.
    var initialize: ProcessRequest {
        request(
            binaries.initdb,
            [
                "--pgdata=\(layout.unfinishedCluster)", "--username=\(Self.name)", "--auth=trust",
                "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions",
            ])
    }

    /// Makes the database in it. A server of its own for one statement: nobody can connect meanwhile.
    var createDatabase: ProcessRequest {
        var request = request(
            binaries.postgres,
            ["--single", "-D", layout.unfinishedCluster.text, "-c", "exit_on_error=on", "postgres"])
        request.standardInput = .bytes(Array("CREATE DATABASE \(Self.name)\n".utf8))
        return request
    }

    /// What a crash left in the unfinished folder. Not as the server's account: the folder above is ours.
    var removeUnfinished: ProcessRequest {
        var request = request(LocalPath("rm"), ["-rf", "--", layout.unfinishedCluster.text])
        request.user = nil
        return request
    }

    /// The server. SIGINT, also when this process is killed, means: end all sessions and shut down cleanly.
    var serve: ProcessRequest {
        let settings = settings.flatMap { ["-c", "\($0.name)=\($0.value)"] }
        var request = request(binaries.postgres, ["-D", layout.cluster.text] + settings)
        request.output = .file(layout.log.text)
        request.parentDeathSignal = SIGINT
        return request
    }

    /// On the command line they outrank postgresql.conf, which stays free for the owner's own wishes.
    private var settings: [(name: String, value: String)] {
        [
            ("listen_addresses", ""),
            ("unix_socket_directories", layout.sockets.text),
            ("unix_socket_permissions", "0700"),
            ("port", "\(PrivateClusterLayout.port)"),
            ("max_connections", "50"),
            // What is acknowledged is on the disk.
            ("fsync", "on"), ("synchronous_commit", "on"), ("full_page_writes", "on"),
            ("shared_buffers", "128MB"),
            ("wal_compression", "on"),
            // Queues turn their rows over quickly: vacuum little and often.
            ("autovacuum", "on"), ("autovacuum_naptime", "10s"), ("autovacuum_vacuum_cost_limit", "1000"),
            // Parallel workers need shared memory that containers are short of, for queries that we do not
            // make.
            ("max_parallel_workers_per_gather", "0"), ("jit", "off"),
            ("logging_collector", "off"), ("log_checkpoints", "off"),
            ("cluster_name", "jq"),
        ]
    }

    private func request(_ program: LocalPath, _ arguments: [String]) -> ProcessRequest {
        let user = layout.owner == .current ? nil : ProcessUser(uid: layout.owner.uid, gid: layout.owner.gid)
        return ProcessRequest(
            executable: program.text, arguments: arguments,
            environment: [
                "PATH": ProcessEnvironment.searchPath.map(\.text).joined(separator: ":"),
                "LC_ALL": "C.UTF-8", "HOME": layout.home.text,
            ],
            workingDirectory: layout.home.text, user: user)
    }
}

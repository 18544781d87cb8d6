internal import ControllerRuntime
internal import Glibc

/// What PostgreSQL writes into `postmaster.pid` about the server that runs on a data folder.
struct PrivateClusterPidFile {
    private static let statusLine = 7

    let pid: Int32
    /// `starting`, `ready`, `stopping`; empty until the server has got that far.
    let status: String

    /// nil when there is no such file, or nothing in it yet.
    init?(_ layout: PrivateClusterLayout) {
        guard let text = layout.pidFile.contents() else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, let pid = Int32(first), pid > 0 else { return nil }
        self.pid = pid
        status = lines.count > Self.statusLine ? String(lines[Self.statusLine].prefix { $0.isLetter }) : ""
    }

    /// Whether the process with that number is a server on this data folder, rather than another process
    /// that got the number of a dead one: after a restart of a container numbers repeat themselves.
    func isRunning(on layout: PrivateClusterLayout) -> Bool {
        guard let line = LocalPath("/proc/\(pid)/cmdline").contents() else { return false }
        let words = line.split(separator: "\0").map(String.init)
        guard let program = words.first, program.hasSuffix("postgres") else { return false }
        return words.contains(layout.cluster.text)
    }

    /// Whether some process has that number.
    var isTaken: Bool { kill(pid, 0) == 0 || errno == EPERM }
}

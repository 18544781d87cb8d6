import Glibc

/// Starts (vfork and exec, which is what posix_spawn is) and reaps programs with nothing around it, as the
/// measure of what this machine can do.
enum BareSpawn {
    /// Programs per second, so many at once.
    static func rate(count: Int, inFlight: Int) throws -> Double {
        let begin = ContinuousClock.now
        var running: [pid_t] = []
        for _ in 0..<count {
            if running.count == inFlight { try reap(running.removeFirst()) }
            running.append(try start())
        }
        for pid in running { try reap(pid) }
        return Double(count) / begin.duration(to: .now).seconds
    }

    private static func start() throws -> pid_t {
        let pid = unsafe "/bin/true".withCString { path in
            var words: [UnsafeMutablePointer<CChar>?] = unsafe [UnsafeMutablePointer(mutating: path), nil]
            var environment: [UnsafeMutablePointer<CChar>?] = unsafe [nil]
            var pid: pid_t = 0
            return unsafe posix_spawn(&pid, path, nil, nil, &words, &environment) == 0 ? pid : -1
        }
        guard pid > 0 else { throw BenchError("cannot start /bin/true") }
        return pid
    }

    private static func reap(_ pid: pid_t) throws {
        var status: Int32 = 0
        guard unsafe waitpid(pid, &status, 0) == pid else { throw BenchError("waitpid failed with \(errno)") }
    }
}

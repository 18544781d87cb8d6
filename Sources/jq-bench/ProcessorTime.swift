import ControllerRuntime
import Glibc

/// How much processor time processes have used so far.
enum ProcessorTime {
    /// This process.
    static var own: Duration {
        var usage = rusage()
        guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return .zero }
        return Duration(usage.ru_utime) + Duration(usage.ru_stime)
    }

    /// Another process, with its children that have ended.
    static func of(_ pid: Int32) -> Duration {
        guard let stat = ProcessStatus(pid) else { return .zero }
        return stat.processorTime
    }

    /// Another process, without its children.
    static func ofThreads(_ pid: Int32) -> Duration { ProcessStatus(pid)?.ownTime ?? .zero }

    /// A process and those of its children that are alive or have ended.
    static func ofFamily(_ pid: Int32) -> Duration {
        var total = of(pid)
        for name in LocalPath("/proc").children {
            if let child = Int32(name), let status = ProcessStatus(child), status.parent == pid {
                total += status.processorTime
            }
        }
        return total
    }
}

/// What the kernel tells about a process.
struct ProcessStatus {
    let parent: Int32
    /// With its children that have ended.
    let processorTime: Duration
    let ownTime: Duration

    /// nil when there is no such process.
    init?(_ pid: Int32) {
        // The name in brackets may hold anything; the numbers follow its end.
        guard let text = LocalPath("/proc/\(pid)/stat").contents(), let end = text.lastIndex(of: ")") else {
            return nil
        }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 14, let parent = Int32(fields[1]) else { return nil }
        self.parent = parent
        let ticks = fields[11...14].map { Int($0) ?? 0 }
        let ticksPerSecond = max(1, sysconf(Int32(_SC_CLK_TCK)))
        ownTime = .milliseconds((ticks[0] + ticks[1]) * 1000 / ticksPerSecond)
        processorTime = .milliseconds(ticks.reduce(0, +) * 1000 / ticksPerSecond)
    }

    /// The most memory that a process has had, in MiB.
    static func peakMemory(of pid: Int32) -> Double { memory("VmHWM", of: pid) }

    /// The memory that a process has now, in MiB.
    static func memory(of pid: Int32) -> Double { memory("VmRSS", of: pid) }

    private static func memory(_ field: String, of pid: Int32) -> Double {
        let lines = LocalPath("/proc/\(pid)/status").contents()?.split(separator: "\n") ?? []
        let line = lines.first { $0.hasPrefix(field + ":") }
        let kibibytes = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
        return Double(kibibytes ?? "0").map { $0 / 1024 } ?? 0
    }
}

extension Duration {
    init(_ time: timeval) { self = .seconds(time.tv_sec) + .microseconds(time.tv_usec) }
}

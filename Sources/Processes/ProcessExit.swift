/// How a process ended.
public enum ProcessExit: Sendable, Hashable, CustomStringConvertible {
    /// It ended by itself with this status; 0 is success.
    case exited(Int32)
    /// This signal ended it.
    case signalled(Int32)

    /// Whether it ended by itself with status 0.
    public var isSuccess: Bool { self == .exited(0) }

    /// For people: "exit status 3", "killed by signal 9 (SIGKILL)".
    public var description: String {
        switch self {
        case .exited(let status): "exit status \(status)"
        case .signalled(let number):
            "killed by signal \(number)" + (Self.signalNames[number].map { " (\($0))" } ?? "")
        }
    }

    private static let signalNames: [Int32: String] = [
        1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS",
        8: "SIGFPE", 9: "SIGKILL", 10: "SIGUSR1", 11: "SIGSEGV", 12: "SIGUSR2", 13: "SIGPIPE",
        14: "SIGALRM", 15: "SIGTERM", 24: "SIGXCPU", 25: "SIGXFSZ", 31: "SIGSYS",
    ]
}

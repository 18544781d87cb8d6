/// How a process is, for whatever runs it.
public struct HealthReport: Hashable, Sendable {
    /// What only a restart can mend, in words; empty when there is nothing. A back end that is away is not one of
    /// these: a restart would not bring it back.
    public var failures: [String]
    /// What keeps the process from its work now, in words, such as `postgres: connection refused`; empty when there is
    /// nothing.
    public var obstacles: [String]
    /// What `/readyz` says although the process is ready, such as an optional back end that is away.
    public var remarks: [String]

    /// A report of exactly these; without any, all is well.
    public init(failures: [String] = [], obstacles: [String] = [], remarks: [String] = []) {
        self.failures = failures
        self.obstacles = obstacles
        self.remarks = remarks
    }

    /// What `/readyz` names: who must be restarted is not ready either.
    var unready: [String] { failures + obstacles }
}

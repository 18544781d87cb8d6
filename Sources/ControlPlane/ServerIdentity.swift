public import Lifecycle

/// Who this server is, for leases, listings and messages.
public struct ServerIdentity: Sendable {
    /// Made anew at every start, so that a restarted server is another holder of leases.
    public var id: JobID
    /// Name of the machine, for people.
    public var hostname: String
    /// Release of the running program.
    public var version: String
    /// Microseconds since 1970.
    public var startedAt: Int64

    /// An identity of exactly these parts; nothing is looked up.
    public init(id: JobID, hostname: String, version: String, startedAt: Int64) {
        self.id = id
        self.hostname = hostname
        self.version = version
        self.startedAt = startedAt
    }
}

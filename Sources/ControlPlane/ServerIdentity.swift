public import Lifecycle

/// Who this server is, for leases, listings and messages.
public struct ServerIdentity: Sendable {
    public var id: JobID
    public var hostname: String
    public var version: String
    /// Microseconds since 1970.
    public var startedAt: Int64

    public init(id: JobID, hostname: String, version: String, startedAt: Int64) {
        self.id = id
        self.hostname = hostname
        self.version = version
        self.startedAt = startedAt
    }
}

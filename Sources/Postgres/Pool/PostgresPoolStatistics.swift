/// What a pool is doing at one moment.
public struct PostgresPoolStatistics: Hashable, Sendable {
    /// Open connections.
    public var openConnections: Int
    /// Those of them that serve a transaction or a script.
    public var leasedConnections: Int
    /// Calls that were sent and not answered yet.
    public var callsUnderWay: Int
    /// Calls that wait for a connection.
    public var waitingCalls: Int
    /// Transactions and scripts that wait for a connection.
    public var waitingLeases: Int
}

extension PoolCore {
    var statistics: PostgresPoolStatistics {
        PostgresPoolStatistics(
            openConnections: state.openCount, leasedConnections: state.leasedCount,
            callsUnderWay: state.members.reduce(0) { $0 + $1.underWay }, waitingCalls: state.shared.count,
            waitingLeases: state.leases.count)
    }
}

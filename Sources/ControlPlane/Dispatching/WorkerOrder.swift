import Lifecycle
import PostgresStore

/// What a server tells a worker over its stream.
enum WorkerOrder: Sendable {
    case assign([ClaimedJob])
    case cancel(Lease)
    case acknowledge(sequence: Int64, stale: Set<JobID>)
    case drain
    case resume
    case shutdown
    case configure(PoolConfiguration)
}

/// What a WorkerPool asks of its workers; nil means that they keep their own.
struct PoolConfiguration: Hashable, Sendable {
    var concurrency: Int32?
    var queues: [String]?
    var gracePeriodMilliseconds: Int64?
}

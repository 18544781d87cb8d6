internal import Lifecycle
public import NIOCore
internal import NIOPosix

/// Who a worker is, whom it serves, and how much it takes on.
public struct WorkerConfiguration: Sendable {
    /// The servers to try, one after the other; any of them will do.
    public var servers: [ServerAddress]
    /// The worker's id, a UUID. It stays the same over reconnects.
    public var workerID: String
    /// The machine's name, for people.
    public var hostname: String
    /// The WorkerPool that this worker belongs to; empty is none. What the pool says about concurrency and
    /// queues replaces the worker's own settings, also while it runs.
    public var pool: String
    /// The queues whose jobs this worker takes.
    public var queues: [String]
    /// How many jobs run at once, 1 to 65,536.
    public var concurrency: Int
    /// How often the worker says that it is alive, until the server asks for another interval.
    public var heartbeatInterval: Duration
    /// How long running jobs may go on after a request to stop, until the pool says something else.
    public var gracePeriod: Duration
    /// How long a server may take to answer a new connection before the next one is tried; 10 seconds unless set.
    public var connectTimeout: Duration = .seconds(10)
    /// How many bytes of an attempt's output are sent to the server for `jq-ctl job logs`; of what comes after
    /// them the last 16 KiB are. 0 sends none.
    public var outputLimit: Int
    /// The version of the worker's program, for people.
    public var version: String
    /// Where connections and inline handlers run.
    public var eventLoop: any EventLoop

    /// A configuration with the given parts.
    ///
    /// - Parameters:
    ///   - servers: The servers to try, one after the other.
    ///   - workerID: A UUID; nil makes a new one.
    ///   - hostname: The machine's name; nil asks the machine.
    ///   - pool: The WorkerPool that this worker belongs to.
    ///   - queues: The queues whose jobs this worker takes.
    ///   - concurrency: How many jobs run at once.
    ///   - heartbeatInterval: How often the worker says that it is alive.
    ///   - gracePeriod: How long running jobs may go on after a request to stop.
    ///   - outputLimit: How many bytes of an attempt's output are sent to the server.
    ///   - version: The version of the worker's program.
    ///   - eventLoop: Where connections and inline handlers run; nil takes one of the process's.
    public init(
        servers: [ServerAddress], workerID: String? = nil, hostname: String? = nil, pool: String = "",
        queues: [String] = ["default"], concurrency: Int = 4, heartbeatInterval: Duration = .seconds(10),
        gracePeriod: Duration = .seconds(60), outputLimit: Int = 256 * 1024, version: String = "",
        eventLoop: (any EventLoop)? = nil
    ) {
        self.servers = servers
        self.workerID = workerID ?? WorkerID.fresh().text
        self.hostname = hostname ?? machineName()
        self.pool = pool
        self.queues = queues
        self.concurrency = min(max(concurrency, 1), SessionSettings.maximumConcurrency)
        self.heartbeatInterval = heartbeatInterval
        self.gracePeriod = gracePeriod
        self.outputLimit = max(0, outputLimit)
        self.version = version
        self.eventLoop = eventLoop ?? MultiThreadedEventLoopGroup.singleton.next()
    }
}

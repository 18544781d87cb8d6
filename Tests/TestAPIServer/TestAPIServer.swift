import NIOCore
import NIOPosix
public import Resources
import Synchronization

/// A model of kube-apiserver in memory, for tests: it listens on a port of its own and behaves as the
/// Kubernetes documentation says. `README.md` in this folder lists where it is coarser than the real one.
public final class TestAPIServer: Sendable {
    /// What a server is started with.
    public struct Configuration: Sendable {
        /// The address to listen on.
        public var host = "127.0.0.1"
        /// The port to listen on; 0 for a free one.
        public var port = 0
        /// Whether the server speaks TLS, and HTTP/2 to clients that want it.
        public var tls = false
        /// Whether HTTP/2 is offered over TLS.
        public var http2 = true
        /// Whether roles and bindings are enforced. Then a request without credentials is anonymous and may
        /// do next to nothing.
        public var rbac = false
        /// Whether requests without credentials are let in; otherwise they get 401.
        public var anonymous = true
        /// Whether watches may ask for initial events (the feature gate WatchList).
        public var watchList = true
        /// How many changes each resource remembers for watches and for reading the past.
        public var historyLimit = 10_000
        /// How often an open watch gets a bookmark by itself, in seconds; nil for only when a test asks.
        public var bookmarkSeconds: Int? = 60
        /// Bodies of at least this many bytes are compressed for clients that accept gzip.
        public var compressionThreshold = 128 << 10
        /// Whether deployments get pods.
        public var deployments = false
        /// What is called for the pods of deployments; nil makes pods ready at once and ends them at once.
        public var podHooks: PodHooks?
        /// CustomResourceDefinitions to begin with.
        public var definitions: [Value] = []

        /// Defaults: plain HTTP on a free port, no access rules.
        public init() {}
    }

    /// `http://127.0.0.1:41234`.
    public let url: String
    /// The faults that are switched on.
    public var faults: FaultPlan { core.faults }
    /// The requests that were received.
    public var requestLog: RequestLog { core.log }

    let core: ServerCore
    private let configuration: Configuration
    private let group: MultiThreadedEventLoopGroup
    private let listeners: Mutex<[EndpointListener]>
    private let podWork: Task<Void, Never>?
    private let security: ListenerSecurity?

    /// A server that runs until ``stop()``.
    public init(_ configuration: Configuration = Configuration()) async throws {
        self.configuration = configuration
        var settings = ClusterState.Settings()
        settings.enforcesRBAC = configuration.rbac
        settings.watchList = configuration.watchList
        settings.deployments = configuration.deployments
        var options = ServerCore.Options()
        options.allowsAnonymous = configuration.anonymous
        options.compressionThreshold = configuration.compressionThreshold
        options.bookmarkInterval = configuration.bookmarkSeconds.map { .seconds(Int64($0)) }
        core = ServerCore(
            state: ClusterState(settings: settings, historyLimit: configuration.historyLimit),
            options: options)
        podWork = configuration.podHooks.map { [core] hooks in
            let (events, continuation) = AsyncStream.makeStream(of: PodEvent.self)
            core.state.withLock { $0.settings.podHooks = { continuation.yield($0) } }
            let keeper = PodKeeper(core: core, hooks: hooks)
            return Task { await keeper.run(events) }
        }
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        security = configuration.tls ? try ListenerSecurity(.first, http2: configuration.http2) : nil
        let listener = try await EndpointListener.start(
            core, Endpoint(replica: nil), host: configuration.host, port: configuration.port, group: group,
            security: security)
        listeners = Mutex([listener])
        url = Self.url(configuration, listener)
        for definition in configuration.definitions { try install(definition) }
    }

    /// Closes all connections and frees the port.
    public func stop() async {
        podWork?.cancel()
        for listener in listeners.withLock({ $0 }) { await listener.stop() }
        try? await group.shutdownGracefully()
    }

    /// Closes all connections, as a restart of the server does; the state stays.
    public func closeConnections() async {
        for listener in listeners.withLock({ $0 }) { await listener.closeConnections() }
    }

    /// Another address of the same cluster whose cache is `lag` revisions behind. Reads that demand the
    /// newest state are current there, too.
    public func replica(lag: Int = 0) async throws -> Replica {
        let number = core.state.withLock { state in
            let number = state.replicas.count + 1
            state.replicas[number] = lag == 0 ? .current : .behind(lag)
            return number
        }
        let listener = try await EndpointListener.start(
            core, Endpoint(replica: number), host: configuration.host, port: 0, group: group,
            security: security)
        listeners.withLock { $0.append(listener) }
        return Replica(url: Self.url(configuration, listener), core: core, number: number)
    }

    /// Shows another certificate to new connections. Only with TLS.
    public func show(_ identity: ServerIdentity) throws { try security?.show(identity) }

    private static func url(_ configuration: Configuration, _ listener: EndpointListener) -> String {
        "\(configuration.tls ? "https" : "http")://\(configuration.host):\(listener.port)"
    }

    /// A second address whose view of the cluster can lag.
    public struct Replica: Sendable {
        /// Where it listens.
        public let url: String
        let core: ServerCore
        let number: Int

        /// Sees nothing newer than what there is now, until ``catchUp()``.
        public func freeze() {
            core.state.withLock { $0.replicas[number] = .frozen(at: $0.storage.revision) }
        }

        /// Stays this many revisions behind.
        public func lag(_ revisions: Int) {
            core.state.withLock {
                $0.replicas[number] = .behind(revisions)
                $0.pumpAll()
            }
        }

        /// Sees everything; its watches hear what they missed.
        public func catchUp() {
            core.state.withLock {
                $0.replicas[number] = .current
                $0.pumpAll()
            }
        }
    }
}

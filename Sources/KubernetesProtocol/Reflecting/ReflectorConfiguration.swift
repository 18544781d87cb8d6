/// What a reflector follows, and its limits.
public struct ReflectorConfiguration: Hashable, Sendable {
    /// What to follow.
    public var resource: APIResource
    /// The namespace; nil for all.
    public var namespace: String?
    /// Follows only objects with these labels.
    public var labelSelector: String?
    /// Follows only objects with these fields.
    public var fieldSelector: String?
    /// Whether to ask for the state and its changes in one stream (WatchList, KEP-3157). Where the server
    /// refuses it, the state is listed in pages.
    public var usesWatchList = true
    /// Objects in one page of a list.
    public var pageSize = 500
    /// The server ends each watch after a random time between these two, in seconds.
    public var watchSeconds: ClosedRange<Int> = 300...600
    /// How much longer than that the stream may stay silent before it counts as dead.
    public var watchGrace: Duration = .seconds(5)
    /// The wait after failures in a row.
    public var backoff = ExponentialBackoff(
        base: .milliseconds(800), factor: 2, cap: .seconds(30), jitter: 1)
    /// After this long without a failure, the next one counts as the first again.
    public var backoffReset: Duration = .seconds(120)
    /// The longest wait that a server's Retry-After can bring about.
    public var longestRetryAfter: Duration = .seconds(300)
    /// A watch that ends sooner without having said anything counts as a failure: some proxies do this.
    public var shortestWatch: Duration = .seconds(1)
    /// Warns when the state's last bookmark is later than this.
    public var lateInitialState: Duration = .seconds(10)
    /// Gives WatchList up and lists when neither an object nor the last bookmark came for this long.
    public var initialStatePatience: Duration = .seconds(30)
    /// A watch without an event or a bookmark for this long is suspected to be dead and probed; bookmarks come
    /// about every minute.
    public var suspectAfter: Duration = .seconds(150)
    /// How often all objects are handed out again; nil for never.
    public var resyncInterval: Duration?

    /// Follows `resource` with the usual limits, which are those of client-go where it has them.
    public init(
        _ resource: APIResource, namespace: String? = nil, labelSelector: String? = nil,
        fieldSelector: String? = nil
    ) {
        self.resource = resource
        self.namespace = namespace
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
    }
}

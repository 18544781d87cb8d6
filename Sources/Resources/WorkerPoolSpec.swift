/// What a worker pool declares, with defaults applied.
public struct WorkerPoolSpec: Hashable, Sendable {
    /// Who starts the workers.
    public enum Runtime: String, ChoiceField {
        case process = "Process"
        case kubernetes = "Kubernetes"
        case external = "External"

        /// What the case means.
        public var doc: String {
            switch self {
            case .process: "The controller starts them as processes on its own machine."
            case .kubernetes: "The controller keeps a Deployment of them."
            case .external: "Somebody else; the pool only configures the workers that join it."
            }
        }

        /// False for Kubernetes, which this version only stores.
        public var isEnforced: Bool { self != .kubernetes }
    }

    /// What a worker's container may use, as Kubernetes quantities.
    public struct ContainerResources: Hashable, Sendable {
        /// What is set aside for it.
        public var requests: [String: String]
        /// What it may use at most.
        public var limits: [String: String]
    }

    /// The queues that the workers serve: names in the same namespace.
    public var queues: [String]
    /// How many jobs one worker runs at the same time.
    public var concurrency: Int
    /// How many workers there shall be.
    public var replicas: Int
    /// Whether the workers take no more jobs.
    public var drain: Bool
    /// Who starts the workers.
    public var runtime: Runtime
    /// How long a worker that is told to stop may finish its jobs.
    public var gracePeriod: Duration
    /// The container image, for runtime Kubernetes.
    public var image: String?
    /// Environment variables of the workers; may hold secrets.
    public var env: [String: String]
    /// Limits of the container, for runtime Kubernetes.
    public var resources: ContainerResources

    /// The spec of a decoded worker pool.
    public init(_ resource: Resource) {
        let reader = SpecReader(resource)
        queues = reader.strings("queues")
        concurrency = reader.int("concurrency") ?? 8
        replicas = reader.int("replicas") ?? 1
        drain = reader.bool("drain")
        runtime = reader.choice("runtime", .process)
        gracePeriod = reader.duration("gracePeriod") ?? .seconds(60)
        let template = reader.object("template")
        image = template?.string("image")
        env = template?.map("env") ?? [:]
        let limits = template?.object("resources")
        resources = ContainerResources(
            requests: limits?.map("requests") ?? [:], limits: limits?.map("limits") ?? [:])
    }
}

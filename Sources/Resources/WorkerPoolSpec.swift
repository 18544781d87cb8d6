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
    }

    /// How the number of workers follows the work.
    public struct Autoscale: Hashable, Sendable {
        /// The fewest workers.
        public var min: Int
        /// The most workers; not less than `min`.
        public var max: Int
        /// How long a job that is due shall wait for a worker at most; nil: that is no target.
        public var targetStartLatency: Duration?
        /// How many waiting jobs there shall be for each worker at most; nil: that is no target.
        public var targetBacklog: Int?
        /// How long fewer workers must have been enough before there are fewer.
        public var scaleDownDelay: Duration
    }

    /// The queues that the workers serve: names in the same namespace.
    public var queues: [String]
    /// How many jobs one worker runs at the same time.
    public var concurrency: Int
    /// How many workers there shall be; with `autoscale`, how many it begins with.
    public var replicas: Int
    /// How the number of workers follows the work; nil: it is `replicas`.
    public var autoscale: Autoscale?
    /// Shares of the workers' turns by queue; empty: priorities decide over all queues.
    public var weights: [String: Int]
    /// Whether the workers take no more jobs.
    public var drain: Bool
    /// Who starts the workers.
    public var runtime: Runtime
    /// How long a worker that is told to stop may finish its jobs.
    public var gracePeriod: Duration
    /// The container image; given when the runtime is Kubernetes.
    public var image: String?
    /// When the image is pulled, as in a container; nil: as the cluster has it by the image's tag.
    public var imagePullPolicy: String?
    /// Names of Secrets with which the image may be pulled.
    public var imagePullSecrets: [String]
    /// Environment variables of the workers; may hold secrets.
    public var env: [String: String]
    /// Limits of the container, for runtime Kubernetes.
    public var resources: ContainerResources
    /// The service account of the pods; nil: the namespace's default.
    public var serviceAccountName: String?
    /// Labels that a node must have to run a worker.
    public var nodeSelector: [String: String]
    /// Taints of nodes that do not keep the workers away, each an object as a Pod has it.
    public var tolerations: [Value]
    /// Further labels of the pods.
    public var podLabels: [String: String]
    /// Annotations of the pods; may hold secrets.
    public var podAnnotations: [String: String]

    /// The spec of a decoded worker pool.
    public init(_ resource: Resource) {
        let reader = SpecReader(resource)
        queues = reader.strings("queues")
        concurrency = reader.int("concurrency") ?? 8
        replicas = reader.int("replicas") ?? 1
        autoscale = reader.object("autoscale").map(Autoscale.init)
        weights =
            reader.value["weights"]?.objectValue?.compactMapValues { $0.intValue.map { Int($0) } } ?? [:]
        drain = reader.bool("drain")
        runtime = reader.choice("runtime", .process)
        gracePeriod = reader.duration("gracePeriod") ?? .seconds(60)
        let template = reader.object("template") ?? SpecReader([:])
        image = template.string("image")
        imagePullPolicy = template.string("imagePullPolicy")
        imagePullSecrets = template.strings("imagePullSecrets")
        env = template.map("env")
        let limits = template.object("resources")
        resources = ContainerResources(
            requests: limits?.map("requests") ?? [:], limits: limits?.map("limits") ?? [:])
        serviceAccountName = template.string("serviceAccountName")
        nodeSelector = template.map("nodeSelector")
        tolerations = template.value["tolerations"]?.arrayValue ?? []
        podLabels = template.map("labels")
        podAnnotations = template.map("annotations")
    }
}

extension WorkerPoolSpec.Autoscale {
    init(_ reader: SpecReader) {
        min = reader.int("min") ?? 1
        max = reader.int("max") ?? 1
        targetStartLatency = reader.duration("targetStartLatency")
        targetBacklog = reader.int("targetBacklog")
        scaleDownDelay = reader.duration("scaleDownDelay") ?? .seconds(300)
    }
}

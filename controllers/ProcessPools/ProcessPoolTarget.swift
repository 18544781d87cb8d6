public import Resources

/// How many workers of which template one pool shall have.
public struct ProcessPoolTarget: Hashable, Sendable {
    /// What the workers are started with.
    public var template: ProcessPoolTemplate
    /// How many there shall be; 0 while the pool is drained.
    public var replicas: Int
    /// How long a worker may finish its jobs when it is told to stop.
    public var gracePeriod: Duration

    /// A target with these parts.
    public init(template: ProcessPoolTemplate, replicas: Int, gracePeriod: Duration) {
        self.template = template
        self.replicas = replicas
        self.gracePeriod = gracePeriod
    }

    /// What a declared pool asks for; nil when somebody else starts its workers, or it is no pool.
    public init?(_ resource: Resource) {
        guard resource.key.kind == .workerPool else { return nil }
        let spec = WorkerPoolSpec(resource)
        guard spec.runtime == .process else { return nil }
        let namespace = resource.key.namespace
        let queues = spec.queues.map { ResourceKey(kind: .queue, namespace: namespace, name: $0).storedName }
        self.init(
            template: ProcessPoolTemplate(
                pool: resource.key.storedName, queues: queues, concurrency: spec.concurrency,
                environment: spec.env),
            replicas: spec.drain ? 0 : spec.replicas, gracePeriod: spec.gracePeriod)
    }
}

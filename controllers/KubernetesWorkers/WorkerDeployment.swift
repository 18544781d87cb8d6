public import Resources

/// The Deployment that a pool with `runtime: Kubernetes` owns: every field that the controller decides, and no
/// other, so that server-side apply leaves to others what is theirs.
public struct WorkerDeployment: Hashable, Sendable {
    /// What the controller brings to every pool.
    public struct Surroundings: Hashable, Sendable {
        /// host:port of the jq-server's gRPC as the pods reach it.
        public var serverAddress: String

        /// Surroundings of exactly these parts.
        public init(serverAddress: String) { self.serverAddress = serverAddress }
    }

    /// Marks the pods and the Deployment of a pool.
    public static let poolLabel = "jq.dev/pool"
    /// Time that a worker gets beyond its own grace period to report and leave before the kubelet kills it.
    static let leaveTime: Int64 = 10
    static let healthPort: Int64 = 8080

    let pool: Resource
    let spec: WorkerPoolSpec
    let uid: String
    let replicas: Int
    let surroundings: Surroundings

    /// The Deployment for `pool`, whose object has this uid.
    public init(pool: Resource, uid: String, replicas: Int, surroundings: Surroundings) {
        self.pool = pool
        spec = WorkerPoolSpec(pool)
        self.uid = uid
        self.replicas = replicas
        self.surroundings = surroundings
    }

    /// The Deployment's name, in the pool's namespace.
    public static func name(ofPool pool: String) -> String { "jq-worker-\(shortened(pool))" }

    /// Finds a pool's pods; also what `/scale` reports.
    public static func selector(ofPool pool: String) -> String { "\(poolLabel)=\(shortened(pool))" }

    /// A pool's name as a label value, which has 63 characters at most; long ones end in a hash of the whole.
    static func shortened(_ pool: String) -> String {
        guard pool.utf8.count > 48 else { return pool }
        var hash: UInt32 = 2_166_136_261
        for byte in pool.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return "\(pool.prefix(39))-\(String(hash, radix: 16))"
    }

    /// The body of a server-side apply.
    public var object: Value {
        [
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": [
                "name": .string(Self.name(ofPool: pool.key.name)), "namespace": .string(pool.key.namespace),
                "labels": .object(labels), "ownerReferences": [owner],
            ],
            "spec": [
                "replicas": .int(Int64(replicas)),
                "selector": ["matchLabels": [Self.poolLabel: .string(Self.shortened(pool.key.name))]],
                // New workers come before old ones go; an old one finishes its jobs while it leaves.
                "strategy": [
                    "type": "RollingUpdate", "rollingUpdate": ["maxSurge": 1, "maxUnavailable": 0],
                ],
                "template": ["metadata": podMetadata, "spec": podSpec],
            ],
        ]
    }

    private var labels: [String: Value] {
        [
            "app.kubernetes.io/name": "jq-worker", "app.kubernetes.io/managed-by": "jq-controller",
            Self.poolLabel: .string(Self.shortened(pool.key.name)),
        ]
    }

    private var owner: Value {
        [
            "apiVersion": .string(Kind.apiVersion), "kind": "WorkerPool", "name": .string(pool.key.name),
            "uid": .string(uid), "controller": true, "blockOwnerDeletion": true,
        ]
    }

    private var podMetadata: Value {
        let own = spec.podLabels.mapValues(Value.string).merging(labels) { _, ours in ours }
        var members: [String: Value] = ["labels": .object(own)]
        if !spec.podAnnotations.isEmpty {
            members["annotations"] = .object(spec.podAnnotations.mapValues(Value.string))
        }
        return .object(members)
    }

    private var podSpec: Value {
        var members: [String: Value] = [
            "containers": [container],
            "terminationGracePeriodSeconds": .int(spec.gracePeriod.components.seconds + Self.leaveTime),
        ]
        if let account = spec.serviceAccountName { members["serviceAccountName"] = .string(account) }
        if !spec.nodeSelector.isEmpty {
            members["nodeSelector"] = .object(spec.nodeSelector.mapValues(Value.string))
        }
        if !spec.tolerations.isEmpty { members["tolerations"] = .array(spec.tolerations) }
        if !spec.imagePullSecrets.isEmpty {
            members["imagePullSecrets"] = .array(spec.imagePullSecrets.map { ["name": .string($0)] })
        }
        return .object(members)
    }

    private var container: Value {
        var members: [String: Value] = [
            "name": "worker", "image": .string(spec.image ?? ""),
            "args": .array(spec.env.keys.sorted().flatMap { ["--env", .string($0)] }),
            "env": .array(environment),
            "ports": [["name": "health", "containerPort": .int(Self.healthPort)]],
            "readinessProbe": ["httpGet": ["path": "/readyz", "port": "health"]],
            "livenessProbe": ["httpGet": ["path": "/healthz", "port": "health"], "initialDelaySeconds": 10],
        ]
        if let policy = spec.imagePullPolicy { members["imagePullPolicy"] = .string(policy) }
        var resources: [String: Value] = [:]
        if !spec.resources.requests.isEmpty {
            resources["requests"] = .object(spec.resources.requests.mapValues(Value.string))
        }
        if !spec.resources.limits.isEmpty {
            resources["limits"] = .object(spec.resources.limits.mapValues(Value.string))
        }
        if !resources.isEmpty { members["resources"] = .object(resources) }
        return .object(members)
    }

    /// The worker's id is the pod's uid, so that the two can be told to belong together.
    private var environment: [Value] {
        let queues = spec.queues.map {
            ResourceKey(kind: .queue, namespace: pool.key.namespace, name: $0).storedName
        }
        let settings: [(String, String)] = [
            ("JQ_WORKER_SERVER_ADDR", surroundings.serverAddress), ("JQ_WORKER_POOL", pool.key.storedName),
            ("JQ_WORKER_QUEUES", queues.joined(separator: ",")),
            ("JQ_WORKER_CONCURRENCY", String(spec.concurrency)),
            ("JQ_WORKER_GRACE_PERIOD_S", String(spec.gracePeriod.components.seconds)),
            ("JQ_HEALTH_PORT", String(Self.healthPort)),
        ]
        // A name may stand once; what the controller decides is not the pool's to say.
        let decided = Set(settings.map(\.0) + ["JQ_WORKER_WORKER_ID"])
        let own = spec.env.filter { !decided.contains($0.key) }.sorted { $0.key < $1.key }
        let given = (settings + own.map { ($0.key, $0.value) }).map { name, value in
            ["name": .string(name), "value": .string(value)] as Value
        }
        let id: Value = [
            "name": "JQ_WORKER_WORKER_ID", "valueFrom": ["fieldRef": ["fieldPath": "metadata.uid"]],
        ]
        return given + [id]
    }
}

public import KubernetesProtocol
public import Planning

/// How the Kubernetes controller works; the defaults are for production.
public struct ControllerOptions: Sendable {
    /// Under which name resources are applied, and so what may be deleted.
    public var owner = "kubernetes"
    /// Who applies, for `jq-ctl history`.
    public var actor = "jq-controller"
    /// The namespace to watch; nil for all.
    public var namespace: String?
    /// Where the lease is, and the Worker objects of workers without a pool.
    public var homeNamespace: String
    /// Most declarations that may vanish without anybody having seen their deletion; nil: 10, or 20 %.
    public var maxPrune: Int?
    /// Time between two looks at everything, to repair what drifted.
    public var interval: Duration = .seconds(30)
    /// Time between two looks at the runs of declared jobs.
    public var runInterval: Duration = .milliseconds(500)
    /// Time between two looks at pools, workers and pods.
    public var poolInterval: Duration = .seconds(2)
    /// Time between two looks at the counters of queues.
    public var countInterval: Duration = .seconds(30)
    /// Most keys of one transaction.
    public var batch = 200
    /// How long the cluster may take to list everything before reconciling starts with what there is.
    public var listTimeout: Duration = .seconds(60)
    /// The jq-server, as the pods of pools with `runtime: Kubernetes` reach it.
    public var serverAddress = "jq-server:50051"
    /// Look at everything once, report, and end.
    public var once = false
    /// How often statuses are written. The API server's own fairness is the limit that counts; this one is against
    /// mistakes, and lets ten thousand new objects have theirs within half a minute.
    public var statusLimits = StatusCoalescingConfiguration(writesPerSecond: 400, burst: 800)
    /// Who this process is, and how fast a lost leader is replaced.
    public var election: LeaderElectionConfiguration
    /// Around each request of reconciling; for tests.
    public var hook: RequestHook = { _, _ in }
    /// Told each plan that was applied; for tests.
    public var onPlan: @Sendable (Plan) -> Void = { _ in }

    /// Options with defaults but for these.
    public init(homeNamespace: String, election: LeaderElectionConfiguration) {
        self.homeNamespace = homeNamespace
        self.election = election
    }
}

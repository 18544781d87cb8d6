internal import Resources

extension APIResource {
    /// Queues of jobs (`jq.dev`).
    public static let queues = APIResource(.queue)
    /// Pools of workers (`jq.dev`).
    public static let workerPools = APIResource(.workerPool)
    /// Declared jobs (`jq.dev`, not those of `batch`).
    public static let jobs = APIResource(.job)
    /// Schedules (`jq.dev`).
    public static let schedules = APIResource(.schedule)
    /// Live workers (`jq.dev`).
    public static let workers = APIResource(.worker)
    /// Leases, for the election of leaders.
    public static let leases = APIResource(
        group: "coordination.k8s.io", version: "v1", plural: "leases", kind: "Lease")
    /// Events in their newer form.
    public static let events = APIResource(
        group: "events.k8s.io", version: "v1", plural: "events", kind: "Event")
    /// Deployments.
    public static let deployments = APIResource(
        group: "apps", version: "v1", plural: "deployments", kind: "Deployment")
    /// Pods.
    public static let pods = APIResource(group: "", version: "v1", plural: "pods", kind: "Pod")
    /// Namespaces, which are objects of the whole cluster.
    public static let namespaces = APIResource(
        group: "", version: "v1", plural: "namespaces", kind: "Namespace", namespaced: false)
    /// Definitions of custom resources, which are objects of the whole cluster.
    public static let customResourceDefinitions = APIResource(
        group: "apiextensions.k8s.io", version: "v1", plural: "customresourcedefinitions",
        kind: "CustomResourceDefinition", namespaced: false)
}

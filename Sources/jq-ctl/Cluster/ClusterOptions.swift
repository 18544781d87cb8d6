import ArgumentParser
import KubernetesClient

/// Flags that make a command speak to the API server of a Kubernetes cluster instead of jq-server.
struct ClusterOptions: ParsableArguments {
    @Flag(help: "Ask the API server of a Kubernetes cluster, where jq-controller acts on what is declared.")
    var kubernetes = false

    @Option(
        help: ArgumentHelp(
            "The kubeconfig file (default: KUBECONFIG, the pod's service account, or ~/.kube/config).",
            valueName: "file"), completion: .file())
    var kubeconfig: String?

    @Option(
        help: ArgumentHelp("The context of the kubeconfig file (default: the current).", valueName: "name"))
    var context: String?

    mutating func validate() throws {
        if !kubernetes, kubeconfig != nil || context != nil {
            throw ValidationError("--kubeconfig and --context go with --kubernetes")
        }
    }

    /// Refuses what only jq-server can do.
    func refuse(_ flag: String, _ reason: String) throws(ValidationError) {
        if kubernetes { throw ValidationError("\(flag) does not go with --kubernetes: \(reason)") }
    }

    /// Refuses flags of plans that have no meaning where they are given.
    func check(_ plan: PlanArguments, _ scope: NamespaceOptions) throws(ValidationError) {
        guard kubernetes else {
            if plan.forceConflicts { throw ValidationError("--force-conflicts goes with --kubernetes") }
            if scope.namespace != nil {
                throw ValidationError(
                    "-n goes with --kubernetes; for jq-server, manifests name their namespace")
            }
            return
        }
        if plan.prune {
            try refuse(
                "--prune",
                "nobody knows there what was applied before; let a GitOps tool prune, or use jq-ctl delete")
        }
        if plan.takeOver {
            try refuse("--take-over", "it is about owners in jq-server; for fields see --force-conflicts")
        }
        if plan.revision != nil {
            try refuse("--revision", "a cluster keeps no such record; write it as an annotation")
        }
    }

    /// The way to the cluster.
    func configuration() throws(CommandFailure) -> ClusterConfiguration {
        do throws(ConfigurationError) {
            return try .detect(path: kubeconfig, context: context)
        } catch {
            throw CommandFailure("no way to a cluster: \(error)")
        }
    }
}

/// Where in which cluster something is declared.
struct ClusterPlace: Hashable, Sendable, CustomStringConvertible {
    /// The URL of its API server.
    var server: String
    /// The namespace of manifests that name none.
    var namespace: String

    var description: String { "the cluster at \(server), namespace \(namespace)" }
}

extension DeclarationOptions {
    /// Under which name a cluster's controller declares in jq-server, unless it is told another.
    static let clusterOwner = "kubernetes"
}

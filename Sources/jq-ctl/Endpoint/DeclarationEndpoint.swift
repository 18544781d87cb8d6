import Planning
import Resources

/// Whoever keeps declared resources: jq-server, or the API server of a Kubernetes cluster. The declaration
/// commands see nothing else of either.
protocol DeclarationEndpoint: Sendable {
    /// The namespace of names and manifests that carry none.
    var defaultNamespace: String { get }
    /// The cluster that this is; nil for jq-server.
    var cluster: ClusterPlace? { get }

    /// What there is of these kinds.
    func list(_ query: ResourceQuery) async throws(CommandFailure) -> [ResourceView]

    /// One resource.
    ///
    /// - Throws: a failure that is "not found" when there is none.
    func get(_ key: ResourceKey) async throws(CommandFailure) -> ResourceView

    /// Hands the state and then every change to `body` until it answers false; without a time limit. What is
    /// lost on the way is waited for.
    func watch(
        _ query: ResourceQuery, _ body: @escaping @Sendable (ResourceEvent) async throws -> Bool
    ) async throws

    /// What applying the manifests would do.
    func plan(_ request: DeclarationRequest) async throws(CommandFailure) -> PlanOutcome

    /// Applies the manifests, unless something speaks against it; what was done is in the answer.
    func apply(_ request: DeclarationRequest) async throws(CommandFailure) -> PlanOutcome

    /// Deletes one resource, or tells what that would do.
    ///
    /// - Throws: a failure that is "not found" when there is none.
    func delete(_ key: ResourceKey, dryRun: Bool) async throws(CommandFailure) -> Plan

    /// Ends what is still open.
    func close() async
}

/// Which resources a command asks for.
struct ResourceQuery: Sendable {
    var kinds: [Kind]
    /// Nil for all namespaces.
    var namespace: String?
    /// Only this one; nil for all.
    var name: String?
    /// Labels as kubectl takes them; nil for any.
    var selector: String?
    /// Who declares them; nil for anybody.
    var owner: String?
}

/// What a watch tells.
enum ResourceEvent: Sendable {
    /// The state comes again from the beginning.
    case restarted
    /// A resource is there, in this state.
    case set(ResourceView)
    /// The state is complete; changes follow.
    case synced
    /// A resource is gone; this was its last state.
    case deleted(ResourceView)
}

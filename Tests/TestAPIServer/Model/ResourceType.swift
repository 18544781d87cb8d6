import Resources

/// A kind of object that is served, in one version.
struct ResourceType: Sendable {
    var group: String
    var version: String
    var kind: String
    var plural: String
    var singular: String
    var shortNames: [String] = []
    var categories: [String] = []
    var namespaced = true
    /// Whether status is a subresource, written apart from the rest.
    var hasStatus = false
    /// Where `/scale` finds its numbers; nil when the resource has no such subresource.
    var scale: ScalePaths?
    /// The structural schema (OpenAPI v3), from which patches, ownership and explanations are told.
    var schema = Value.object(["type": "object", "x-kubernetes-preserve-unknown-fields": true])
    /// Columns beside the name when a table is asked for.
    var columns: [PrinterColumn] = []
    /// Fields, beside name and namespace, by which a list can be selected, without the leading dot.
    var selectableFields: [String] = []
    /// The definition that serves this resource; nil for built-in ones.
    var definition: String?
    /// What checks, prunes and fills in objects that are written; nil takes them as they are.
    var admission: (any ResourceAdmission)?
    /// Whether a change of the spec counts the generation up.
    var countsGenerations = true
    /// What can be done with it.
    var verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]

    /// `jq.dev/v1alpha1`, or `v1` in the core group.
    var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    /// The name that is the same for all versions: `queues.jq.dev`, `configmaps`.
    var qualifiedName: String { group.isEmpty ? plural : "\(plural).\(group)" }
    /// The name under which its objects are stored. Events of the core group are another view of those of
    /// events.k8s.io.
    var storedAs: String { isEventView ? "events.events.k8s.io" : qualifiedName }
    var isEventView: Bool { group.isEmpty && plural == "events" }
    var listKind: String { kind + "List" }
    var isDefinition: Bool { qualifiedName == "customresourcedefinitions.apiextensions.k8s.io" }
}

/// Where a resource keeps what `/scale` shows, as lists of member names.
struct ScalePaths: Hashable, Sendable {
    var specReplicas: [String]
    var statusReplicas: [String]
    var labelSelector: [String]?
}

/// A column of a table.
struct PrinterColumn: Hashable, Sendable {
    var name: String
    var type: String
    var format = ""
    var description = ""
    /// 0 is always shown; a greater number only in wide output.
    var priority = 0
    /// A JSON path from the object, with a leading dot.
    var path: String
}

import Resources

/// The resources that are served without a definition.
enum BuiltInTypes {
    static let namespaces = ResourceType(
        group: "", version: "v1", kind: "Namespace", plural: "namespaces", singular: "namespace",
        shortNames: ["ns"], namespaced: false, hasStatus: true, schema: BuiltInSchemas.namespace,
        columns: [
            PrinterColumn(name: "Status", type: "string", path: ".status.phase"), age,
        ], selectableFields: ["status.phase"], countsGenerations: false)

    static let configMaps = ResourceType(
        group: "", version: "v1", kind: "ConfigMap", plural: "configmaps", singular: "configmap",
        shortNames: ["cm"], schema: BuiltInSchemas.configMap, columns: [age], countsGenerations: false)

    static let pods = ResourceType(
        group: "", version: "v1", kind: "Pod", plural: "pods", singular: "pod", shortNames: ["po"],
        categories: ["all"], hasStatus: true, schema: BuiltInSchemas.pod,
        columns: [PrinterColumn(name: "Status", type: "string", path: ".status.phase"), age],
        selectableFields: ["status.phase", "spec.nodeName"], countsGenerations: false)

    static let serviceAccounts = ResourceType(
        group: "", version: "v1", kind: "ServiceAccount", plural: "serviceaccounts",
        singular: "serviceaccount", shortNames: ["sa"], columns: [age], countsGenerations: false)

    static let secrets = ResourceType(
        group: "", version: "v1", kind: "Secret", plural: "secrets", singular: "secret",
        schema: BuiltInSchemas.configMap, columns: [age], countsGenerations: false)

    static let coreEvents = ResourceType(
        group: "", version: "v1", kind: "Event", plural: "events", singular: "event", shortNames: ["ev"],
        schema: BuiltInSchemas.event,
        columns: BuiltInTypes.eventColumns(object: "involvedObject", text: "message"),
        selectableFields: [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
            "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath",
            "reason", "reportingComponent", "source", "type",
        ], countsGenerations: false, verbs: ["delete", "deletecollection", "get", "list", "watch"])

    static let events = ResourceType(
        group: "events.k8s.io", version: "v1", kind: "Event", plural: "events", singular: "event",
        shortNames: ["ev"], schema: BuiltInSchemas.event,
        columns: BuiltInTypes.eventColumns(object: "regarding", text: "note"),
        selectableFields: [
            "regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid", "reason",
            "reportingController", "type",
        ], countsGenerations: false)

    static let leases = ResourceType(
        group: "coordination.k8s.io", version: "v1", kind: "Lease", plural: "leases", singular: "lease",
        schema: BuiltInSchemas.lease,
        columns: [PrinterColumn(name: "Holder", type: "string", path: ".spec.holderIdentity"), age],
        countsGenerations: false)

    static let deployments = ResourceType(
        group: "apps", version: "v1", kind: "Deployment", plural: "deployments", singular: "deployment",
        shortNames: ["deploy"], categories: ["all"], hasStatus: true,
        scale: ScalePaths(
            specReplicas: ["spec", "replicas"], statusReplicas: ["status", "replicas"],
            labelSelector: ["spec", "selector"]),
        schema: BuiltInSchemas.deployment,
        columns: [
            PrinterColumn(name: "Desired", type: "integer", path: ".spec.replicas"),
            PrinterColumn(name: "Ready", type: "integer", path: ".status.readyReplicas"),
            PrinterColumn(name: "Up-to-date", type: "integer", path: ".status.updatedReplicas"),
            PrinterColumn(name: "Available", type: "integer", path: ".status.availableReplicas"), age,
        ])

    static let definitions = ResourceType(
        group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition",
        plural: "customresourcedefinitions", singular: "customresourcedefinition",
        shortNames: ["crd", "crds"], categories: ["api-extensions"], namespaced: false, hasStatus: true,
        columns: [PrinterColumn(name: "Created At", type: "string", path: ".metadata.creationTimestamp")])

    static let accessRules: [ResourceType] = [
        rbac("Role", "roles", true), rbac("RoleBinding", "rolebindings", true),
        rbac("ClusterRole", "clusterroles", false), rbac("ClusterRoleBinding", "clusterrolebindings", false),
    ]

    static let all =
        [
            namespaces, configMaps, pods, serviceAccounts, secrets, coreEvents, events, leases, deployments,
            definitions,
        ] + accessRules

    static let age = PrinterColumn(name: "Age", type: "date", path: ".metadata.creationTimestamp")

    private static func rbac(_ kind: String, _ plural: String, _ namespaced: Bool) -> ResourceType {
        ResourceType(
            group: "rbac.authorization.k8s.io", version: "v1", kind: kind, plural: plural,
            singular: kind.lowercased(), namespaced: namespaced, columns: [age], countsGenerations: false)
    }

    private static func eventColumns(object: String, text: String) -> [PrinterColumn] {
        [
            PrinterColumn(name: "Last Seen", type: "date", path: ".metadata.creationTimestamp"),
            PrinterColumn(name: "Type", type: "string", path: ".type"),
            PrinterColumn(name: "Reason", type: "string", path: ".reason"),
            PrinterColumn(name: "Kind", type: "string", path: ".\(object).kind"),
            PrinterColumn(name: "Object", type: "string", path: ".\(object).name"),
            PrinterColumn(name: "Message", type: "string", path: ".\(text)"),
        ]
    }
}

/// The fields under `template` of a worker pool: what a worker is started with.
let podTemplateSchema = ObjectSchema([
    Field("image", .string(.nonEmpty), "The container image, for runtime Kubernetes."),
    Field(
        "imagePullPolicy", .choice(WorkerPoolSpec.ImagePullPolicy.self),
        "When the image is pulled, for runtime Kubernetes. Without it, the cluster decides by the tag."),
    Field(
        "imagePullSecrets", .array(.string(.resourceName), count: 0...20, unique: true),
        "Names of the Secrets with which the image may be pulled, for runtime Kubernetes."),
    Field(
        "env", .map(keys: .environmentName, values: .string(.any)), sensitive: true,
        "Environment variables of the workers."),
    Field(
        "resources", .object(resourcesSchema), "What a worker's container may use, for runtime Kubernetes."),
    Field(
        "serviceAccountName", .string(.resourceName),
        "The service account of the pods, for runtime Kubernetes. Without it, the namespace's default."),
    Field(
        "nodeSelector", .map(keys: .labelKey, values: .string(.labelValue)),
        "Labels that a node must have to run a worker, for runtime Kubernetes."),
    Field(
        "tolerations", .array(.object(tolerationSchema), count: 0...100, unique: false),
        "Taints of nodes that do not keep the workers away, for runtime Kubernetes."),
    Field(
        "labels", .map(keys: .labelKey, values: .string(.labelValue)),
        "Further labels of the pods, for runtime Kubernetes."),
    Field(
        "annotations", .map(keys: .labelKey, values: .string(.any)), sensitive: true,
        "Annotations of the pods, for runtime Kubernetes."),
])

private let resourcesSchema = ObjectSchema([
    Field(
        "requests", .map(keys: .nonEmpty, values: .intOrString),
        "What is set aside for a worker: cpu: 500m, memory: 256Mi."),
    Field(
        "limits", .map(keys: .nonEmpty, values: .intOrString),
        "What a worker may use at most: cpu: 1, memory: 512Mi."),
])

/// As in a Pod. No field has a default: tools that compare lists as a whole would see one as a difference.
private let tolerationSchema = ObjectSchema(
    [
        Field("key", .string(.labelKey), "The taint's key. Without it, every key, with operator Exists."),
        Field(
            "operator", .choice(WorkerPoolSpec.TolerationOperator.self),
            "How key and value are compared. Without it, Equal."),
        Field("value", .string(.labelValue), "The taint's value."),
        Field(
            "effect", .choice(WorkerPoolSpec.TaintEffect.self),
            "The taint's effect. Without it, every effect."
        ),
        Field(
            "tolerationSeconds", .int(0...31_536_000),
            "How many seconds a pod stays after the taint came, with effect NoExecute. Without it, for ever."),
    ],
    rules: [
        Rule(
            "seconds-with-NoExecute",
            .onlyWhen(field: "tolerationSeconds", other: "effect", is: "NoExecute"),
            message: "tolerationSeconds needs effect: NoExecute",
            hint: "set effect: NoExecute, or remove tolerationSeconds")
    ])

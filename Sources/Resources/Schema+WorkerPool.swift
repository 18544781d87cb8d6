extension Schema {
    static let workerPool = Schema(
        .workerPool,
        "A worker pool is a set of alike workers that take jobs from the same queues.",
        spec: ObjectSchema([
            Field(
                "queues", .array(.string(.resourceName), count: 1...100, unique: true), required: true,
                example: "[emails, reports]",
                "The queues, in the same namespace, that the workers serve."),
            Field(
                "concurrency", .int(1...10_000), default: 8, "How many jobs one worker runs at the same time."
            ),
            Field("replicas", .int(0...10_000), default: 1, "How many workers there shall be."),
            Field(
                "drain", .bool, default: false,
                "Whether the workers take no more jobs and only finish those they have."),
            Field(
                "runtime", .choice(WorkerPoolSpec.Runtime.self), default: "Process", "Who starts the workers."
            ),
            Field(
                "gracePeriod", .duration(.zero ... .days(1)), default: "1m",
                "How long a worker that is told to stop may finish its jobs before they are killed."),
            Field("template", .object(templateSchema), "What the workers are made of."),
        ]))

    private static let templateSchema = ObjectSchema([
        Field("image", .string(.nonEmpty), "The container image, for runtime Kubernetes."),
        Field(
            "env", .map(keys: .environmentName, values: .string(.any)), sensitive: true,
            "Environment variables of the workers."),
        Field(
            "resources", .object(resourcesSchema),
            "What a worker's container may use, for runtime Kubernetes."),
    ])

    private static let resourcesSchema = ObjectSchema([
        Field(
            "requests", .map(keys: .nonEmpty, values: .intOrString),
            "What is set aside for a worker: cpu: 500m, memory: 256Mi."),
        Field(
            "limits", .map(keys: .nonEmpty, values: .intOrString),
            "What a worker may use at most: cpu: 1, memory: 512Mi."),
    ])
}

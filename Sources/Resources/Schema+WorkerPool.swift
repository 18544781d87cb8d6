extension Schema {
    static let workerPool = Schema(
        .workerPool,
        "A worker pool is a set of alike workers that take jobs from the same queues.",
        spec: ObjectSchema(
            [
                Field(
                    "queues", .array(.string(.resourceName), count: 1...100, unique: true), required: true,
                    example: "[emails, reports]",
                    "The queues, in the same namespace, that the workers serve."),
                Field(
                    "concurrency", .int(1...10_000), default: 8,
                    "How many jobs one worker runs at the same time."),
                Field(
                    "replicas", .int(0...10_000), default: 1,
                    "How many workers there shall be. With autoscale, how many it begins with."),
                Field(
                    "autoscale", .object(autoscaleSchema),
                    "How the number of workers follows the work, for runtime Kubernetes. Without it, replicas."
                ),
                Field(
                    "weights", .map(keys: .resourceName, values: .int(1...1000)),
                    "How the workers' turns are shared among the queues that have jobs: {emails: 3, reports: 1}. A "
                        + "queue left out has 1. Without weights, priorities decide over all queues."),
                Field(
                    "drain", .bool, default: false,
                    "Whether the workers take no more jobs and only finish those they have."),
                Field(
                    "runtime", .choice(WorkerPoolSpec.Runtime.self), default: "Process",
                    "Who starts the workers."),
                Field(
                    "gracePeriod", .duration(.zero ... .days(1)), default: "1m",
                    "How long a worker that is told to stop may finish its jobs before they are killed."),
                Field("template", .object(podTemplateSchema), "What the workers are made of."),
            ],
            rules: [
                Rule(
                    "image-with-Kubernetes",
                    .givenWhen(path: ["template", "image"], other: "runtime", is: "Kubernetes"),
                    message: "runtime: Kubernetes needs template.image",
                    hint: "give the container image of the workers: template: {image: ...}"),
                Rule(
                    "autoscale-with-Kubernetes",
                    .onlyWhen(field: "autoscale", other: "runtime", is: "Kubernetes"),
                    message: "autoscale needs runtime: Kubernetes",
                    hint: "set runtime: Kubernetes, or remove autoscale and set replicas"),
            ]))

    private static let autoscaleSchema = ObjectSchema(
        [
            Field("min", .int(0...10_000), default: 1, "The fewest workers; 0 lets an idle pool go away."),
            Field("max", .int(1...10_000), required: true, example: "20", "The most workers."),
            Field(
                "targetStartLatency", .duration(.milliseconds(100) ... .days(1)),
                "How long a job that is due shall wait for a worker at most: 5s."),
            Field(
                "targetBacklog", .int(1...1_000_000),
                "How many waiting jobs there shall be for each worker at most."),
            Field(
                "scaleDownDelay", .duration(.zero ... .days(1)), default: "5m",
                "How long fewer workers must have been enough before there are fewer."),
        ],
        rules: [
            Rule(
                "min-at-most-max", .intAtMost(lesser: "min", greater: "max"),
                message: "min must not be greater than max", hint: "lower min (default 1), or raise max"),
            Rule(
                "a-target", .atLeastOneOf(["targetStartLatency", "targetBacklog"]),
                message: "autoscale needs targetStartLatency or targetBacklog",
                hint: "give one of them, or both: targetStartLatency: 5s"),
        ])
}

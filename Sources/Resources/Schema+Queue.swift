extension Schema {
    static let queue = Schema(
        .queue,
        """
        A queue holds jobs until a worker takes them, and says how often and how long they are tried. Its \
        settings count for every job that does not bring its own.
        """,
        spec: ObjectSchema(
            [
                Field("maxRetries", .int(0...1000), default: 3, "How often a failed job is tried again."),
                Field(
                    "ttl", .duration(.seconds(1) ... .days(3650)),
                    "How long a job may wait before it is dead-lettered. Without it, for ever."),
                Field(
                    "timeout", .duration(.seconds(1) ... .days(365)),
                    "How long one attempt may run before it is killed and has failed. Without it, for ever."
                ),
                Field("priority", .int(0...9), default: 0, "The priority of its jobs; 9 goes first."),
                Field(
                    "paused", .bool, default: false,
                    "Whether the queue hands out no jobs. It still takes them, and running ones finish."),
                Field("backoff", .object(backoffSchema), default: [:], "How long to wait before a retry."),
                Field(
                    "concurrency", .object(concurrencySchema),
                    "How many of its jobs may run at the same time, over all workers."),
                Field(
                    "rateLimit", .object(rateLimitSchema),
                    "How many of its jobs may be handed to workers in any span of that length, over all workers."
                ),
                Field("retention", .object(retentionSchema), default: [:], "How long ended jobs are kept."),
                Field(
                    "source", .object(sourceSchema),
                    "Where jobs come from besides submissions."),
                Field(
                    "onDelete", .choice(QueueSpec.OnDelete.self), default: "Block",
                    "What becomes of jobs that still wait when the queue is deleted."),
                Field(
                    "moveTo", .string(.resourceName),
                    "The queue, in the same namespace, that takes the waiting jobs when onDelete is MoveTo."),
            ],
            rules: [
                Rule(
                    "moveTo-with-MoveTo",
                    .givenExactlyWhen(field: "moveTo", other: "onDelete", is: "MoveTo"),
                    message: "moveTo and onDelete: MoveTo belong together",
                    hint: "give both, or neither"),
                Rule(
                    "moveTo-another-queue", .notOwnName(field: "moveTo"),
                    message: "moveTo must name another queue"),
            ]))

    private static let concurrencySchema = ObjectSchema([
        Field("limit", .int(1...1_000_000), "How many jobs at most."),
        Field("perKey", .int(1...1_000_000), "How many jobs with the same concurrencyKey at most."),
    ])

    private static let rateLimitSchema = ObjectSchema([
        Field(
            "limit", .int(1...1_000_000_000), required: true, example: "100",
            "How many jobs may be handed out in a period."),
        Field(
            "period", .duration(.milliseconds(1) ... .days(31)), default: "1s", "The length of the period."),
    ])

    private static let sourceSchema = ObjectSchema([
        Field(
            "kafka", .object(kafkaSourceSchema), required: true, example: "{topic: orders}",
            "A topic whose messages become jobs: each exactly one.")
    ])

    private static let kafkaSourceSchema = ObjectSchema([
        Field("topic", .string(.kafkaTopic), required: true, example: "orders", "The topic to read."),
        Field(
            "startFrom", .choice(QueueSpec.KafkaSource.StartFrom.self), default: "Earliest",
            "Where to begin in a partition that was never read for this queue."),
        Field(
            "priority", .int(0...9), "The priority of its jobs; 9 goes first. Without it, the queue's."),
        Field(
            "keyAsConcurrencyKey", .bool, default: false,
            "Whether a message's key is its job's concurrencyKey."),
    ])

    private static let retentionSchema = ObjectSchema([
        Field(
            "done", .duration(.zero ... .days(3650)), default: "1d",
            "How long a job that succeeded is kept."),
        Field(
            "deadLettered", .duration(.zero ... .days(3650)), default: "30d",
            "How long a dead-lettered job is kept."),
    ])
}

/// The fields under `backoff`, of a queue and of a job.
let backoffSchema = ObjectSchema(
    [
        Field(
            "base", .duration(.zero ... .days(1)), default: "1s",
            "The wait before the first retry. It doubles with each further one."),
        Field("max", .duration(.zero ... .days(31)), default: "10m", "The longest wait."),
        Field(
            "jitter", .number(0...1), default: 0.2,
            "The share of the wait that is added at random at most, so that jobs do not retry in step."),
    ],
    rules: [
        Rule(
            "base-at-most-max", .durationAtMost(lesser: "base", greater: "max"),
            message: "base must not be longer than max", hint: "lower base, or raise max (default 10m)")
    ])

extension Schema {
    static let job = Schema(
        .job,
        """
        A job is something to run once. It runs when it is declared, and again only when its content or its \
        trigger changes; what ran before is remembered also after the declaration is gone.
        """,
        spec: ObjectSchema(
            jobRunFields + [
                Field(
                    "notBefore", .string(.timestamp), runRelevant: true,
                    "The time before which the job does not start: 2026-12-24T18:00:00Z."),
                Field(
                    "dependsOn", .array(.string(.resourceName), count: 0...100, unique: true),
                    runRelevant: true,
                    "Jobs in the same namespace that must have succeeded before this one starts."),
                Field(
                    "runPolicy", .choice(JobSpec.RunPolicy.self), default: "OncePerContent",
                    "When a changed declaration runs again."),
                Field(
                    "trigger", .intOrString,
                    "Any text or number. Changing it runs the same content again: a reviewed \"once more\"."),
                Field(
                    "onChange", .choice(JobSpec.OnChange.self), default: "LetFinish",
                    "What becomes of a run that is active when the declaration changes."),
                Field(
                    "deletionPolicy", .choice(JobSpec.DeletionPolicy.self), default: "Finish",
                    "What becomes of an active run when the declaration is deleted."),
            ],
            rules: [
                jobWorkRule, uniqueForRule,
                Rule(
                    "dependsOn-others", .notOwnName(field: "dependsOn"),
                    message: "dependsOn must not name the job itself"),
            ]))

    /// What a job and the template in a schedule have in common: what to run, where and how.
    static let jobRunFields: [Field] = [
        Field(
            "queue", .string(.resourceName), required: true, example: "emails", runRelevant: true,
            "The queue, in the same namespace, that the job waits in."),
        Field("priority", .int(0...9), "The priority; 9 goes first. Without it, the queue's."),
        Field(
            "command", .array(.string(.any), count: 1...1000, unique: false), sensitive: true,
            runRelevant: true,
            "The program and its arguments. No shell is between: [\"python3\", \"send.py\"]."),
        Field(
            "payload", .any, sensitive: true, runRelevant: true,
            "Any JSON, for a handler that is part of the worker."),
        Field(
            "env", .map(keys: .environmentName, values: .string(.any)), sensitive: true, runRelevant: true,
            "Environment variables of the command."),
        Field(
            "maxRetries", .int(0...1000),
            "How often the job is tried again after a failure. Without it, the queue's."),
        Field(
            "ttl", .duration(.seconds(1) ... .days(3650)),
            "How long the job may wait before it is dead-lettered. Without it, the queue's."),
        Field(
            "timeout", .duration(.seconds(1) ... .days(365)),
            "How long one attempt may run before it is killed. Without it, the queue's."),
        Field("backoff", .object(backoffSchema), "How long to wait before a retry. Without it, the queue's."),
        Field(
            "concurrencyKey", .string(.nonEmpty),
            "Jobs with the same key share the queue's concurrency.perKey; different keys take turns."),
        Field(
            "uniqueKey", .string(.nonEmpty),
            "While a job with the same key waits or runs in the queue, another one does not run beside it."),
        Field(
            "uniqueFor", .duration(.seconds(1) ... .days(366)),
            "How long the uniqueKey is kept at least, counted from when its job was accepted: 24h."),
    ]

    static let uniqueForRule = Rule(
        "uniqueFor-with-uniqueKey", .onlyWith(field: "uniqueFor", other: "uniqueKey"),
        message: "uniqueFor needs uniqueKey",
        hint: "give the uniqueKey that is kept so long, or remove uniqueFor")

    static let jobWorkRule = Rule(
        "command-or-payload", .exactlyOneOf(["command", "payload"]),
        message: "a job has exactly one of command and payload",
        hint: "give command to start a program, or payload to call a handler of the worker")
}

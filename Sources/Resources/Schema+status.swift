extension Schema {
    /// What is reported under `status` of a resource of `kind`. Every field is optional: a fact that is not
    /// known is left out. Nobody declares it, so no decoder reads it; it is for `explain` and the Kubernetes
    /// definitions.
    public static func status(of kind: Kind) -> ObjectSchema {
        switch kind {
        case .queue: queueStatus
        case .workerPool: workerPoolStatus
        case .job: jobStatus
        case .schedule: scheduleStatus
        case .worker: workerStatus
        }
    }

    private static let queueStatus = reported(
        ready: "takes and gives jobs as declared, or is paused as declared",
        [
            count("pending", "Jobs that wait for a worker and could start."),
            count("scheduled", "Jobs that wait for their time: not due yet, or before a retry."),
            count("assigned", "Jobs that a worker was given and has not started yet."),
            count("running", "Jobs that a worker runs."),
            count("done", "Jobs that succeeded and are still kept."),
            count("deadLettered", "Dead letters: jobs that were given up and are still kept."),
            Field("paused", .bool, "Whether the queue hands out no jobs."),
            Field("draining", .bool, "Whether the queue takes no more jobs, because it is to be deleted."),
            Field("finishRate", .number(0...1e12), "Jobs that ended in each second of late."),
            Field(
                "overrides", .array(.object(overrideSchema), count: 0...16, unique: false),
                "Settings that somebody changed by hand for a while. Each ends by itself."),
        ])

    private static let overrideSchema = ObjectSchema([
        text("field", "The field of the spec that is overridden, such as concurrency.limit."),
        text("value", "What counts instead, as JSON; null for no limit."),
        text("until", "When the declared value is back."), text("by", "Who did it."),
        text("reason", "Why."),
    ])

    private static let workerPoolStatus = reported(
        ready: "has as many workers as it should",
        [
            count(
                "desired",
                "How many workers there should be now: spec.replicas, or what autoscale made of it."),
            count("replicas", "How many workers there are, or are being started, for runtime Kubernetes."),
            count("ready", "Workers that are connected."),
            count("busy", "Jobs that the workers run now."),
            count("capacity", "Jobs that the connected workers could run at the same time."),
            text("selector", "The label selector of the pods, as text, for the scale subresource."),
        ])

    private static let jobStatus = reported(
        ready: "succeeded, or has nothing to run",
        [
            text(
                "phase",
                "Where the run stands: PENDING, ASSIGNED, RUNNING, DONE, FAILED, DEAD_LETTERED, or Skipped."),
            text("runId", "The run of the content that is declared now."),
            text("runKey", "What that content is, as a hash. The same content has the same key."),
            text("declaredAt", "When the content was declared for the first time."),
            text("startedAt", "When the current or last attempt started."),
            text("finishedAt", "When the run ended."),
            text("error", "What the last failed attempt said."),
            text("result", "What the run returned, cut when it is long."),
            count("retries", "How often it was tried again."),
            count("attempt", "How often a worker was given it."),
            Field("decision", .object(decisionSchema), "Whether declaring it made it run, and why."),
            Field(
                "runs", .array(.object(runSchema), count: 0...20, unique: false),
                "What ran under this name, the newest first; older ones are remembered, but not listed."),
        ])

    private static let scheduleStatus = reported(
        ready: "ticks as declared, or is suspended as declared",
        [
            text("nextTick", "When it ticks next, as of its last tick; jitter comes on top."),
            text("lastTick", "The last tick that submitted a job."),
            text("lastJob", "The job that it submitted."),
            count("active", "Jobs of its ticks that have not ended."),
            text("lastSkipped", "The last tick that did nothing."),
            text("skipReason", "Why it did nothing."),
            Field("suspended", .bool, "Whether ticks do nothing."),
        ])

    private static let workerStatus = reported(
        ready: "is connected",
        [
            text("phase", "What it does: ONLINE, DRAINING or OFFLINE."),
            text("hostname", "The machine or pod that it runs on."),
            text("pool", "The worker pool that it joined; absent when it joined none."),
            text("version", "The release that it is of."),
            Field(
                "queues", .array(.string(.any), count: 0...1000, unique: false), "The queues that it serves."),
            count("concurrency", "How many jobs it runs at the same time."),
            count("busy", "How many jobs it runs now."),
            text("lastSeen", "When it was last heard of, to about a minute."),
        ])

    private static let decisionSchema = ObjectSchema([
        text("action", "Ran or Skipped."), text("reason", "Why: NewContent, AlreadyRan, or a sentence."),
    ])

    private static let runSchema = ObjectSchema([
        text("runId", "The run."), text("runKey", "The key it ran under."),
        text("contentKey", "The hash of what ran."), text("declaredAt", "When it was declared."),
        text("state", "Where it stands, or how it ended."),
        text("sourceRevision", "The revision of the source that declared it, such as a commit."),
    ])
}

/// The status of a kind whose condition Ready says what `ready` does.
private func reported(ready: String, _ facts: [Field]) -> ObjectSchema {
    ObjectSchema(
        [
            Field(
                "observedGeneration", .int(0...Int64.max),
                "The metadata.generation that the status is about. When it is older, the status is, too."),
            Field(
                "conditions", .array(.object(conditionSchema), count: 0...32, unique: false),
                "Aspects of its state. Ready: \(ready). Reconciling and Stalled are only there when True."),
        ] + facts)
}

private func count(_ name: String, _ doc: String) -> Field { Field(name, .int(0...Int64.max), doc) }

private func text(_ name: String, _ doc: String) -> Field { Field(name, .string(.any), doc) }

/// After `Condition` of the Kubernetes API (meta/v1). The transition's time may be unknown.
private let conditionSchema = ObjectSchema([
    Field(
        "type", .string(.nonEmpty), required: true, example: "Ready",
        "Ready, Reconciling, Stalled, Complete, Failed, Suspended or Draining."),
    Field("status", .choice(conditionStatus), required: true, example: "True", "Whether it holds."),
    text("reason", "One word for programs."),
    text("message", "A sentence for people."),
    text("lastTransitionTime", "When the status last changed."),
    Field("observedGeneration", .int(0...Int64.max), "The metadata.generation that the condition is about."),
])

private let conditionStatus = [
    Choice(name: "True", doc: "It holds."),
    Choice(name: "False", doc: "It does not hold."),
    Choice(name: "Unknown", doc: "That is not known now."),
]

/// What a schedule declares, with defaults applied.
public struct ScheduleSpec: Hashable, Sendable {
    /// When a schedule ticks.
    public enum Timing: Hashable, Sendable {
        /// At the times that a cron expression names.
        case cron(String)
        /// Again and again after a while.
        case every(Duration)
    }

    /// When it ticks.
    public var timing: Timing
    /// The IANA time zone in which cron is meant.
    public var timeZone: String
    /// What a tick does while an earlier job is active.
    public var overlap: Overlap
    /// Which missed ticks are made up for.
    public var missedPolicy: MissedPolicy
    /// How old a missed tick may be to be made up for.
    public var missedWithin: Duration
    /// What becomes of a time that the clocks jump over.
    public var gap: GapPolicy
    /// What becomes of a time that comes twice.
    public var repeated: RepeatPolicy
    /// The longest time that a tick's job is put off.
    public var jitter: Duration
    /// Whether ticks do nothing.
    public var suspend: Bool
    /// The job that a tick submits.
    public var jobTemplate: JobSpec
    /// The `jobTemplate.spec` as declared, without defaults, for the run key and the job's record.
    public var jobTemplateSpec: Value

    /// The spec of a decoded schedule.
    public init(_ resource: Resource) {
        let reader = SpecReader(resource)
        if let cron = reader.string("cron") {
            timing = .cron(cron)
        } else {
            timing = .every(reader.duration("every") ?? .seconds(3600))
        }
        timeZone = reader.string("timeZone") ?? "UTC"
        overlap = reader.choice("overlap", .skip)
        let missed = reader.object("missed")
        missedPolicy = missed?.choice("policy", .last) ?? .last
        missedWithin = missed?.duration("within") ?? .seconds(3600)
        let dst = reader.object("dst")
        gap = dst?.choice("gap", .runAfter) ?? .runAfter
        repeated = dst?.choice("overlap", .once) ?? .once
        jitter = reader.duration("jitter") ?? .zero
        suspend = reader.bool("suspend")
        jobTemplate = JobSpec(reader.object("jobTemplate")?.object("spec") ?? SpecReader([:]))
        jobTemplateSpec = resource.spec["jobTemplate"]?["spec"] ?? [:]
    }
}

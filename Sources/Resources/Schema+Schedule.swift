extension Schema {
    static let schedule = Schema(
        .schedule,
        "A schedule submits a job at certain times, each time at most once.",
        spec: ObjectSchema(
            [
                Field(
                    "cron", .string(.cron),
                    "When: minute hour day-of-month month day-of-week (\"0 3 * * *\"); seconds may be first."),
                Field(
                    "every", .duration(.seconds(1) ... .days(366)),
                    "The time between two ticks, instead of cron: 30s."),
                Field(
                    "timeZone", .string(.timeZone), default: "UTC",
                    "The time zone in which cron is meant, as an IANA name: Europe/Berlin."),
                Field(
                    "overlap", .choice(ScheduleSpec.Overlap.self), default: "Skip",
                    "What a tick does while the job of an earlier one is still active."),
                Field(
                    "missed", .object(missedSchema), default: [:],
                    "What becomes of ticks that passed while nothing ran."),
                Field(
                    "dst", .object(dstSchema), default: [:], "What cron means when the clocks are changed."),
                Field(
                    "jitter", .duration(.zero ... .days(1)), default: "0s",
                    "The longest time that a job is put off after its tick, so that many schedules of the same time "
                        + "do not start together. Each tick has its own, the same on every server."),
                Field("suspend", .bool, default: false, "Whether ticks do nothing. Active jobs finish."),
                Field(
                    "jobTemplate", .object(jobTemplateSchema), required: true,
                    example: "{spec: {queue: emails, ...}}", "The job that a tick submits."),
            ],
            rules: [
                Rule(
                    "cron-or-every", .exactlyOneOf(["cron", "every"]),
                    message: "a schedule has exactly one of cron and every",
                    hint: "give cron (\"0 3 * * *\") or every (30s)")
            ]))

    private static let missedSchema = ObjectSchema([
        Field(
            "policy", .choice(ScheduleSpec.MissedPolicy.self), default: "Last",
            "Which of the missed ticks are made up for."),
        Field(
            "within", .duration(.zero ... .days(366)), default: "1h",
            "How old a missed tick may be to be made up for."),
    ])

    private static let dstSchema = ObjectSchema([
        Field(
            "gap", .choice(ScheduleSpec.GapPolicy.self), default: "RunAfter",
            "What becomes of a time that does not exist, because the clocks were put forward over it. For cron that "
                + "names hours: \"30 * * * *\" goes by the passing of time."),
        Field(
            "overlap", .choice(ScheduleSpec.RepeatPolicy.self), default: "Once",
            "What becomes of a time that comes twice, because the clocks were put back. For cron that names hours: "
                + "\"30 * * * *\" goes by the passing of time."),
    ])

    private static let jobTemplateSchema = ObjectSchema([
        Field(
            "spec", .object(ObjectSchema(jobRunFields, rules: [jobWorkRule, uniqueForRule])), required: true,
            example: "{queue: emails, command: [...]}",
            "What to run, where and how: the fields of a job.")
    ])
}

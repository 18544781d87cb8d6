internal import Resources

/// A column of `kubectl get`.
struct PrinterColumn {
    /// What `kubectl` does with the cell; `date` shows the age.
    enum Form: String { case integer, number, string, boolean, date }

    let name: String
    let form: Form
    let path: String
    /// 0: always shown; 1: with `-o wide`.
    let priority: Int64

    var value: Value {
        var column: [String: Value] = [
            "name": .string(name), "type": .string(form.rawValue), "jsonPath": .string(path),
        ]
        if priority > 0 { column["priority"] = .int(priority) }
        return .object(column)
    }

    private init(_ name: String, _ form: Form, _ path: String, wide: Bool = false) {
        self.name = name
        self.form = form
        self.path = path
        priority = wide ? 1 : 0
    }

    /// The columns of `kind`, those for `-o wide` last.
    static func columns(of kind: Kind) -> [PrinterColumn] {
        switch kind {
        case .queue: queue
        case .workerPool: workerPool
        case .job: job
        case .schedule: schedule
        case .worker: worker
        }
    }

    private static let age = PrinterColumn("Age", .date, ".metadata.creationTimestamp")

    private static func condition(_ type: String, _ member: String) -> String {
        ".status.conditions[?(@.type==\"\(type)\")].\(member)"
    }

    private static let queue = [
        PrinterColumn("Ready", .string, condition("Ready", "status")),
        PrinterColumn("Paused", .boolean, ".spec.paused"),
        PrinterColumn("Pending", .integer, ".status.pending"),
        PrinterColumn("Running", .integer, ".status.running"),
        PrinterColumn("Done", .integer, ".status.done"),
        PrinterColumn("Dead", .integer, ".status.deadLettered"),
        age,
        PrinterColumn("Reason", .string, condition("Ready", "reason"), wide: true),
        PrinterColumn("Scheduled", .integer, ".status.scheduled", wide: true),
        PrinterColumn("Assigned", .integer, ".status.assigned", wide: true),
        PrinterColumn("Rate", .number, ".status.finishRate", wide: true),
        PrinterColumn("Priority", .integer, ".spec.priority", wide: true),
        PrinterColumn("Retries", .integer, ".spec.maxRetries", wide: true),
    ]

    private static let workerPool = [
        PrinterColumn("Desired", .integer, ".status.desired"),
        PrinterColumn("Ready", .integer, ".status.ready"),
        PrinterColumn("Busy", .integer, ".status.busy"),
        PrinterColumn("Runtime", .string, ".spec.runtime"),
        age,
        PrinterColumn("Reason", .string, condition("Ready", "reason"), wide: true),
        PrinterColumn("Capacity", .integer, ".status.capacity", wide: true),
        PrinterColumn("Min", .integer, ".spec.autoscale.min", wide: true),
        PrinterColumn("Max", .integer, ".spec.autoscale.max", wide: true),
        PrinterColumn("Drain", .boolean, ".spec.drain", wide: true),
        PrinterColumn("Queues", .string, ".spec.queues", wide: true),
        PrinterColumn("Image", .string, ".spec.template.image", wide: true),
    ]

    private static let job = [
        PrinterColumn("Phase", .string, ".status.phase"),
        PrinterColumn("Reason", .string, condition("Ready", "reason")),
        PrinterColumn("Queue", .string, ".spec.queue"),
        PrinterColumn("Retries", .integer, ".status.retries"),
        age,
        PrinterColumn("Started", .date, ".status.startedAt", wide: true),
        PrinterColumn("Finished", .date, ".status.finishedAt", wide: true),
        PrinterColumn("Decision", .string, ".status.decision.reason", wide: true),
        PrinterColumn("Run", .string, ".status.runId", wide: true),
        PrinterColumn("Error", .string, ".status.error", wide: true),
    ]

    private static let schedule = [
        PrinterColumn("Cron", .string, ".spec.cron"),
        PrinterColumn("Every", .string, ".spec.every"),
        PrinterColumn("Zone", .string, ".spec.timeZone"),
        PrinterColumn("Suspend", .boolean, ".spec.suspend"),
        PrinterColumn("Active", .integer, ".status.active"),
        PrinterColumn("Last", .date, ".status.lastTick"),
        PrinterColumn("Ready", .string, condition("Ready", "status")),
        age,
        PrinterColumn("Reason", .string, condition("Ready", "reason"), wide: true),
        PrinterColumn("Queue", .string, ".spec.jobTemplate.spec.queue", wide: true),
        PrinterColumn("Overlap", .string, ".spec.overlap", wide: true),
        PrinterColumn("Next", .string, ".status.nextTick", wide: true),
        PrinterColumn("Skipped", .string, ".status.skipReason", wide: true),
    ]

    private static let worker = [
        PrinterColumn("Phase", .string, ".status.phase"),
        PrinterColumn("Pool", .string, ".status.pool"),
        PrinterColumn("Busy", .integer, ".status.busy"),
        PrinterColumn("Concurrency", .integer, ".status.concurrency"),
        age,
        PrinterColumn("Drain", .boolean, ".spec.drain", wide: true),
        PrinterColumn("Host", .string, ".status.hostname", wide: true),
        PrinterColumn("Version", .string, ".status.version", wide: true),
        PrinterColumn("Queues", .string, ".status.queues", wide: true),
        PrinterColumn("Seen", .date, ".status.lastSeen", wide: true),
    ]
}

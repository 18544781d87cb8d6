import Resources

/// The columns of `get` for one kind.
struct ResourceTable {
    let kind: Kind
    let isWide: Bool
    let withNamespace: Bool
    /// "queue/emails" instead of "emails", when several kinds are listed.
    let withKind: Bool

    var headings: [String] {
        (withNamespace ? ["namespace"] : []) + ["name"]
            + (isWide ? kind.columns + kind.wideColumns : kind.columns)
    }

    func cells(_ view: ResourceView) -> [String] {
        let name = withKind ? "\(kind.rawValue.lowercased())/\(view.key.name)" : view.key.name
        let cells = (withNamespace ? [view.key.namespace] : []) + [name] + view.cells
        return isWide ? cells + view.wideCells : cells
    }
}

extension Kind {
    fileprivate var columns: [String] {
        switch self {
        case .queue: ["pending", "running", "done", "dead", "paused", "ready", "age"]
        case .workerPool: ["queues", "replicas", "ready", "busy", "capacity", "age"]
        case .job: ["queue", "status", "retries", "duration", "age"]
        case .schedule: ["schedule", "queue", "suspended", "active", "last", "next", "ready", "age"]
        case .worker: ["status", "queues", "busy", "concurrency", "heartbeat", "age"]
        }
    }

    fileprivate var wideColumns: [String] {
        switch self {
        case .queue: ["scheduled", "assigned", "priority", "owner", "revision", "file", "message"]
        case .workerPool: ["concurrency", "owner", "revision", "file", "message"]
        case .job: ["run", "decision", "owner", "revision", "file", "message"]
        case .schedule: ["time zone", "last job", "skipped", "owner", "revision", "file", "message"]
        case .worker: ["pool", "hostname", "version"]
        }
    }
}

extension ResourceView {
    fileprivate var cells: [String] {
        switch key.kind {
        case .queue:
            [count("pending"), count("running"), count("done"), count("deadLettered"), paused, ready, age]
        case .workerPool:
            [list(spec["queues"]), count("replicas"), count("ready"), count("busy"), count("capacity"), age]
        case .job:
            [spec["queue"]?.stringValue ?? "", jobStatus, retries, duration, age]
        case .schedule:
            [
                timing, spec["jobTemplate"]?["spec"]?["queue"]?.stringValue ?? "", suspended, count("active"),
                Moment(status["lastTick"]?.stringValue)?.age ?? "", nextTick, ready, age,
            ]
        case .worker:
            [
                // jq-server's words, or a cluster's.
                (status["status"] ?? status["phase"])?.stringValue ?? "", list(status["queues"]),
                count("busy"), count("concurrency"),
                Moment((status["lastHeartbeat"] ?? status["lastSeen"])?.stringValue)?.age ?? "", age,
            ]
        }
    }

    fileprivate var wideCells: [String] {
        let source = [
            owner, String(sourceRevision.prefix(8)),
            file.isEmpty ? "" : "\(file):\(line)", remark,
        ]
        switch key.kind {
        case .queue:
            return [count("scheduled"), count("assigned"), count(declaration.effectiveSpec["priority"])]
                + source
        case .workerPool: return [count(declaration.effectiveSpec["concurrency"])] + source
        case .job: return [status["runId"]?.stringValue ?? "", decision] + source
        case .schedule:
            return [
                spec["timeZone"]?.stringValue ?? "UTC", status["lastJob"]?.stringValue ?? "",
                Moment(status["lastSkipped"]?.stringValue)?.age ?? "",
            ] + source
        case .worker:
            return ["pool", "hostname", "version"].map { status[$0]?.stringValue ?? "" }
        }
    }

    private func count(_ name: String) -> String { count(status[name]) }

    private func count(_ value: Value?) -> String { value?.intValue.map(String.init) ?? "" }

    private func list(_ value: Value?) -> String {
        (value?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ",")
    }

    private var paused: String {
        if status["draining"]?.boolValue == true { return "draining" }
        let overrides = (status["overrides"]?.arrayValue ?? []).map { entry in
            func text(_ name: String) -> String { entry[name]?.stringValue ?? "" }
            return (text("field"), text("value"), Moment(text("until")) ?? .now, text("by"))
        }
        return overrideMark(status["paused"]?.boolValue == true, overrides)
    }

    private var suspended: String { status["suspended"]?.boolValue == true ? "yes" : "no" }

    private var timing: String {
        spec["cron"]?.stringValue ?? spec["every"]?.stringValue.map { "every \($0)" } ?? ""
    }

    /// "in 3h5m"; a tick that is due now is not yet decided.
    private var nextTick: String {
        guard let next = Moment(status["nextTick"]?.stringValue) else { return "" }
        return next <= .now
            ? "now" : "in \(shortDuration(seconds: (next.micros - Moment.now.micros) / 1_000_000))"
    }

    private var jobStatus: String { status["phase"]?.stringValue ?? "" }

    private var retries: String {
        guard let retries = status["retries"]?.intValue else { return "" }
        guard let most = spec["maxRetries"]?.intValue else { return "\(retries)" }
        return "\(retries)/\(most)"
    }

    private var duration: String {
        guard let start = Moment(status["startedAt"]?.stringValue) else { return "" }
        return span(from: start, to: Moment(status["finishedAt"]?.stringValue) ?? .now)
    }

    private var decision: String { status["decision"]?["action"]?.stringValue ?? "" }

    /// The Ready condition, or the one that says why there is no hope of it.
    private var ready: String {
        if condition("Stalled")?.status == "True" { return "Stalled" }
        return condition("Ready")?.status ?? ""
    }

    /// What a person would want to know about the state: an error first, then why it is not ready.
    private var remark: String {
        let texts = [
            status["error"]?.stringValue,
            condition("Stalled").flatMap { $0.status == "True" ? $0.message : nil },
            condition("Ready").flatMap { $0.status == "True" ? nil : $0.message },
            status["decision"]?["reason"]?.stringValue,
            status["skipReason"]?.stringValue.map { "last skipped: \($0)" },
        ]
        return (texts.compactMap { $0 }.first { !$0.isEmpty } ?? "").shortened(to: 80)
    }
}

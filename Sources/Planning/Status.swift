public import Lifecycle
import Resources

/// The latest run of a declared Job, as far as its rows are still there. Times are microseconds since 1970.
public struct RunFacts: Hashable, Sendable {
    /// Where the run stands, or how it ended.
    public var state: JobState
    /// Retries so far; 0 again after a retry by hand.
    public var retries: Int64
    /// How often a worker was given the run.
    public var attempt: Int64
    /// Start of the current or last attempt; nil while the run waits, and when it never started.
    public var startedAt: Int64?
    /// When it ended; nil while it has not.
    public var finishedAt: Int64?
    /// What the last failed attempt said; nil when none is recorded, as while an attempt is under way.
    public var error: String?
    /// Raw value of the `TransitionReason` that led here; nil when none is recorded.
    public var reason: String?
    /// What the run returned, as text; a reader may cut it. Nil unless it is DONE.
    public var result: String?

    /// Facts about a run in this state; what is left out is unknown or has not happened.
    public init(
        state: JobState, retries: Int64 = 0, attempt: Int64 = 0, startedAt: Int64? = nil,
        finishedAt: Int64? = nil,
        error: String? = nil, reason: String? = nil, result: String? = nil
    ) {
        self.state = state
        self.retries = retries
        self.attempt = attempt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.error = error
        self.reason = reason
        self.result = result
    }
}

/// The status of a declared queue. `row` is nil when somebody deleted the row behind the declaration's back.
public func queueStatus(_ declared: LiveResource, row: LiveQueue?, rowGeneration: Int64) -> ResourceStatus {
    let spec = QueueSettings(declared.resource)
    var conditions: [Condition]
    if let row, row.settings == spec, !row.draining {
        let paused = row.effective.paused
        conditions = [Condition("Ready", .yes, paused ? "Paused" : "Serving", servingMessage(row))]
    } else {
        let message =
            row == nil
            ? "the queue's row is missing; the reconciler will restore it"
            : "the queue's row differs from its declaration; the reconciler will repair it"
        conditions = [
            Condition("Ready", .no, "Drifted", message), Condition("Reconciling", .yes, "Drifted", message),
        ]
    }
    let counts = row?.counts ?? QueueCounts()
    return ResourceStatus(
        observedGeneration: rowGeneration, conditions: conditions,
        facts: [
            "pending": .int(counts.ready), "scheduled": .int(counts.scheduled),
            "assigned": .int(counts.assigned),
            "running": .int(counts.running), "done": .int(counts.done),
            "deadLettered": .int(counts.deadLettered),
            "paused": .bool(row?.effective.paused ?? spec.paused), "draining": .bool(row?.draining ?? false),
            "finishRate": .double(roughly(counts.finishRate)),
            "overrides": .array((row?.overrides ?? []).map(\.statusValue)),
        ])
}

/// What a queue that follows its declaration does, and what is overridden.
private func servingMessage(_ row: LiveQueue) -> String {
    let paused = row.effective.paused
    let message = paused ? "paused: jobs wait until it is resumed" : "takes and gives jobs"
    guard !row.overrides.isEmpty else { return message }
    let overridden = row.overrides.map { "spec.\($0.field.rawValue) is overridden: \($0.summary)" }
    return ([paused ? "paused" : message] + overridden).joined(separator: "; ")
}

/// Two significant digits: the rate is an estimate, and each digit more would be a status write more.
private func roughly(_ rate: Double) -> Double {
    guard rate.isFinite, rate > 0 else { return 0 }
    var scale = 1.0
    while rate >= scale { scale *= 10 }
    return (rate * 100 / scale).rounded() * scale / 100
}

/// The status of a declared Job: what its latest run came to. Stays complete when the run's rows are gone, for the
/// ledger remembers.
public func jobStatus(_ declared: LiveResource, ledger: [LedgerEntry], latest: RunFacts?) -> ResourceStatus {
    guard let entry = ledger.last else {
        let message = "declared, and nothing has run: set spec.trigger to run it"
        return ResourceStatus(
            observedGeneration: declared.generation,
            conditions: [Condition("Ready", .yes, "NotTriggered", message)],
            facts: ["phase": "Skipped", "decision": ["action": "Skipped", "reason": .string(message)]])
    }
    let decision = decideRun(declared.resource, ledger: ledger)
    // A -> B -> A: what counts is the run of the content that is declared now.
    let run = ledger.last { $0.runKey == decision.key } ?? entry
    let facts = run.jobID == entry.jobID ? latest : nil
    let state = facts?.state ?? run.state
    var values = runFacts(state, run: run, facts: facts, isLatest: run.jobID == entry.jobID)
    values["runs"] = runHistory(ledger, newest: latest?.state ?? entry.state)
    return ResourceStatus(
        observedGeneration: declared.generation, conditions: runConditions(state, run: run, facts: facts),
        facts: values)
}

/// The most runs that a Job's status lists.
private let listedRuns = 20

/// The newest runs first. The newest one's rows may be newer than its ledger entry.
private func runHistory(_ ledger: [LedgerEntry], newest: JobState) -> Value {
    var runs: [Value] = []
    for entry in ledger.suffix(listedRuns).reversed() {
        let state = runs.isEmpty ? newest : entry.state
        var run: [String: Value] = [
            "runId": .string(entry.jobID.description), "runKey": .string(entry.runKey.description),
            "contentKey": .string(entry.contentKey.description),
            "declaredAt": .string(Timestamp.text(micros: entry.declaredAt)), "state": .string(state.rawValue),
        ]
        if let revision = entry.sourceRevision { run["sourceRevision"] = .string(revision) }
        runs.append(.object(run))
    }
    return .array(runs)
}

private func runConditions(_ state: JobState, run: LedgerEntry, facts: RunFacts?) -> [Condition] {
    let since = facts?.finishedAt
    switch state {
    case .done:
        let message = "run \(run.jobID) succeeded"
        return [
            Condition("Ready", .yes, "Succeeded", message, since: since),
            Condition("Complete", .yes, "Succeeded", message, since: since),
        ]
    case .deadLettered, .failed:
        let why = [facts?.reason, facts?.error].compactMap(\.self).joined(separator: ": ")
        let message = "run \(run.jobID) is a dead letter" + (why.isEmpty ? "" : " (\(why))")
        return [
            Condition("Ready", .no, "DeadLettered", message, since: since),
            Condition("Failed", .yes, "DeadLettered", message, since: since),
            Condition("Stalled", .yes, "DeadLettered", message, since: since),
        ]
    case .pending, .assigned, .running:
        let message = "run \(run.jobID) is \(state.rawValue)"
        return [
            Condition("Ready", .no, "Running", message), Condition("Reconciling", .yes, "Running", message),
        ]
    }
}

private func runFacts(
    _ state: JobState, run: LedgerEntry, facts: RunFacts?, isLatest: Bool
) -> [String: Value] {
    var values: [String: Value] = [
        "runId": .string(run.jobID.description), "runKey": .string(run.runKey.description),
        "phase": .string(state.rawValue), "declaredAt": .string(Timestamp.text(micros: run.declaredAt)),
        "decision": [
            "action": isLatest ? "Ran" : "Skipped",
            "reason": isLatest ? "NewContent" : "AlreadyRan",
        ],
    ]
    guard let facts else { return values }
    values["retries"] = .int(facts.retries)
    values["attempt"] = .int(facts.attempt)
    if let time = facts.startedAt { values["startedAt"] = .string(Timestamp.text(micros: time)) }
    if let time = facts.finishedAt { values["finishedAt"] = .string(Timestamp.text(micros: time)) }
    if let error = facts.error { values["error"] = .string(error) }
    if let result = facts.result { values["result"] = .string(result) }
    return values
}

/// The status of a pool, whatever starts its workers, from the workers that named it when they registered.
///
/// - Parameters:
///   - desired: how many workers there shall be; nil: as many as declared. Differs where the pool scales itself.
///   - replicas: how many there are, ready or not; nil: not known, so as many as there shall be.
///   - selector: the label selector of its pods, for `/scale`; nil: it has no pods.
public func poolStatus(
    _ declared: LiveResource, online: Int64, busy: Int64, capacity: Int64, desired: Int64? = nil,
    replicas: Int64? = nil, selector: String? = nil
) -> ResourceStatus {
    let spec = WorkerPoolSpec(declared.resource)
    let wanted = desired ?? Int64(spec.replicas)
    let isReady = spec.runtime == .external || online >= wanted
    let message =
        spec.runtime == .external
        ? "\(online) workers have joined" : "\(online) of \(wanted) workers are online"
    var conditions = [
        Condition("Ready", isReady ? .yes : .no, isReady ? "WorkersOnline" : "WorkersMissing", message)
    ]
    if !isReady { conditions.append(Condition("Reconciling", .yes, "WorkersMissing", message)) }
    if spec.drain { conditions.append(Condition("Draining", .yes, "Drain", "workers take no more jobs")) }
    var facts: [String: Value] = [
        "replicas": .int(replicas ?? wanted), "ready": .int(online), "busy": .int(busy),
        "capacity": .int(capacity), "desired": .int(wanted),
    ]
    if let selector { facts["selector"] = .string(selector) }
    return ResourceStatus(
        observedGeneration: declared.generation, conditions: conditions, facts: facts)
}

import Planning
public import PostgresStore
public import Resources

/// The status of an object: what the database says about its declaration, and what the controller says about the
/// object itself. Conditions carry no times yet but those that the database knows.
///
/// - Parameters:
///   - observed: the declaration as stored, with its status; nil when nothing is stored.
///   - verdict: of the last reconcile; nil before the first.
///   - previous: the status that the object carries, of which the facts stand where the database was not asked.
public func composeStatus(
    _ observed: ObservedResource?, verdict: Verdict?, previous: Value = .null
) -> Value? {
    guard let verdict else { return nil }
    var members: [String: Value] = observed?.status.facts ?? previous.objectValue ?? [:]
    let conditions: [Condition]
    var past: [Value] = []
    var generation = verdict.generation
    switch verdict {
    case .applied:
        guard let observed else { return nil }
        conditions = observed.status.conditions
        // The rows follow an older declaration: they were changed by hand, and are repaired next.
        if observed.status.observedGeneration < observed.record.live.generation { generation -= 1 }
    case .invalid(_, let problems):
        let errors = problems.filter { $0.severity == .error }
        let text = errors.map(problemText).joined(separator: "\n")
        conditions = stalled("Invalid", text.isEmpty ? "the object cannot be decoded" : text)
        past = ended(previous)
    case .blocked(_, let reason):
        conditions = stalled("Blocked", reason) + kept(observed)
    case .leaving(_, let reason):
        conditions = [
            Condition("Ready", .no, "Deleting", reason), Condition("Reconciling", .yes, "Deleting", reason),
        ]
    case .waiting(_, let reason):
        conditions = [
            Condition("Ready", .unknown, "DatabaseUnavailable", reason),
            Condition("Reconciling", .yes, "DatabaseUnavailable", reason),
        ]
        past = ended(previous)
    }
    members["observedGeneration"] = .int(max(0, generation))
    members["conditions"] = .array(conditions.map { conditionValue($0, generation: generation) } + past)
    return .object(members)
}

/// The conditions of an object that say how its run ended.
private func ended(_ status: Value) -> [Value] {
    (status["conditions"]?.arrayValue ?? []).filter { condition in
        ["Complete", "Failed"].contains(condition["type"]?.stringValue)
    }
}

/// A status as the API writes it, for an object whose generation it has observed.
func statusValue(_ status: ResourceStatus) -> Value {
    var members = status.facts
    members["observedGeneration"] = .int(status.observedGeneration)
    members["conditions"] = .array(
        status.conditions.map { conditionValue($0, generation: status.observedGeneration) })
    return .object(members)
}

/// A doomed object is Stalled, after kstatus.
private func stalled(_ reason: String, _ message: String) -> [Condition] {
    [Condition("Ready", .no, reason, message), Condition("Stalled", .yes, reason, message)]
}

/// A run that completed stays so, also while a later edit is held up.
private func kept(_ observed: ObservedResource?) -> [Condition] {
    (observed?.status.conditions ?? []).filter { ["Complete", "Failed"].contains($0.type) }
}

private func conditionValue(_ condition: Condition, generation: Int64) -> Value {
    var members: [String: Value] = [
        "type": .string(condition.type), "status": .string(condition.status.rawValue),
        "reason": .string(condition.reason), "message": .string(String(condition.message.prefix(32_768))),
        "observedGeneration": .int(max(0, generation)),
    ]
    if let since = condition.since {
        // metav1.Time has whole seconds.
        members["lastTransitionTime"] = .string(Timestamp.text(micros: since / 1_000_000 * 1_000_000))
    }
    return .object(members)
}

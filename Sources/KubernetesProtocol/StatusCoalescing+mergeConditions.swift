public import Resources

/// A status whose conditions say when each *changed its status*, not when it was written last (Kubernetes API
/// conventions, "Typical status properties").
///
/// A condition of `new` whose type is in `old` with the same `status` keeps the old `lastTransitionTime`,
/// whatever else in it differs; any other gets its own `lastTransitionTime`, or `now` if it brings none.
/// Conditions that `new` lacks are gone.
///
/// - Parameters:
///   - old: The last known status, or its list of conditions; `.null` when there is none.
///   - new: The status to write, or its list of conditions.
///   - now: RFC 3339 in whole seconds.
public func mergeConditions(old: Value, new: Value, now: String) -> Value {
    switch new {
    case .object(var members):
        guard let conditions = members["conditions"], conditions.arrayValue != nil else { return new }
        members["conditions"] = mergeConditions(old: old["conditions"] ?? .null, new: conditions, now: now)
        return .object(members)
    case .array(let conditions):
        let known = (old["conditions"] ?? old).arrayValue ?? []
        return .array(conditions.map { mergeCondition($0, known: known, now: now) })
    default: return new
    }
}

private func mergeCondition(_ condition: Value, known: [Value], now: String) -> Value {
    guard case .object(var members) = condition else { return condition }
    let before = known.first { $0["type"] != nil && $0["type"] == members["type"] }
    if let before, before["status"] == members["status"], let time = before["lastTransitionTime"] {
        members["lastTransitionTime"] = time
    } else if members["lastTransitionTime"]?.stringValue?.isEmpty ?? true {
        members["lastTransitionTime"] = .string(now)
    }
    return .object(members)
}

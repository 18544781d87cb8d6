import Resources

/// A strategic merge patch: a merge patch that merges lists of known elements by their key, with the
/// directives `$patch`, `$retainKeys`, `$deleteFromPrimitiveList/...` and `$setElementOrder/...`.
enum StrategicMergePatch {
    /// `live` after the patch; nil when the patch removes it.
    static func apply(_ patch: Value, to live: Value?, _ schema: SchemaView) -> Value? {
        guard case .object(let changes) = patch else { return patch }
        switch changes["$patch"]?.stringValue {
        case "delete": return nil
        case "replace": return .object(changes.filter { !$0.key.hasPrefix("$") })
        default: break
        }
        var members = live?.objectValue ?? [:]
        if let kept = changes["$retainKeys"]?.strings { members = members.filter { kept.contains($0.key) } }
        for (name, change) in changes where !name.hasPrefix("$") {
            let view = schema.member(name)
            switch change {
            case .null: members[name] = nil
            case .object: members[name] = apply(change, to: members[name], view)
            case .array(let elements): members[name] = merge(elements, into: members[name]?.arrayValue, view)
            default: members[name] = change
            }
        }
        for (directive, list) in changes {
            if let name = directive.suffix(after: "$deleteFromPrimitiveList/") {
                let removed = list.arrayValue ?? []
                members[name] = .array((members[name]?.arrayValue ?? []).filter { !removed.contains($0) })
            }
            if let name = directive.suffix(after: "$setElementOrder/"),
                let elements = members[name]?.arrayValue
            {
                members[name] = .array(order(elements, like: list.arrayValue ?? [], schema.member(name)))
            }
        }
        return .object(members)
    }

    private static func merge(_ changes: [Value], into live: [Value]?, _ schema: SchemaView) -> Value {
        if let key = schema.strategicMergeKey { return merge(changes, into: live ?? [], key: key, schema) }
        if schema.isStrategicSet {
            let elements = live ?? []
            return .array(elements + changes.filter { !elements.contains($0) })
        }
        return .array(changes)
    }

    private static func merge(
        _ changes: [Value], into live: [Value], key: String, _ schema: SchemaView
    ) -> Value {
        if changes.contains(where: { $0["$patch"] == "replace" }) {
            return .array(changes.filter { $0["$patch"] == nil })
        }
        var merged = live
        for change in changes {
            let index = merged.firstIndex { $0[key] == change[key] }
            let result = apply(change, to: index.map { merged[$0] }, schema.element)
            switch (index, result) {
            case (let index?, let result?): merged[index] = result
            case (let index?, nil): merged.remove(at: index)
            case (nil, let result?): merged.append(result)
            case (nil, nil): continue
            }
        }
        return .array(merged)
    }

    /// The elements in the given order; those it does not name stay behind the others.
    private static func order(_ elements: [Value], like order: [Value], _ schema: SchemaView) -> [Value] {
        let key = schema.strategicMergeKey
        let identity = { (value: Value) in key.flatMap { value[$0] } ?? value }
        let wanted = order.map(identity)
        let rank = { (value: Value) in wanted.firstIndex(of: identity(value)) ?? wanted.count }
        return elements.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
            .map(\.element)
    }
}

extension String {
    /// What follows `prefix`; nil when the text does not begin with it.
    fileprivate func suffix(after prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}

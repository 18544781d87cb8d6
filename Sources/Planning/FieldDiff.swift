import Resources

/// The leaves of an object by their dotted path. Arrays and empty objects count as leaves: an author thinks of a
/// list as one value. A name with a dot (in a payload) is quoted, so that no two leaves share a path.
func flatten(_ value: Value, path: String, into fields: inout [String: Value]) {
    guard case .object(let members) = value, !members.isEmpty else {
        fields[path] = value
        return
    }
    for (name, member) in members {
        let part = name.contains(".") ? "\"\(name)\"" : name
        flatten(member, path: "\(path).\(part)", into: &fields)
    }
}

/// All fields of a declaration that a user can see differ, defaults filled in.
func fields(of resource: Resource) -> [String: Value] {
    var fields: [String: Value] = [:]
    flatten(resource.effectiveSpec, path: "spec", into: &fields)
    for (name, text) in resource.labels { fields["metadata.labels.\(name)"] = .string(text) }
    for (name, text) in resource.annotations { fields["metadata.annotations.\(name)"] = .string(text) }
    return fields
}

/// Every path at which `old` and `new` differ, in path order.
func differences(_ old: [String: Value], _ new: [String: Value], drifted: Set<String> = []) -> [FieldChange] {
    var changes: [FieldChange] = []
    for path in Set(old.keys).union(new.keys).sorted() where !sameValue(old[path], new[path]) {
        changes.append(
            FieldChange(path: path, old: old[path], new: new[path], drift: drifted.contains(path)))
    }
    return changes
}

/// Equality that does not tell 1 from 1.0, as JSON does not.
func sameValue(_ left: Value?, _ right: Value?) -> Bool {
    switch (left, right) {
    case (.int(let whole), .double(let real)), (.double(let real), .int(let whole)): Double(whole) == real
    default: left == right
    }
}

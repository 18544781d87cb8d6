import Resources

extension Value {
    /// The value under nested member names, nil where one is missing.
    func at(_ path: String...) -> Value? { at(path) }

    /// The value under nested member names, nil where one is missing.
    func at(_ path: [String]) -> Value? {
        var value = self
        for name in path {
            guard let next = value[name] else { return nil }
            value = next
        }
        return value
    }

    /// Puts `new` under nested member names and makes the objects on the way; nil removes the member, and
    /// then makes nothing.
    mutating func set(_ path: [String], to new: Value?) {
        guard let name = path.first else {
            self = new ?? .null
            return
        }
        var members = objectValue ?? [:]
        if path.count == 1 {
            members[name] = new
        } else {
            if new == nil, members[name]?.objectValue == nil { return }
            var child = members[name] ?? .object([:])
            child.set(Array(path.dropFirst()), to: new)
            members[name] = child
        }
        self = .object(members)
    }

    /// Removes the members with these names from an object.
    func without(_ names: String...) -> Value {
        guard case .object(var members) = self else { return self }
        for name in names { members[name] = nil }
        return .object(members)
    }

    /// The texts of an array of strings; other elements are left out.
    var strings: [String] { arrayValue?.compactMap(\.stringValue) ?? [] }

    /// The members of an object whose values are strings.
    var stringMembers: [String: String] { objectValue?.compactMapValues(\.stringValue) ?? [:] }
}

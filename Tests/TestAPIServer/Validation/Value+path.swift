internal import Resources

extension Value {
    /// The member at `path`, one name for each step; nil when a step leads nowhere.
    func member(at path: [String]) -> Value? {
        var value = self
        for name in path {
            guard let next = value[name] else { return nil }
            value = next
        }
        return value
    }

    /// This object with `value` at `path`; objects on the way are made when they are missing.
    func setting(_ value: Value, at path: [String]) -> Value {
        guard let name = path.first else { return value }
        var members = objectValue ?? [:]
        members[name] = (members[name] ?? [:]).setting(value, at: Array(path.dropFirst()))
        return .object(members)
    }

    /// This object without its member `name`.
    func removing(_ name: String) -> Value {
        guard case .object(var members) = self else { return self }
        members[name] = nil
        return .object(members)
    }
}

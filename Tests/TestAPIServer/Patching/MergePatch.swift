import Resources

extension Value {
    /// This value after a JSON merge patch (RFC 7396): null removes, objects merge, the rest replaces.
    func merged(with patch: Value) -> Value {
        guard case .object(let changes) = patch else { return patch }
        var members = objectValue ?? [:]
        for (name, change) in changes {
            members[name] = change == .null ? Value?.none : (members[name] ?? .null).merged(with: change)
        }
        return .object(members)
    }
}

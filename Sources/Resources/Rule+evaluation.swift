/// What is known about an object when its rules are checked.
struct RuleFacts {
    /// The fields that could be decoded.
    let members: [String: Value]
    /// The fields that the author gave, also those that were wrong.
    let given: FieldSet
    let schema: ObjectSchema
    let ownName: String?

    func isGiven(_ name: String) -> Bool { schema.index(of: name).map(given.contains) ?? false }

    /// Whether there is something at the end of `path`, or something wrong on the way to it, which has its own
    /// error.
    func isGivenOrWrong(_ path: [String]) -> Bool {
        guard let first = path.first, isGiven(first) else { return false }
        guard var value = members[first] else { return true }
        for name in path.dropFirst() {
            guard let member = value[name] else { return false }
            value = member
        }
        return true
    }

    /// The field's value or its default; nil when it is absent, or was given and wrong.
    func effective(_ name: String) -> Value? {
        guard let index = schema.index(of: name) else { return nil }
        return given.contains(index) ? members[name] : schema.fields[index].defaultValue
    }
}

extension Rule {
    /// The fields that the rule is about.
    public var fields: [String] {
        switch check {
        case .exactlyOneOf(let names): names
        case .givenExactlyWhen(let field, let other, _), .onlyWhen(let field, let other, _): [field, other]
        case .givenWhen(let path, let other, _): [other] + path.prefix(1)
        case .onlyWith(let field, let other): [field, other]
        case .atLeastOneOf(let names): names
        case .intAtMost(let lesser, let greater): [lesser, greater]
        case .durationAtMost(let lesser, let greater): [lesser, greater]
        case .notOwnName(let field): [field]
        }
    }

    /// Whether the rule holds. A field that was given but is wrong has its own error; no rule adds to it.
    func holds(_ facts: RuleFacts) -> Bool {
        switch check {
        case .exactlyOneOf(let names):
            return names.count { facts.isGiven($0) } == 1
        case .givenExactlyWhen(let field, let other, let value):
            guard let actual = facts.effective(other) else { return true }
            return facts.isGiven(field) == (actual == .string(value))
        case .givenWhen(let path, let other, let value):
            return facts.effective(other) != .string(value) || facts.isGivenOrWrong(path)
        case .onlyWhen(let field, let other, let value):
            // What was given for `other` and is wrong may have been meant to be `value`.
            let isKnown = !facts.isGiven(other) || facts.effective(other) != nil
            return !facts.isGiven(field) || !isKnown || facts.effective(other) == .string(value)
        case .onlyWith(let field, let other):
            return !facts.isGiven(field) || facts.isGiven(other)
        case .atLeastOneOf(let names):
            return names.contains { facts.isGiven($0) }
        case .intAtMost(let lesser, let greater):
            guard let low = facts.effective(lesser)?.intValue, let high = facts.effective(greater)?.intValue
            else { return true }
            return low <= high
        case .durationAtMost(let lesser, let greater):
            guard let low = duration(facts.effective(lesser)), let high = duration(facts.effective(greater))
            else { return true }
            return low <= high
        case .notOwnName(let field):
            guard let ownName = facts.ownName else { return true }
            let own = Value.string(ownName)
            switch facts.members[field] {
            case .array(let names): return !names.contains(own)
            case let name: return name != own
            }
        }
    }

    private func duration(_ value: Value?) -> Duration? {
        value?.stringValue.flatMap { try? Duration(manifestText: $0) }
    }
}

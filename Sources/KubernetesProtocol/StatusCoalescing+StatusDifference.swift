internal import Resources

/// How much two statuses differ, as far as it matters for when to write.
enum StatusDifference: Hashable, Sendable {
    /// Not at all, apart from `lastTransitionTime`.
    case none
    /// In numbers, none of them by much.
    case slight
    /// In facts or numbers that may wait for the next turn of the object.
    case facts
    /// In a condition or the generation that was observed: somebody may be waiting for it.
    case transition

    /// - Parameter threshold: The share by which a number must differ to be more than slight.
    init(from old: Value, to new: Value, threshold: Double) {
        let before = StatusForm(old)
        let after = StatusForm(new)
        if before == after {
            self = .none
        } else if old.objectValue == nil || before["conditions"] != after["conditions"]
            || before["observedGeneration"] != after["observedGeneration"]
        {
            self = .transition
        } else {
            self = before.isNear(after, threshold: threshold) ? .slight : .facts
        }
    }
}

/// A status in the form in which two are compared: what the API server gives back is the same in it as what
/// was sent. Numbers are numbers, whether written with a fraction or not; a member that is null is none; the
/// times of transitions are left out.
indirect enum StatusForm: Hashable, Sendable {
    case null
    case bool(Bool)
    case whole(Int64)
    case fraction(Double)
    case text(String)
    case list([StatusForm])
    case members([String: StatusForm])

    init(_ value: Value, inCondition: Bool = false, inConditions: Bool = false) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .whole(number)
        case .double(let number): self = Int64(exactly: number).map { .whole($0) } ?? .fraction(number)
        case .string(let text): self = .text(text)
        case .array(let elements): self = .list(elements.map { StatusForm($0, inCondition: inConditions) })
        case .object(let members):
            var kept: [String: StatusForm] = [:]
            for (name, member) in members where member != .null {
                if inCondition, name == "lastTransitionTime" { continue }
                kept[name] = StatusForm(member, inConditions: name == "conditions")
            }
            self = .members(kept)
        }
    }

    subscript(name: String) -> StatusForm? {
        guard case .members(let members) = self else { return nil }
        return members[name]
    }

    /// Whether they differ in numbers only, and in each by at most that share of the larger one. From and to
    /// zero is never near.
    func isNear(_ other: StatusForm, threshold: Double) -> Bool {
        if self == other { return true }
        switch (self, other) {
        case (.members(let one), .members(let two)):
            return one.keys == two.keys
                && one.allSatisfy { two[$0]?.isNear($1, threshold: threshold) ?? false }
        case (.list(let one), .list(let two)):
            return one.count == two.count && zip(one, two).allSatisfy { $0.isNear($1, threshold: threshold) }
        default:
            guard let one = number, let two = other.number, one != 0, two != 0 else { return false }
            return abs(one - two) <= threshold * max(abs(one), abs(two))
        }
    }

    private var number: Double? {
        switch self {
        case .whole(let number): Double(number)
        case .fraction(let number): number
        default: nil
        }
    }
}

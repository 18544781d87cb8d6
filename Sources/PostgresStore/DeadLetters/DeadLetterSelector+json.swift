import Lifecycle
import Resources

// A redrive keeps its selector as JSON, where people can read it too.
extension DeadLetterSelector {
    var json: [UInt8] {
        var members: [String: Value] = [:]
        if let queue { members["queue"] = .string(queue) }
        if !reasons.isEmpty { members["reasons"] = .array(reasons.map { .string($0) }) }
        if let since { members["since"] = .int(since) }
        if let until { members["until"] = .int(until) }
        if !labels.isEmpty { members["labels"] = .array(labels.map(\.value)) }
        if let errorPattern { members["errorPattern"] = .string(errorPattern) }
        if !jobs.isEmpty { members["jobs"] = .array(jobs.map { .string($0.description) }) }
        return Value.object(members).canonicalJSON()
    }

    /// Nil when the JSON is not a selector.
    init?(json: String) {
        guard let value = try? Value(json: Array(json.utf8)), case .object = value else { return nil }
        let labels = (value["labels"]?.arrayValue ?? []).map { LabelRequirement($0) }
        let jobs = (value["jobs"]?.arrayValue ?? []).map { $0.stringValue.flatMap { JobID($0) } }
        // A condition that is not understood must not widen what is selected.
        guard !labels.contains(nil), !jobs.contains(nil) else { return nil }
        self.init(
            queue: value["queue"]?.stringValue,
            reasons: (value["reasons"]?.arrayValue ?? []).compactMap(\.stringValue),
            since: value["since"]?.intValue, until: value["until"]?.intValue,
            labels: labels.compactMap { $0 }, errorPattern: value["errorPattern"]?.stringValue,
            jobs: jobs.compactMap { $0 })
    }
}

extension LabelRequirement {
    /// `["=", key, value]`
    fileprivate var value: Value {
        switch self {
        case .equals(let key, let value): ["=", .string(key), .string(value)]
        case .differs(let key, let value): ["!=", .string(key), .string(value)]
        case .exists(let key): ["exists", .string(key)]
        case .lacks(let key): ["lacks", .string(key)]
        }
    }

    fileprivate init?(_ value: Value) {
        let words = (value.arrayValue ?? []).compactMap(\.stringValue)
        switch (words.first, words.count) {
        case ("=", 3): self = .equals(words[1], words[2])
        case ("!=", 3): self = .differs(words[1], words[2])
        case ("exists", 2): self = .exists(words[1])
        case ("lacks", 2): self = .lacks(words[1])
        default: return nil
        }
    }
}

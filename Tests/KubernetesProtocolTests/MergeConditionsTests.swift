import KubernetesProtocol
import Resources
import Testing

@Suite("Merging conditions")
struct MergeConditionsTests {
    private static func condition(
        _ type: String, _ status: String, at time: String? = nil, message: String = "m"
    )
        -> Value
    {
        var members: [String: Value] = [
            "type": .string(type), "status": .string(status), "message": .string(message),
        ]
        members["lastTransitionTime"] = time.map { .string($0) }
        return .object(members)
    }

    struct Case: Sendable {
        let name: String
        let old: Value
        let new: Value
        let expected: Value
    }

    static let cases = [
        Case(
            name: "the same status keeps its time, also with another message",
            old: [condition("Ready", "True", at: "t0")],
            new: [condition("Ready", "True", message: "other")],
            expected: [condition("Ready", "True", at: "t0", message: "other")]),
        Case(
            name: "another status gets now", old: [condition("Ready", "True", at: "t0")],
            new: [condition("Ready", "False")], expected: [condition("Ready", "False", at: "now")]),
        Case(
            name: "a new type gets now", old: [condition("Ready", "True", at: "t0")],
            new: [condition("Stalled", "True"), condition("Ready", "True")],
            expected: [condition("Stalled", "True", at: "now"), condition("Ready", "True", at: "t0")]),
        Case(
            name: "one that is left out is gone", old: [condition("Reconciling", "True", at: "t0")], new: [],
            expected: []),
        Case(
            name: "a time that it brings is kept when the status changed",
            old: [condition("Ready", "True", at: "t0")], new: [condition("Ready", "False", at: "t1")],
            expected: [condition("Ready", "False", at: "t1")]),
        Case(
            name: "a time that it brings does not replace the old one of the same status",
            old: [condition("Ready", "True", at: "t0")], new: [condition("Ready", "True", at: "t1")],
            expected: [condition("Ready", "True", at: "t0")]),
        Case(
            name: "nothing known", old: .null, new: [condition("Ready", "True", at: "")],
            expected: [condition("Ready", "True", at: "now")]),
        Case(
            name: "a whole status",
            old: ["conditions": [condition("Ready", "True", at: "t0")], "pending": 1],
            new: ["conditions": [condition("Ready", "True")], "pending": 2],
            expected: ["conditions": [condition("Ready", "True", at: "t0")], "pending": 2]),
        Case(name: "a status without conditions", old: .null, new: ["pending": 2], expected: ["pending": 2]),
        Case(name: "what is no status", old: [condition("A", "True")], new: "x", expected: "x"),
        Case(name: "what is no condition", old: ["x"], new: ["x", 3], expected: ["x", 3]),
    ]

    @Test("lastTransitionTime is when the status changed", arguments: cases.indices)
    func merges(index: Int) {
        let sample = Self.cases[index]
        #expect(
            mergeConditions(old: sample.old, new: sample.new, now: "now") == sample.expected, "\(sample.name)"
        )
    }
}

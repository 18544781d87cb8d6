/// Something that must hold between the fields of one object.
///
/// A rule is data, so that the same rule decides here, in the Kubernetes API server (CEL) and in editors
/// (JSON Schema), with the same message.
public struct Rule: Sendable {
    /// The forms a rule can have.
    public enum Check: Hashable, Sendable {
        /// One of the fields is given, and no other of them.
        case exactlyOneOf([String])
        /// `field` is given when the field `other` is `value`, and only then.
        case givenExactlyWhen(field: String, other: String, is: String)
        /// The duration in `lesser` is at most the one in `greater`, defaults included.
        case durationAtMost(lesser: String, greater: String)
        /// `field` does not name the resource itself; for a list, no element does.
        case notOwnName(field: String)
    }

    /// A stable name, for tests and for people who talk about the rule.
    public let name: String
    /// What is checked.
    public let check: Check
    /// What must hold, as a sentence without its point.
    public let message: String
    /// What to do when it does not hold.
    public let hint: String?

    init(_ name: String, _ check: Check, message: String, hint: String? = nil) {
        self.name = name
        self.check = check
        self.message = message
        self.hint = hint
    }
}

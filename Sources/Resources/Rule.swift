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
        /// The field that `path` leads to is given when the field `other` is `value`; it may be given
        /// otherwise, too. No field on the way has a default.
        case givenWhen(path: [String], other: String, is: String)
        /// `field` is only given when the field `other` is `value`; it need not be.
        case onlyWhen(field: String, other: String, is: String)
        /// `field` is only given when `other` is given, too.
        case onlyWith(field: String, other: String)
        /// At least one of the fields is given.
        case atLeastOneOf([String])
        /// The integer in `lesser` is at most the one in `greater`, defaults included.
        case intAtMost(lesser: String, greater: String)
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

    /// Message and hint in one line, as the API server gives them.
    public var text: String { hint.map { "\(message); \($0)" } ?? message }

    init(_ name: String, _ check: Check, message: String, hint: String? = nil) {
        self.name = name
        self.check = check
        self.message = message
        self.hint = hint
    }
}

/// One of the reasons of an ``APIStatus``.
public struct StatusCause: Hashable, Sendable {
    /// A word for programs, such as `FieldValueInvalid` or `FieldManagerConflict`.
    public let reason: String
    /// The field it is about, such as `spec.replicas`; empty when it is about no field.
    public let field: String
    /// A sentence for people.
    public let message: String

    /// A cause made in code.
    public init(reason: String, field: String = "", message: String = "") {
        self.reason = reason
        self.field = field
        self.message = message
    }
}

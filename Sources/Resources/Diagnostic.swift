/// One problem found in a manifest: what it is, where it is, and what to do about it.
///
/// A diagnostic never holds the value of a field that may carry a secret (`env`, `payload`).
public struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
    /// Whether the resource can still be used.
    public enum Severity: String, Sendable, CaseIterable {
        /// The document gives no resource.
        case error
        /// The resource is usable; its author should know something about it.
        case warning
    }

    /// Whether the document still gives a resource.
    public var severity: Severity
    /// What is wrong, without place and advice.
    public var message: String
    /// Where, when the document came from a file.
    public var mark: Mark?
    /// What to do, when there is something more useful to say than the message.
    public var hint: String?
    /// The resource the problem belongs to, when kind and name could be read.
    public var resource: ResourceKey?
    /// The field the problem belongs to, such as `spec.maxRetries`.
    public var field: String?

    /// A diagnostic; everything but severity and message may be unknown.
    public init(
        _ severity: Severity, _ message: String, mark: Mark? = nil, hint: String? = nil,
        resource: ResourceKey? = nil, field: String? = nil
    ) {
        self.severity = severity
        self.message = message
        self.mark = mark
        self.hint = hint
        self.resource = resource
        self.field = field
    }

    /// An error.
    public static func error(
        _ message: String, mark: Mark? = nil, hint: String? = nil,
        resource: ResourceKey? = nil, field: String? = nil
    ) -> Diagnostic {
        Diagnostic(.error, message, mark: mark, hint: hint, resource: resource, field: field)
    }

    /// A warning.
    public static func warning(
        _ message: String, mark: Mark? = nil, hint: String? = nil,
        resource: ResourceKey? = nil, field: String? = nil
    ) -> Diagnostic {
        Diagnostic(.warning, message, mark: mark, hint: hint, resource: resource, field: field)
    }

    /// `message [at file:line:column][; hint]`, on one line.
    public var description: String {
        var text = message
        if let mark { text += " at \(mark)" }
        if let hint { text += "; \(hint)" }
        return text
    }
}

extension Sequence where Element == Diagnostic {
    /// Whether one of the diagnostics is an error.
    public var hasErrors: Bool { contains { $0.severity == .error } }
}

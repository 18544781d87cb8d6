public import Resources

/// What the schema and the rules of a custom resource say of an object.
public enum AdmissionResult: Hashable, Sendable {
    /// The object in the form to store: unknown fields pruned, defaults filled in, and what the request may
    /// not change (the status on a plain write, everything else on a write of the status) taken from `old`.
    case admitted(Value)
    /// The object is invalid (HTTP 422, reason `Invalid`). The causes are in the order in which the server
    /// reports them.
    case refused([AdmissionCause])
}

/// One reason why an object was refused, as `details.causes` of a `Status` holds it.
public struct AdmissionCause: Hashable, Sendable, CustomStringConvertible {
    /// The server's word for the kind of error: `FieldValueInvalid`, `FieldValueRequired`, ...
    public let reason: String
    /// The path of the field, such as `spec.queues[2].name`.
    public let field: String
    /// The error without the path: `Invalid value: 200: spec.maxRetries in body should be ...`.
    public let message: String

    /// A cause with exactly these texts.
    public init(reason: String, field: String, message: String) {
        self.reason = reason
        self.field = field
        self.message = message
    }

    /// The error as it stands in the message of the `Status`: the path, a colon, the message.
    public var description: String { "\(field): \(message)" }

    /// The message of a `Status` with reason `Invalid`: `Queue.jq.dev "emails" is invalid: ...`, where
    /// several causes stand in brackets and equal ones are told once.
    ///
    /// `kind` is qualified by its group (`Queue.jq.dev`); `name` is the object's.
    public static func statusMessage(kind: String, name: String, causes: [AdmissionCause]) -> String {
        var texts: [String] = []
        for text in causes.map(\.description) where !texts.contains(text) { texts.append(text) }
        let head = "\(kind) \(GoQuoting.quoted(name)) is invalid"
        if texts.isEmpty { return head }
        return texts.count == 1 ? "\(head): \(texts[0])" : "\(head): [\(texts.joined(separator: ", "))]"
    }
}

/// Why a CustomResourceDefinition was refused (HTTP 422 on the CRD itself).
public struct CRDProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The errors, in the server's order; at least one.
    public let causes: [AdmissionCause]

    /// A problem with these causes.
    public init(_ causes: [AdmissionCause]) { self.causes = causes }

    /// All causes in one line.
    public var description: String { causes.map(\.description).joined(separator: ", ") }
}

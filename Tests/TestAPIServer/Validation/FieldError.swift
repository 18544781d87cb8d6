internal import Resources

/// An error of one field, in the kinds of the server (`k8s.io/apimachinery`, package `field`).
struct FieldError: Hashable, Sendable {
    /// The kinds, with the server's word for each in `reason` of a cause.
    enum Kind: String, Sendable {
        case required = "FieldValueRequired"
        case duplicate = "FieldValueDuplicate"
        case invalid = "FieldValueInvalid"
        case typeInvalid = "FieldValueTypeInvalid"
        case notSupported = "FieldValueNotSupported"
        case forbidden = "FieldValueForbidden"
        case tooLong = "FieldValueTooLong"
        case tooMany = "FieldValueTooMany"
        case `internal` = "InternalError"

        /// What a message starts with.
        var title: String {
            switch self {
            case .required: "Required value"
            case .duplicate: "Duplicate value"
            case .invalid, .typeInvalid: "Invalid value"
            case .notSupported: "Unsupported value"
            case .forbidden: "Forbidden"
            case .tooLong: "Too long"
            case .tooMany: "Too many"
            case .internal: "Internal error"
            }
        }
    }

    let kind: Kind
    let path: FieldPath
    /// The value as the message shows it; nil when it does not.
    let shown: String?
    let detail: String

    private init(_ kind: Kind, _ path: FieldPath, shown: String? = nil, _ detail: String) {
        self.kind = kind
        self.path = path
        self.shown = shown
        self.detail = detail
    }

    /// The error as the server returns it.
    var cause: AdmissionCause {
        var message = kind.title
        if let shown { message += ": \(shown)" }
        if !detail.isEmpty { message += ": \(detail)" }
        return AdmissionCause(reason: kind.rawValue, field: path.description, message: message)
    }

    /// Path and message, by which equal errors are found.
    var text: String { cause.description }

    static func required(_ path: FieldPath, _ detail: String = "") -> FieldError {
        FieldError(.required, path, detail)
    }

    static func forbidden(_ path: FieldPath, _ detail: String) -> FieldError {
        FieldError(.forbidden, path, detail)
    }

    /// With `value` as the message shows it; nil leaves it out, as the server does for objects and lists that
    /// break a rule.
    static func invalid(_ path: FieldPath, _ value: Value?, _ detail: String) -> FieldError {
        FieldError(.invalid, path, shown: value.map(GoJSON.shown), detail)
    }

    /// With text that stands for the value as it is.
    static func invalid(_ path: FieldPath, rendered: String, _ detail: String) -> FieldError {
        FieldError(.invalid, path, shown: rendered, detail)
    }

    static func typeInvalid(_ path: FieldPath, _ value: Value, _ detail: String) -> FieldError {
        FieldError(.typeInvalid, path, shown: GoJSON.shown(value), detail)
    }

    static func duplicate(_ path: FieldPath, _ value: Value?) -> FieldError {
        FieldError(.duplicate, path, shown: value.map(GoJSON.shown), "")
    }

    static func notSupported(_ path: FieldPath, _ value: Value, _ supported: [String]) -> FieldError {
        let list = supported.map(GoQuoting.quoted).joined(separator: ", ")
        return FieldError(.notSupported, path, shown: GoJSON.shown(value), "supported values: \(list)")
    }

    static func tooLong(_ path: FieldPath, maximum: Int64) -> FieldError {
        FieldError(.tooLong, path, "may not be more than \(maximum) byte\(maximum == 1 ? "" : "s")")
    }

    static func tooMany(_ path: FieldPath, actual: Int64, maximum: Int64) -> FieldError {
        FieldError(
            .tooMany, path, shown: String(actual),
            "must have at most \(maximum) item\(maximum == 1 ? "" : "s")")
    }

    static func internalError(_ path: FieldPath, _ detail: String) -> FieldError {
        FieldError(.internal, path, detail)
    }
}

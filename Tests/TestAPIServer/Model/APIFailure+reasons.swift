import Resources

/// One entry of `details.causes`.
struct FailureCause: Hashable, Sendable {
    var reason: String
    var message: String
    var field: String?

    var value: Value {
        var members: [String: Value] = ["reason": .string(reason), "message": .string(message)]
        if let field { members["field"] = .string(field) }
        return .object(members)
    }
}

extension APIFailure {
    private static func details(_ type: ResourceType, _ name: String, byKind: Bool = false) -> [String: Value]
    {
        var details: [String: Value] = ["kind": .string(byKind ? type.kind : type.plural)]
        if !name.isEmpty { details["name"] = .string(name) }
        if !type.group.isEmpty { details["group"] = .string(type.group) }
        return details
    }

    static func notFound(_ type: ResourceType, _ name: String) -> APIFailure {
        APIFailure(
            code: 404, reason: "NotFound", message: "\(type.qualifiedName) \"\(name)\" not found",
            details: details(type, name))
    }

    /// What an address answers under which nothing is served, such as a resource whose definition is gone.
    static let noSuchAddress = APIFailure(
        code: 404, reason: "NotFound", message: "the server could not find the requested resource")

    static func alreadyExists(_ type: ResourceType, _ name: String, isDying: Bool) -> APIFailure {
        let start = isDying ? "object is being deleted: " : ""
        return APIFailure(
            code: 409, reason: "AlreadyExists",
            message: "\(start)\(type.qualifiedName) \"\(name)\" already exists",
            details: details(type, name))
    }

    static func conflict(_ type: ResourceType, _ name: String, _ why: String) -> APIFailure {
        APIFailure(
            code: 409, reason: "Conflict",
            message: "Operation cannot be fulfilled on \(type.qualifiedName) \"\(name)\": \(why)",
            details: details(type, name))
    }

    static func outdated(_ type: ResourceType, _ name: String) -> APIFailure {
        conflict(
            type, name,
            "the object has been modified; please apply your changes to the latest version and try again")
    }

    /// Some fields that an apply sets to another value belong to other managers.
    static func applyConflict(_ causes: [FailureCause]) -> APIFailure {
        let plural = causes.count == 1 ? "conflict" : "conflicts"
        var owners: [String] = []
        for cause in causes where !owners.contains(cause.message) { owners.append(cause.message) }
        let list = owners.map { owner in
            let fields = causes.filter { $0.message == owner }.map { $0.field ?? "" }
            if causes.count == 1 { return "\(owner): \(fields[0])" }
            let many = owner.replacing("conflict with", with: "conflicts with", maxReplacements: 1)
            return "\(many):\n" + fields.map { "- \($0)" }.joined(separator: "\n")
        }.joined(separator: "\n")
        return APIFailure(
            code: 409, reason: "Conflict", message: "Apply failed with \(causes.count) \(plural): \(list)",
            details: ["causes": .array(causes.map(\.value))])
    }

    static func invalid(_ type: ResourceType, _ name: String, _ causes: [FailureCause]) -> APIFailure {
        let texts = causes.map { cause in cause.field.map { "\($0): \(cause.message)" } ?? cause.message }
        let list = texts.count == 1 ? texts[0] : "[" + texts.joined(separator: ", ") + "]"
        var details = details(type, name, byKind: true)
        details["causes"] = .array(causes.map(\.value))
        let kind = type.group.isEmpty ? type.kind : "\(type.kind).\(type.group)"
        return APIFailure(
            code: 422, reason: "Invalid", message: "\(kind) \"\(name)\" is invalid: \(list)", details: details
        )
    }

    /// A query parameter that is not allowed as it is. `message` begins with the name of the parameter and a
    /// colon.
    static func invalidOptions(_ kind: String, _ message: String) -> APIFailure {
        let (field, text) = message.divided(at: ": ") ?? ("", message)
        let reasons = [
            ("Required", "FieldValueRequired"), ("Forbidden", "FieldValueForbidden"),
            ("Too long", "FieldValueTooLong"), ("Unsupported", "FieldValueNotSupported"),
        ]
        let reason = reasons.first { text.hasPrefix($0.0) }?.1 ?? "FieldValueInvalid"
        let cause = FailureCause(reason: reason, message: text, field: field)
        return APIFailure(
            code: 422, reason: "Invalid", message: "\(kind).meta.k8s.io \"\" is invalid: \(message)",
            details: ["kind": .string(kind), "group": "meta.k8s.io", "causes": .array([cause.value])])
    }

    static func badRequest(_ message: String) -> APIFailure {
        APIFailure(code: 400, reason: "BadRequest", message: message)
    }

    static func forbidden(_ type: ResourceType, _ name: String, _ why: String) -> APIFailure {
        let object = name.isEmpty ? type.qualifiedName : "\(type.qualifiedName) \"\(name)\""
        return APIFailure(
            code: 403, reason: "Forbidden", message: "\(object) is forbidden: \(why)",
            details: details(type, name))
    }

    static let unauthorized = APIFailure(code: 401, reason: "Unauthorized", message: "Unauthorized")

    /// The revision that was asked for is no longer kept.
    static func expired(_ asked: Int, kept: Int) -> APIFailure {
        APIFailure(code: 410, reason: "Expired", message: "too old resource version: \(asked) (\(kept))")
    }

    static func expiredPage(offering token: String) -> APIFailure {
        APIFailure(
            code: 410, reason: "Expired",
            message: "The provided continue parameter is too old to display a consistent list result. "
                + "Start a new list, or continue with the token in this status without consistency.",
            continueToken: token)
    }

    static func tooLarge(_ asked: Int, current: Int) -> APIFailure {
        let cause = FailureCause(reason: "ResourceVersionTooLarge", message: "Too large resource version")
        return APIFailure(
            code: 504, reason: "Timeout",
            message: "Timeout: Too large resource version: \(asked), current: \(current)",
            details: ["causes": .array([cause.value])], retryAfter: 1)
    }

    static func methodNotAllowed(_ method: String) -> APIFailure {
        APIFailure(
            code: 405, reason: "MethodNotAllowed",
            message: "the server does not allow this method on the requested resource (\(method))")
    }

    static func unsupportedMediaType(accepted: [String]) -> APIFailure {
        let list = accepted.joined(separator: ", ")
        return APIFailure(
            code: 415, reason: "UnsupportedMediaType",
            message: "the body of the request was in an unknown format - accepted media types include: "
                + list)
    }

    static func tooManyRequests(retryAfter: Int) -> APIFailure {
        APIFailure(
            code: 429, reason: "TooManyRequests", message: "Too many requests, please try again later.",
            retryAfter: retryAfter)
    }

    static func internalError(_ message: String) -> APIFailure {
        APIFailure(
            code: 500, reason: "InternalError", message: "Internal error occurred: \(message)",
            details: ["causes": .array([.object(["message": .string(message)])])])
    }
}

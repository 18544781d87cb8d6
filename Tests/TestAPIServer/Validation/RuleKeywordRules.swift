internal import Resources

/// The members of `x-kubernetes-validations` beside the expressions.
enum RuleKeywordRules {
    private static let reasons = [
        "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired",
    ]

    static func errors(of schema: StructuralSchema, at path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = []
        for (place, rule) in schema.rules.enumerated() {
            let path = path.child("x-kubernetes-validations").index(place)
            let text = rule.rule.trimmedSpace
            let message = rule.message.trimmedSpace
            if text.isEmpty {
                errors.append(.required(path.child("rule"), "rule is not specified"))
            } else if !rule.message.isEmpty && message.isEmpty {
                errors.append(
                    .invalid(path.child("message"), .string(rule.message), "must be non-empty if specified"))
            } else if hasLineBreak(message) {
                errors.append(
                    .invalid(path.child("message"), .string(rule.message), "must not contain line breaks"))
            } else if hasLineBreak(text) && message.isEmpty {
                errors.append(
                    .required(path.child("message"), "message must be specified if rule contains line breaks")
                )
            }
            if !rule.messageExpression.isEmpty && rule.messageExpression.trimmedSpace.isEmpty {
                errors.append(
                    .required(
                        path.child("messageExpression"), "messageExpression must be non-empty if specified"))
            }
            if let reason = rule.reason, !reasons.contains(reason) {
                errors.append(.notSupported(path.child("reason"), .string(reason), reasons))
            }
            if !rule.fieldPath.isEmpty, (try? FieldStep.steps(of: rule.fieldPath, in: schema)) == nil {
                errors.append(
                    .invalid(path.child("fieldPath"), .string(rule.fieldPath), "must be a valid path"))
            }
        }
        return errors
    }

    private static func hasLineBreak(_ text: String) -> Bool {
        text.utf8.contains { $0 == 10 || $0 == 13 }
    }
}

internal import Resources

/// An entry of `x-kubernetes-validations`.
struct SchemaRule: Hashable, Sendable {
    let rule: String
    let message: String
    let messageExpression: String
    let reason: String?
    let fieldPath: String
    let optionalOldSelf: Bool?

    init(_ value: Value) {
        rule = value["rule"]?.stringValue ?? ""
        message = value["message"]?.stringValue ?? ""
        messageExpression = value["messageExpression"]?.stringValue ?? ""
        reason = value["reason"]?.stringValue
        fieldPath = value["fieldPath"]?.stringValue ?? ""
        optionalOldSelf = value["optionalOldSelf"]?.boolValue
    }

    /// How the server shows the rule in an error about it: all members, in the order of its declaration.
    var shown: String {
        let members = [
            "\"Rule\":\(GoJSON.string(rule))", "\"Message\":\(GoJSON.string(message))",
            "\"MessageExpression\":\(GoJSON.string(messageExpression))",
            "\"Reason\":\(reason.map(GoJSON.string) ?? "null")", "\"FieldPath\":\(GoJSON.string(fieldPath))",
            "\"OptionalOldSelf\":\(optionalOldSelf.map(String.init) ?? "null")",
        ]
        return "{" + members.joined(separator: ",") + "}"
    }

    /// What an error says of the rule: its message, else its text.
    var name: String { message.isEmpty ? rule.trimmedSpace : message.trimmedSpace }
}

extension String {
    /// The text without white space at its ends.
    var trimmedSpace: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}

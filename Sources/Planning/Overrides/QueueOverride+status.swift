public import Resources

extension QueueOverride {
    /// As the status of a Queue lists it.
    var statusValue: Value {
        [
            "field": .string(field.rawValue),
            "value": .string(String(decoding: value.canonicalJSON(), as: UTF8.self)),
            "until": .string(Timestamp.text(micros: expiresAt)), "by": .string(actor),
            "reason": .string(reason),
        ]
    }

    /// The overrides that a Queue's status lists. What cannot be read is left out; when an override was made is not
    /// told there.
    public static func list(_ status: Value?) -> [QueueOverride] {
        (status?.arrayValue ?? []).compactMap { entry in
            guard let field = entry["field"]?.stringValue.flatMap(OverridableField.init(rawValue:)),
                let text = entry["value"]?.stringValue, let value = try? Value(json: Array(text.utf8)),
                let until = entry["until"]?.stringValue.flatMap({ Timestamp.micros(of: $0) })
            else { return nil }
            return QueueOverride(
                field: field, value: value, actor: entry["by"]?.stringValue ?? "",
                reason: entry["reason"]?.stringValue ?? "", createdAt: 0, expiresAt: until)
        }
    }
}

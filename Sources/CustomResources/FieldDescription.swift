internal import Resources

/// What `kubectl explain` shows of a field: its sentence, and what the type alone does not tell.
func description(of field: Field) -> String {
    var text = field.doc
    switch field.type {
    case .duration(let range):
        text += " A duration from \(range.lowerBound.manifestText) to \(range.upperBound.manifestText)"
        text += ", such as 30s, 5m, 1h30m or 2d."
    case .int(let range) where range.upperBound < .max:
        text += " From \(range.lowerBound) to \(range.upperBound)."
    case .choice(let choices):
        text += choices.map { "\n\($0.name): \($0.doc)" }.joined() + (field.defaultValue == nil ? "" : "\n")
    default: break
    }
    if let value = field.defaultValue, value != [:] {
        if !text.hasSuffix("\n") { text += " " }
        text += "Defaults to \(value.stringValue ?? String(decoding: value.canonicalJSON(), as: UTF8.self))."
    }
    return text
}

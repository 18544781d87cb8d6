internal import Resources

/// `rule` of `object` as an element of `x-kubernetes-validations`, with the message that decoding gives; nil
/// when it needs the resource's name, which only the root can see (``rootRule(_:in:)``).
///
/// The server has filled in the defaults before it asks a rule, so a field with a default is always there.
func validationRule(_ rule: Rule, in object: ObjectSchema) -> Value? {
    guard let expression = expression(rule.check, in: object) else { return nil }
    return ["rule": .string(expression), "message": .string(rule.text)]
}

/// A rule of the spec that needs the resource's name, to stand at the root; nil for every other one.
func rootRule(_ rule: Rule, in spec: ObjectSchema) -> Value? {
    guard case .notOwnName(let name) = rule.check, let type = spec.field(name)?.type else { return nil }
    let field = "self.spec.\(name)"
    let holds =
        if case .array = type {
            "!(self.metadata.name in \(field))"
        } else {
            "\(field) != self.metadata.name"
        }
    return [
        "rule": .string("!has(self.spec) || !has(\(field)) || \(holds)"), "message": .string(rule.text),
        "fieldPath": .string(".spec.\(name)"),
    ]
}

/// The keys of a map in the form `format`; nil when any text is a key.
func mapKeyRule(_ format: StringFormat) -> Value? {
    guard let complaint = format.complaint else { return nil }
    var holds: [String] = []
    if let pattern = format.pattern { holds.append("key.matches(\(literal(pattern)))") }
    if let length = format.maximumLength { holds.append("size(key) <= \(length)") }
    if format == .nonEmpty { holds.append("key != ''") }
    return [
        "rule": .string("self.all(key, \(holds.joined(separator: " && ")))"), "message": .string(complaint),
    ]
}

private func expression(_ check: Rule.Check, in object: ObjectSchema) -> String? {
    switch check {
    case .exactlyOneOf(let names):
        if names.count == 2 { return names.map { given($0, in: object) }.joined(separator: " != ") }
        return "[\(names.map { given($0, in: object) }.joined(separator: ", "))].filter(one, one).size() == 1"
    case .givenExactlyWhen(let field, let other, let value):
        return "\(given(field, in: object)) == (\(isValue(other, value, in: object)))"
    case .givenWhen(let path, let other, let value):
        let steps = path.indices.map { "has(self.\(path[...$0].joined(separator: ".")))" }
        return "!(\(isValue(other, value, in: object))) || \(steps.joined(separator: " && "))"
    case .onlyWhen(let field, let other, let value):
        return "!\(given(field, in: object)) || \(isValue(other, value, in: object))"
    case .onlyWith(let field, let other):
        return "!\(given(field, in: object)) || \(given(other, in: object))"
    case .atLeastOneOf(let names):
        return names.map { given($0, in: object) }.joined(separator: " || ")
    case .intAtMost(let lesser, let greater):
        return whereThere([lesser, greater], in: object) + "self.\(lesser) <= self.\(greater)"
    case .durationAtMost(let lesser, let greater):
        return whereThere([lesser, greater], in: object)
            + "\(milliseconds("self.\(lesser)")) <= \(milliseconds("self.\(greater)"))"
    case .notOwnName: return nil
    }
}

/// Whether a field is there. CEL does not know of a field without a type (`payload`); through `dyn` it still
/// tells whether there is one.
private func given(_ name: String, in object: ObjectSchema) -> String {
    if case .any = object.field(name)?.type { return "has(dyn(self).\(name))" }
    return "has(self.\(name))"
}

private func isValue(_ name: String, _ value: String, in object: ObjectSchema) -> String {
    whereIsThere(name, in: object) + "self.\(name) == \(literal(value))"
}

private func whereIsThere(_ name: String, in object: ObjectSchema) -> String {
    isAlwaysThere(name, in: object) ? "" : "has(self.\(name)) && "
}

/// What comes before a comparison that only counts when all of `names` are there.
private func whereThere(_ names: [String], in object: ObjectSchema) -> String {
    names.filter { !isAlwaysThere($0, in: object) }.map { "!has(self.\($0)) || " }.joined()
}

private func isAlwaysThere(_ name: String, in object: ObjectSchema) -> Bool {
    guard let field = object.field(name) else { return false }
    return field.required || field.defaultValue != nil
}

/// `text` as a string of CEL.
func literal(_ text: String) -> String {
    var literal = "'"
    for scalar in text.unicodeScalars {
        if scalar == "'" || scalar == "\\" { literal += "\\" }
        literal.unicodeScalars.append(scalar)
    }
    return literal + "'"
}

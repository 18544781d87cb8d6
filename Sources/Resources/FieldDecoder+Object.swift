extension FieldDecoder {
    mutating func object(_ node: Node, _ schema: ObjectSchema, path: String, sensitive: Bool) -> Value? {
        guard case .mapping(let pairs) = node.content else {
            expected(
                "a mapping", found: node, path: path, hint: "write \"field: value\" lines",
                sensitive: sensitive)
            return nil
        }
        let errorsBefore = errorCount
        var members: [String: Value] = Dictionary(minimumCapacity: pairs.count)
        var given = FieldSet()
        for (key, value) in pairs {
            guard let name = key.text, let index = schema.index(of: name) else {
                unknownField(key, in: schema, path: path)
                continue
            }
            let field = schema.fields[index]
            // An empty collection is often what is left when all its lines are commented out.
            if value.isNull, field.type.isCollection { continue }
            given.insert(index)
            let fieldPath = "\(path).\(name)"
            marks[fieldPath] = key.mark
            members[name] = decode(
                value, as: field.type, path: fieldPath, sensitive: sensitive || field.sensitive)
        }
        for index in schema.required.subtracting(given) {
            missingField(schema.fields[index], at: node, path: path)
        }
        let facts = RuleFacts(members: members, given: given, schema: schema, ownName: ownName)
        for rule in schema.rules where !rule.holds(facts) {
            let places = rule.fields.compactMap { marks["\(path).\($0)"] }
            add(
                .error(
                    "\(path): \(rule.message)", mark: places.first ?? node.mark, hint: rule.hint, field: path)
            )
        }
        return errorCount == errorsBefore ? .object(members) : nil
    }

    private mutating func unknownField(_ key: Node, in schema: ObjectSchema, path: String) {
        guard let name = key.text else {
            expected("the name of a field", found: key, path: path)
            return
        }
        let fields = schema.fields.map(\.name).joined(separator: ", ")
        let hint = schema.suggestion(forUnknown: name) ?? "\(path) has the fields \(fields)"
        add(
            .error(
                "unknown field \(quoted(name))", mark: key.mark, hint: hint,
                field: "\(path).\(shortened(name))"))
    }

    private mutating func missingField(_ field: Field, at node: Node, path: String) {
        let hint = field.example.map { "add it, for example \(field.name): \($0)" }
        let fieldPath = "\(path).\(field.name)"
        add(.error("\(fieldPath) is required", mark: node.mark, hint: hint, field: fieldPath))
    }
}

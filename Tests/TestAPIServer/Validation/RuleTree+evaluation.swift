internal import Resources

extension RuleTree {
    /// What is known of the old value beside a new one.
    struct Place {
        let path: FieldPath
        let old: Value?
        /// The value and its old one, where the schema tells which that is.
        let correlation: Correlation?
        /// The nearest part around it that has a correlation.
        let parent: Correlation?

        /// Whether errors are dropped because nothing changed here.
        var isUnchanged: Bool { correlation?.isUnchanged ?? parent?.isUnchanged ?? false }
    }

    /// The errors of all rules for `value`.
    func errors(_ value: Value, at place: Place) -> [FieldError] {
        guard value != .null else { return [] }
        var errors = ownErrors(value, at: place)
        switch value {
        case .object(let members):
            for name in members.keys.sorted() {
                guard let member = members[name] else { continue }
                let old = place.old?[name]
                if let additional {
                    errors += additional.errors(member, at: place.member(name, at: place.path.key(name), old))
                }
                if let property = properties[name] {
                    errors += property.errors(member, at: place.member(name, at: place.path.child(name), old))
                }
            }
        case .array(let elements):
            guard let items else { break }
            for (index, element) in elements.enumerated() {
                let old = KeyedList.match(for: element, in: place.old, schema)
                errors += items.errors(element, at: place.element(index, old))
            }
        default: break
        }
        return errors
    }

    private func ownErrors(_ value: Value, at place: Place) -> [FieldError] {
        if rules.isEmpty { return [] }
        var variables = ["self": RuleTypes.value(value, schema, isResource: isResource)]
        if let old = place.old, old != .null {
            variables["oldSelf"] = RuleTypes.value(old, schema, isResource: isResource)
        }
        var errors: [FieldError] = []
        for rule in rules {
            if rule.usesOldSelf && variables["oldSelf"] == nil { continue }
            do {
                if try rule.program.evaluate(variables) == .bool(true) { continue }
                if !rule.usesOldSelf && place.isUnchanged { continue }
                errors.append(failure(of: rule, value, variables, at: place))
            } catch {
                errors.append(.invalid(place.path, .string(schema.type), Self.text(of: error, rule.source)))
                if error == .costExceeded { return errors }
            }
        }
        return errors
    }

    private static func text(of error: CELError, _ rule: SchemaRule) -> String {
        if error == .noSuchOverload {
            return "'\(error.message)': call arguments did not match a supported operator, function or macro "
                + "signature for rule: \(rule.name)"
        }
        if error == .costExceeded {
            return
                "'\(error.message)': no further validation rules will be run due to call cost exceeds "
                + "limit for rule: \(rule.name)"
        }
        return "\(error.message) evaluating rule: \(rule.name)"
    }

    private func failure(
        of rule: Rule, _ value: Value, _ variables: [String: CELValue], at place: Place
    ) -> FieldError {
        let source = rule.source
        var detail = source.message.isEmpty ? "failed rule: \(source.name)" : source.name
        if let program = rule.messageProgram, case .string(let text)? = try? program.evaluate(variables),
            Self.isMessage(text.trimmedSpace)
        {
            detail = text.trimmedSpace
        }
        let path = rule.fieldPath.reduce(place.path) { $1.appended(to: $0) }
        // Objects and lists can be long; the message is enough.
        let isLong = schema.type == "object" || schema.type == "array"
        let shown = isLong ? Value?.none : value
        switch source.reason {
        case "FieldValueForbidden": return .forbidden(path, detail)
        case "FieldValueRequired": return .required(path, detail)
        case "FieldValueDuplicate": return .duplicate(path, shown)
        default: return .invalid(path, shown, detail)
        }
    }

    /// Whether a message that was computed may be shown: one line of at most 5 KiB.
    private static func isMessage(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 5 * 1024 && !text.utf8.contains(UInt8(ascii: "\n"))
    }
}

extension RuleTree.Place {
    func member(_ name: String, at path: FieldPath, _ old: Value?) -> Self {
        guard let correlation else { return Self(path: path, old: old, correlation: nil, parent: parent) }
        // The kind and the version are converted before, so that the server does not compare them.
        if parent == nil && (name == "apiVersion" || name == "kind") {
            return Self(path: path, old: old, correlation: nil, parent: nil)
        }
        return Self(path: path, old: old, correlation: correlation.key(name), parent: correlation)
    }

    func element(_ index: Int, _ old: Value?) -> Self {
        guard let correlation else {
            return Self(path: path.index(index), old: old, correlation: nil, parent: parent)
        }
        return Self(
            path: path.index(index), old: old, correlation: correlation.index(index), parent: correlation)
    }
}

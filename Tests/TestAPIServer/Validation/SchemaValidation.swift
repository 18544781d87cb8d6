internal import Resources

/// Validates a value against a schema, with the messages of the server.
///
/// Paths are kept without the prefix under which errors are told: the status of an object is validated with
/// the prefix `status` and paths that start inside of it, so that messages do too.
struct SchemaValidation {
    /// Put before the path of each error.
    let prefix: FieldPath

    /// Validates `value`, which is at `path`. With a correlation, the errors of a part that did not change
    /// are dropped ("ratcheting", KEP-4008).
    func validate(
        _ value: Value, _ schema: StructuralSchema, path: String, correlation: Correlation?,
        isRatcheted: Bool = true
    ) -> SchemaOutcome {
        var outcome = SchemaOutcome()
        let site = SchemaSite(prefix: prefix, path: path)
        outcome.add(SchemaTypes.typeErrors(value, schema, site))
        outcome.checks += 1
        if value == .null {
            outcome.add(enumeration(value, schema, site))
        } else {
            composition(value, schema, path: path, correlation, into: &outcome)
            switch value {
            case .string(let text):
                outcome.add(strings(text, schema, site))
                outcome.add(SchemaFormats.errors(text, schema, site))
                outcome.checks += 2
            case .int, .double:
                outcome.add(SchemaNumbers.errors(value, schema, site))
                outcome.checks += 2
            case .array(let elements):
                list(elements, schema, path: path, correlation, into: &outcome)
            default: break
            }
            outcome.add(enumeration(value, schema, site))
            outcome.checks += 1
            if case .object(let members) = value {
                object(members, schema, path: path, correlation, into: &outcome)
            }
        }
        outcome.checks += 1
        if isRatcheted, let correlation, !outcome.isValid, correlation.isUnchanged { outcome.dropErrors() }
        return outcome
    }

    private func enumeration(_ value: Value, _ schema: StructuralSchema, _ site: SchemaSite) -> [FieldError] {
        guard let choices = schema.enumeration, !choices.isEmpty else { return [] }
        let isFound = choices.contains { choice in
            if let left = value.doubleValue, let right = choice.doubleValue { return left == right }
            return value == choice && value != .null
        }
        if isFound { return [] }
        let supported = choices.map { $0.stringValue ?? GoJSON.text(of: $0) }
        return [.notSupported(site.fieldPath, value, supported)]
    }

    private func strings(_ text: String, _ schema: StructuralSchema, _ site: SchemaSite) -> [FieldError] {
        let limits = schema.limits
        let count = Int64(text.unicodeScalars.count)
        if let maximum = limits.maximumLength, count > maximum {
            return [.tooLong(site.fieldPath, maximum: maximum)]
        }
        if let minimum = limits.minimumLength, count < minimum {
            return [site.invalid(.string(text), "should be at least \(minimum) chars long")]
        }
        if let expression = limits.expression, !expression.matches(text) {
            return [site.invalid(.string(text), "should match '\(limits.pattern)'")]
        }
        return []
    }

    private func list(
        _ elements: [Value], _ schema: StructuralSchema, path: String, _ correlation: Correlation?,
        into outcome: inout SchemaOutcome
    ) {
        let site = SchemaSite(prefix: prefix, path: path)
        if let items = schema.items {
            for (place, element) in elements.enumerated() {
                let child = correlation?.index(place)
                outcome.merge(validate(element, items, path: "\(path)[\(place)]", correlation: child))
            }
        }
        let count = Int64(elements.count)
        if let minimum = schema.limits.minimumItems, count < minimum {
            outcome.add(site.invalid(.int(count), "should have at least \(minimum) items"))
        }
        if let maximum = schema.limits.maximumItems, count > maximum {
            outcome.add(.tooMany(site.fieldPath, actual: count, maximum: maximum))
        }
        outcome.checks += 2
    }

    private func object(
        _ members: [String: Value], _ schema: StructuralSchema, path: String, _ correlation: Correlation?,
        into outcome: inout SchemaOutcome
    ) {
        let site = SchemaSite(prefix: prefix, path: path)
        let count = Int64(members.count)
        if let minimum = schema.limits.minimumProperties, count < minimum {
            outcome.add(site.invalid(.int(count), "should have at least \(minimum) properties"))
        }
        if let maximum = schema.limits.maximumProperties, count > maximum {
            outcome.add(.tooMany(site.fieldPath, actual: count, maximum: maximum))
        }
        for name in members.keys.sorted() where schema.properties[name] == nil {
            switch schema.additional {
            case .flag(false):
                outcome.add(
                    .invalid(site.fieldPath, .string(name), "\(path).\(name) in body is a forbidden property")
                )
            case .schema(let additional):
                outcome.merge(
                    member(name, members[name] ?? .null, additional, "\(path).\(name)", path, correlation))
            default: break
            }
        }
        for name in schema.names {
            guard let value = members[name], let property = schema.properties[name] else { continue }
            let place = path.isEmpty ? name : "\(path).\(name)"
            outcome.merge(member(name, value, property, place, path, correlation))
        }
        for name in schema.required where members[name] == nil {
            outcome.add(.required(SchemaSite(prefix: prefix, path: "\(path).\(name)").fieldPath))
        }
        outcome.checks += 1
    }

    private func member(
        _ name: String, _ value: Value, _ schema: StructuralSchema, _ place: String, _ parent: String,
        _ correlation: Correlation?
    ) -> SchemaOutcome {
        // The kind and the version are converted before, so that the server does not compare them.
        let isTypeMeta = parent.isEmpty && (name == "kind" || name == "apiVersion")
        return validate(value, schema, path: place, correlation: isTypeMeta ? nil : correlation?.key(name))
    }
}

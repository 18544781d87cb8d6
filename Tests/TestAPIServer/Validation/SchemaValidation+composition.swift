internal import Resources

extension SchemaValidation {
    /// `anyOf`, `oneOf`, `allOf` and `not`. Their own errors carry no path, as on the server.
    func composition(
        _ value: Value, _ schema: StructuralSchema, path: String, _ correlation: Correlation?,
        into outcome: inout SchemaOutcome
    ) {
        func branch(_ schema: StructuralSchema) -> SchemaOutcome {
            validate(value, schema, path: path, correlation: correlation, isRatcheted: false)
        }
        func failure(_ text: String) -> FieldError {
            .invalid(prefix, .string(""), "\(GoQuoting.quoted(path)) \(text)")
        }
        if !schema.anyOf.isEmpty {
            let outcomes = schema.anyOf.map(branch)
            if let valid = outcomes.first(where: \.isValid) {
                outcome.merge(valid)
            } else {
                outcome.add(failure("must validate at least one schema (anyOf)"))
                outcome.merge(Self.best(of: outcomes))
            }
        }
        if !schema.oneOf.isEmpty {
            let outcomes = schema.oneOf.map(branch)
            let valid = outcomes.filter(\.isValid)
            if valid.count == 1 {
                outcome.merge(valid[0])
            } else {
                let found = valid.isEmpty ? "Found none valid" : "Found \(valid.count) valid alternatives"
                outcome.add(failure("must validate one and only one schema (oneOf). \(found)"))
                if valid.isEmpty { outcome.merge(Self.best(of: outcomes)) }
            }
        }
        if !schema.allOf.isEmpty {
            let outcomes = schema.allOf.map(branch)
            for result in outcomes { outcome.merge(result) }
            let validCount = outcomes.filter(\.isValid).count
            if validCount != outcomes.count {
                outcome.add(
                    failure(
                        "must validate all the schemas (allOf)\(validCount == 0 ? ". None validated" : "")"))
            }
        }
        if let not = schema.not, branch(not).isValid {
            outcome.add(failure("must not validate the schema (not)"))
        }
        outcome.checks += 1
    }

    /// The branch that came furthest; of equal ones the first.
    private static func best(of outcomes: [SchemaOutcome]) -> SchemaOutcome {
        var best = outcomes[0]
        for outcome in outcomes.dropFirst() where outcome.checks > best.checks { best = outcome }
        return best
    }
}

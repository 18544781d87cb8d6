internal import Resources

/// The compiled rules of a schema, in its shape; parts without rules are left out.
final class RuleTree: Sendable {
    /// A rule that compiled.
    struct Rule: Sendable {
        let source: SchemaRule
        let program: CELProgram
        let messageProgram: CELProgram?
        /// Where in the object an error is told; empty at the object itself.
        let fieldPath: [FieldStep]
        let usesOldSelf: Bool
    }

    let schema: StructuralSchema
    let isResource: Bool
    let rules: [Rule]
    let properties: [String: RuleTree]
    let additional: RuleTree?
    let items: RuleTree?

    /// Nil when no node of the schema has rules. Rules that do not compile are left out; a CRD that has some
    /// is refused before.
    init?(_ schema: StructuralSchema, isResource: Bool) {
        guard schema.hasRules else { return nil }
        self.schema = schema
        self.isResource = isResource
        rules =
            RuleTypes.type(of: schema, isResource: isResource).map { type in
                schema.rules.compactMap { try? Self.compile($0, schema, type) }
            } ?? []
        var properties: [String: RuleTree] = [:]
        for (name, property) in schema.properties {
            properties[name] = RuleTree(property, isResource: property.isEmbeddedResource)
        }
        self.properties = properties
        additional = schema.additional.schema.flatMap { RuleTree($0, isResource: $0.isEmbeddedResource) }
        items = schema.items.flatMap { RuleTree($0, isResource: $0.isEmbeddedResource) }
    }

    private static func compile(
        _ rule: SchemaRule, _ schema: StructuralSchema, _ type: CELType
    ) throws(CELCompilationProblem) -> Rule {
        let variables = ["self": type, "oldSelf": type]
        let program = try CELProgram(rule.rule, variables: variables)
        let message =
            rule.messageExpression.isEmpty
            ? nil : try? CELProgram(rule.messageExpression, variables: variables)
        return Rule(
            source: rule, program: program, messageProgram: message,
            fieldPath: (try? FieldStep.steps(of: rule.fieldPath, in: schema)) ?? [],
            usesOldSelf: program.uses("oldSelf"))
    }
}

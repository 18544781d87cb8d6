internal import Resources

/// The keywords that a schema may use, and its rules with their cost.
struct KeywordRules {
    /// The largest cost of one rule, times how often it can be run, and of all rules of a schema.
    static let maximumCost: UInt64 = 10_000_000
    static let maximumTotalCost: UInt64 = 100_000_000

    /// False when the schema is not sound, so that its rules cannot be compiled.
    let checksRules: Bool
    private var totalCost: UInt64 = 0
    private var expensive: [(path: FieldPath, cost: UInt64)] = []

    init(checksRules: Bool) { self.checksRules = checksRules }

    /// What is known of a node from those around it.
    struct Context {
        var isRoot = false
        /// How many values of the node an object can have; nil when nothing bounds it.
        var cardinality: UInt64? = 1
        /// The list around the node whose elements cannot be told apart, so that `oldSelf` has no meaning.
        var uncorrelatable: FieldPath?
        /// Why there may be no default.
        var forbidsDefault: String?
        var isInMetadata = false
        /// Rules inside of `anyOf` and its like are not compiled.
        var isNested = false
    }

    /// Errors of keywords first, then those of rules.
    mutating func errors(of schema: StructuralSchema, at path: FieldPath) -> [FieldError] {
        let found = check(schema, at: path, Context(isRoot: true))
        return found.keywords + found.rules
    }

    mutating func totalCostErrors(at path: FieldPath) -> [FieldError] {
        guard totalCost > Self.maximumTotalCost else { return [] }
        let top = expensive.sorted { $0.cost > $1.cost }.prefix(4)
        let detail =
            "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"
        let name = "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema"
        return top.map { .forbidden($0.path, detail) } + [
            .forbidden(path, Self.costMessage(name, totalCost, Self.maximumTotalCost))
        ]
    }

    typealias Found = (keywords: [FieldError], rules: [FieldError])

    private mutating func check(_ schema: StructuralSchema, at path: FieldPath, _ context: Context) -> Found {
        var found: Found = (own(schema, at: path, context), [])
        func add(_ child: Found) {
            found.keywords += child.keywords
            found.rules += child.rules
        }
        var inner = context
        inner.isRoot = false
        inner.cardinality = cardinality(under: schema, context)
        if let additional = schema.additional.schema {
            var child = inner
            if context.isInMetadata {
                child.forbidsDefault = "inside additionalProperties applying to object metadata"
            }
            add(check(additional, at: path.child("additionalProperties"), child))
        }
        for name in schema.names {
            guard let property = schema.properties[name] else { continue }
            var child = inner
            if context.isRoot || schema.isEmbeddedResource, ["metadata", "kind", "apiVersion"].contains(name)
            {
                child.isInMetadata = true
                if context.isRoot { child.forbidsDefault = "in top-level \(name)" }
            }
            add(check(property, at: path.child("properties").key(name), child))
        }
        var nested = inner
        nested.isNested = true
        if let not = schema.not { add(check(not, at: path.child("not"), nested)) }
        for (name, list) in [("allOf", schema.allOf), ("oneOf", schema.oneOf), ("anyOf", schema.anyOf)] {
            for (place, branch) in list.enumerated() {
                add(check(branch, at: path.child(name).index(place), nested))
            }
        }
        if let items = schema.items {
            var child = inner
            if schema.listType != "map", child.uncorrelatable == nil { child.uncorrelatable = path }
            add(check(items, at: path.child("items"), child))
        }
        found.keywords += ListKeywordRules.errors(of: schema, at: path)
        found.keywords += RuleKeywordRules.errors(of: schema, at: path)
        if found.keywords.isEmpty, checksRules, !context.isNested {
            found.rules += ruleErrors(schema, at: path, context)
        }
        return found
    }

    private func own(_ schema: StructuralSchema, at path: FieldPath, _ context: Context) -> [FieldError] {
        var errors: [FieldError] = []
        let types = ["array", "boolean", "integer", "number", "object", "string"]
        if !schema.type.isEmpty, !types.contains(schema.type) {
            errors.append(.notSupported(path.child("type"), .string(schema.type), types))
        }
        if schema.defaultValue != nil, let reason = context.forbidsDefault {
            errors.append(.forbidden(path.child("default"), "must not be set \(reason)"))
        }
        for name in schema.unsupported {
            let detail =
                name == "items"
                ? "items must be a schema object and not an array" : "\(name) is not supported"
            errors.append(.forbidden(path.child(name), detail))
        }
        if schema.type == "null" {
            errors.append(
                .forbidden(path.child("type"), "type cannot be set to null, use nullable as an alternative"))
        }
        if context.isInMetadata, schema.isEmbeddedResource {
            errors.append(
                .forbidden(
                    path.child("x-kubernetes-embedded-resource"), "must not be used inside of resource meta"))
        }
        if schema.limits.isUnique {
            errors.append(
                .forbidden(
                    path.child("uniqueItems"),
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"))
        }
        if !schema.additional.isAbsent, !schema.properties.isEmpty {
            if case .flag(true) = schema.additional { return errors }
            errors.append(
                .forbidden(
                    path.child("additionalProperties"),
                    "additionalProperties and properties are mutual exclusive"))
        }
        return errors
    }

    private func cardinality(under schema: StructuralSchema, _ context: Context) -> UInt64? {
        guard let own = context.cardinality else { return nil }
        let factor: Int64?
        switch schema.type {
        case "object": factor = schema.additional.isAbsent ? 1 : schema.limits.maximumProperties
        case "array": factor = schema.limits.maximumItems
        default: factor = 1
        }
        return factor.map { CELRange.multiply(own, UInt64(max($0, 0))) }
    }

    private mutating func ruleErrors(
        _ schema: StructuralSchema, at path: FieldPath, _ context: Context
    ) -> [FieldError] {
        guard !schema.rules.isEmpty else { return [] }
        let place = path.child("x-kubernetes-validations")
        guard let type = RuleTypes.type(of: schema, isResource: context.isRoot || schema.isEmbeddedResource)
        else {
            return [
                .internalError(
                    place,
                    "internal error: failed to construct type information for x-kubernetes-validations "
                        + "rules: unable to convert structural schema to CEL declarations")
            ]
        }
        var errors: [FieldError] = []
        for (index, rule) in schema.rules.enumerated() {
            let check = RuleCheck(rule: rule, path: place.index(index), type: type)
            let cardinality =
                context.cardinality ?? UInt64(RuleTypes.maximumRequestBytes / (type.minimumBytes + 1))
            let result = check.run(cardinality: cardinality, uncorrelatable: context.uncorrelatable)
            errors += result.errors
            for (path, cost) in result.costs {
                totalCost = CELRange.add(totalCost, cost)
                if cost >= Self.maximumTotalCost / 100 { expensive.append((path, cost)) }
            }
        }
        return errors
    }

    /// By what factor a cost is too high, in the server's words.
    static func costMessage(_ name: String, _ cost: UInt64, _ limit: UInt64) -> String {
        let excess = Double(cost) / Double(limit)
        let factor =
            excess > 100 ? "more than 100x" : excess < 1.5 ? fixed(excess, 6) + "x" : fixed(excess, 1) + "x"
        return "\(name) exceeds budget by factor of \(factor) (try simplifying the rule, or adding maxItems, "
            + "maxProperties, and maxLength where arrays, maps, and strings are declared)"
    }

    private static func fixed(_ number: Double, _ digits: Int64) -> String {
        let arguments = [CELValue.list(CELList([.double(number)]))]
        let text = try? CELStrings.apply("format", "%.\(digits)f", arguments)
        if case .string(let text)? = text { return text }
        return GoNumber.general(number)
    }
}

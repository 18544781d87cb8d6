internal import Resources

/// The check of one rule when a CRD is written.
struct RuleCheck {
    let rule: SchemaRule
    /// `...x-kubernetes-validations[n]`.
    let path: FieldPath
    /// The type of `self`.
    let type: CELType

    /// The errors, and what the rule and its message add to the cost of the schema. `cardinality` is how
    /// often the rule can be run for one object.
    func run(
        cardinality: UInt64, uncorrelatable: FieldPath?
    ) -> (errors: [FieldError], costs: [(path: FieldPath, cost: UInt64)]) {
        var errors: [FieldError] = []
        var costs: [(path: FieldPath, cost: UInt64)] = []
        let variables = ["self": type, "oldSelf": type]
        let rulePath = path.child("rule")
        if rule.optionalOldSelf != nil {
            errors.append(
                .forbidden(
                    path.child("optionalOldSelf"), "not part of this model of the server; see LIMITS.md"))
        }
        do {
            let program = try CELProgram(rule.rule, variables: variables, giving: .bool)
            let cost = CELRange.multiply(program.maximumCost, cardinality)
            if cost > KeywordRules.maximumCost {
                let message = KeywordRules.costMessage("estimated rule cost", cost, KeywordRules.maximumCost)
                errors.append(.forbidden(rulePath, message))
            }
            costs.append((rulePath, cost))
            checkMessage(variables, &errors, &costs)
            if program.uses("oldSelf"), let uncorrelatable {
                errors.append(
                    .invalid(
                        rulePath, .string(rule.rule),
                        "oldSelf cannot be used on the uncorrelatable portion of the schema within "
                            + "\(uncorrelatable)"
                    ))
            }
        } catch {
            let detail =
                switch error.stage {
                case .compilation: "compilation failed: \(error.message)"
                case .result: "cel expression \(error.message)"
                case .instantiation: "program instantiation failed: \(error.message)"
                }
            errors.append(.invalid(rulePath, rendered: rule.shown, detail))
        }
        return (errors, costs)
    }

    private func checkMessage(
        _ variables: [String: CELType], _ errors: inout [FieldError],
        _ costs: inout [(path: FieldPath, cost: UInt64)]
    ) {
        if rule.messageExpression.isEmpty { return }
        let place = path.child("messageExpression")
        do {
            let program = try CELProgram(rule.messageExpression, variables: variables, giving: .string)
            if program.maximumCost > KeywordRules.maximumCost {
                let message = KeywordRules.costMessage(
                    "estimated messageExpression cost", program.maximumCost, KeywordRules.maximumCost)
                errors.append(.forbidden(place, message))
            }
            costs.append((place, program.maximumCost))
        } catch {
            let detail =
                error.stage == .result
                ? "messageExpression \(error.message)"
                : "messageExpression \(error.stage) failed: \(error.message)"
            errors.append(.invalid(place, rendered: rule.shown, detail))
        }
    }
}

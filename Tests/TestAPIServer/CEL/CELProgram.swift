/// An expression that was parsed and checked and can run.
struct CELProgram: Hashable, Sendable {
    /// The text it was made of.
    let source: String
    let node: CELNode
    /// The type of its value.
    let type: CELType
    /// The largest cost that evaluating it can have, by the estimate of ``CELCosts``.
    let maximumCost: UInt64
    /// The regular expressions that are literals, compiled.
    private let patterns: [String: RE2]

    /// Compiles `source` with variables of these types; its value has to be of the form `wanted`, if given.
    init(
        _ source: String, variables: [String: CELType], giving wanted: CELType.Form? = nil
    ) throws(CELCompilationProblem) {
        let node: CELNode
        do { node = try CELParser.parse(source) } catch {
            throw CELCompilationProblem(stage: .compilation, message: error.report(in: source))
        }
        var checker = CELChecker(variables: variables)
        let estimate = checker.check(node)
        if !checker.problems.isEmpty {
            let reports = checker.problems.map { $0.report(in: source) }
            throw CELCompilationProblem(stage: .compilation, message: reports.joined(separator: "\n"))
        }
        if let wanted, estimate.type.form != wanted {
            throw CELCompilationProblem(stage: .result, message: "must evaluate to a \(wanted)")
        }
        do { try CELFolding.check(node) } catch {
            throw CELCompilationProblem(stage: .instantiation, message: error.message)
        }
        self.source = source
        self.node = node
        type = estimate.type
        maximumCost = estimate.cost.high
        var patterns: [String: RE2] = [:]
        for text in node.literalPatterns { patterns[text] = try? RE2(text) }
        self.patterns = patterns
    }

    /// The value of the expression for these variables.
    func evaluate(_ variables: [String: CELValue]) throws(CELError) -> CELValue {
        var evaluator = CELEvaluator(variables: variables)
        evaluator.patterns = patterns
        return try evaluator.evaluate(node)
    }

    /// Whether the expression reads the variable `name`.
    func uses(_ name: String) -> Bool { node.uses(name) }
}

/// Why an expression does not compile.
struct CELCompilationProblem: Error, Hashable, Sendable {
    /// When the problem was found; the server's messages name it.
    enum Stage: String, Sendable { case compilation, result, instantiation }

    let stage: Stage
    let message: String
}

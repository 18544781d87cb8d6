/// Evaluates a CEL expression.
///
/// Every visited node counts; above ``maximumSteps`` the evaluation ends, as the server ends one whose
/// measured cost exceeds its limit. The count is coarser than the server's cost.
struct CELEvaluator {
    /// The server's limit of the cost of one call.
    static let maximumSteps = 1_000_000

    private var variables: [String: CELValue]
    private var steps = 0
    /// Patterns that were compiled while running.
    var patterns: [String: RE2] = [:]

    init(variables: [String: CELValue]) { self.variables = variables }

    mutating func evaluate(_ node: CELNode) throws(CELError) -> CELValue {
        try spend(1)
        switch node.form {
        case .literal(let value): return value
        case .identifier(let name):
            if let value = variables[name] { return value }
            if CELFunctions.typeNames.contains(name) { return .type(CELFunctions.typeValue(name)) }
            throw CELError("no such attribute(s): \(name)")
        case .select(let operand, let field, let isTest):
            return try select(field, of: try evaluate(operand), isTest: isTest)
        case .call(let name, let target, let arguments):
            return try call(name, target: target, arguments)
        case .list(let elements):
            var values: [CELValue] = []
            for element in elements { values.append(try evaluate(element)) }
            return .list(CELList(values))
        case .map(let entries):
            var members: [CELValue: CELValue] = [:]
            for entry in entries {
                // Of equal keys the last one counts, in the form of cel-go that the server runs.
                let key = try evaluate(entry.key)
                members[key] = try evaluate(entry.value)
            }
            return .map(members)
        case .comprehension(let loop): return try comprehension(loop)
        }
    }

    /// Counts work; a function that walks over long data counts more than one.
    mutating func spend(_ amount: Int) throws(CELError) {
        steps += amount
        if steps > Self.maximumSteps { throw .costExceeded }
    }

    private func select(_ field: String, of value: CELValue, isTest: Bool) throws(CELError) -> CELValue {
        let found: CELValue?
        switch value {
        case .object(let members): found = CELNames.member(field, of: members)
        case .map(let members): found = members[.string(field)]
        default:
            throw isTest
                ? .noSuchOverload : CELError("unsupported attribute qualifier type: \(value.typeName)")
        }
        if isTest { return .bool(found != nil) }
        guard let found else { throw .noSuchKey(field) }
        return found
    }

    private mutating func call(
        _ name: String, target: CELNode?, _ arguments: [CELNode]
    ) throws(CELError) -> CELValue {
        switch name {
        case "_&&_", "_||_":
            return try logic(arguments[0], arguments[1], decisive: name == "_||_")
        case "_?_:_":
            guard case .bool(let condition) = try evaluate(arguments[0]) else { throw .noSuchOverload }
            return try evaluate(arguments[condition ? 1 : 2])
        case "dyn": return try evaluate(arguments[0])
        default: break
        }
        var values: [CELValue] = []
        if let target {
            if let qualified = CELFunctions.qualifiedName(target, name) {
                for argument in arguments { values.append(try evaluate(argument)) }
                return try function(qualified, values)
            }
            values.append(try evaluate(target))
        }
        for argument in arguments { values.append(try evaluate(argument)) }
        if let result = try CELOperators.apply(name, values) { return result }
        return try function(name, values)
    }

    /// `&&` and `||`: when one side decides, an error of the other does not count, in either order.
    private mutating func logic(
        _ left: CELNode, _ right: CELNode, decisive: Bool
    ) throws(CELError) -> CELValue {
        var failure: CELError?
        for side in [left, right] {
            do {
                let value = try evaluate(side)
                guard case .bool(let flag) = value else {
                    failure = failure ?? .noSuchOverload
                    continue
                }
                if flag == decisive { return .bool(decisive) }
            } catch {
                if error == .costExceeded { throw error }
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return .bool(!decisive)
    }

    private mutating func comprehension(_ loop: CELComprehension) throws(CELError) -> CELValue {
        let items = try elements(of: try evaluate(loop.range))
        let shadowed = variables[loop.variable]
        defer { variables[loop.variable] = shadowed }
        switch loop.macro {
        case .all, .exists: return try quantifier(loop, items, decisive: loop.macro == .exists)
        case .existsOne:
            var count = 0
            for item in items where try isTrue(loop.condition, loop.variable, item) { count += 1 }
            return .bool(count == 1)
        case .filter:
            var kept: [CELValue] = []
            for item in items where try isTrue(loop.condition, loop.variable, item) { kept.append(item) }
            return .list(CELList(kept))
        case .map:
            var results: [CELValue] = []
            for item in items where try isTrue(loop.condition, loop.variable, item) {
                variables[loop.variable] = item
                if let transform = loop.transform { results.append(try evaluate(transform)) }
            }
            return .list(CELList(results))
        }
    }

    /// `all` and `exists`: a deciding element counts also when the condition fails for another one.
    private mutating func quantifier(
        _ loop: CELComprehension, _ items: [CELValue], decisive: Bool
    ) throws(CELError) -> CELValue {
        var failure: CELError?
        for item in items {
            do {
                if try isTrue(loop.condition, loop.variable, item) == decisive { return .bool(decisive) }
            } catch {
                if error == .costExceeded { throw error }
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return .bool(!decisive)
    }

    private mutating func isTrue(
        _ condition: CELNode?, _ variable: String, _ item: CELValue
    ) throws(CELError) -> Bool {
        guard let condition else { return true }
        variables[variable] = item
        guard case .bool(let flag) = try evaluate(condition) else { throw .noSuchOverload }
        return flag
    }

    private func elements(of range: CELValue) throws(CELError) -> [CELValue] {
        switch range {
        case .list(let list): return list.elements
        case .map(let members):
            return members.keys.sorted { ($0.order($1) ?? 0) < 0 }
        case .object(let members): return members.keys.sorted().map { .string($0) }
        default: throw .noSuchOverload
        }
    }
}

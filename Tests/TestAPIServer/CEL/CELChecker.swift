/// Checks the types of an expression and estimates its cost, as the server does when a CRD is written.
struct CELChecker {
    private var variables: [String: CELType]
    /// What is wrong, in the order of the expression.
    private(set) var problems: [CELProblem] = []

    init(variables: [String: CELType]) { self.variables = variables }

    mutating func report(_ message: String, at node: CELNode) -> CELEstimate {
        problems.append(CELProblem(message: message, offset: node.offset))
        return CELEstimate(.dyn, cost: .one)
    }

    mutating func check(_ node: CELNode) -> CELEstimate {
        switch node.form {
        case .literal(let value): return Self.literal(value)
        case .identifier(let name):
            if let type = variables[name] {
                var estimate = CELEstimate(type, cost: .one)
                estimate.isPartOfSelf = true
                return estimate
            }
            if CELFunctions.typeNames.contains(name) { return CELEstimate(.type, cost: .one, size: .zero) }
            return report("undeclared reference to '\(name)' (in container '')", at: node)
        case .select(let operand, let field, let isTest):
            return select(field, of: check(operand), isTest: isTest, at: node)
        case .call(let name, let target, let arguments):
            return call(name, target: target, arguments, at: node)
        case .list(let elements): return list(elements, isMixed: false)
        case .map(let entries): return map(entries)
        case .comprehension(let loop): return comprehension(loop, at: node)
        }
    }

    private static func literal(_ value: CELValue) -> CELEstimate {
        switch value {
        case .null: CELEstimate(.null, cost: .zero)
        case .bool: CELEstimate(.bool, cost: .zero)
        case .int: CELEstimate(.int, cost: .zero)
        case .uint: CELEstimate(.uint, cost: .zero)
        case .double: CELEstimate(.double, cost: .zero)
        case .string(let text): sized(.string, text.unicodeScalars.count)
        case .bytes(let bytes): sized(.bytes, bytes.count)
        default: CELEstimate(.dyn, cost: .zero)
        }
    }

    private static func sized(_ type: CELType, _ count: Int) -> CELEstimate {
        CELEstimate(type, cost: .zero, size: CELRange(UInt64(count), UInt64(count)))
    }

    private mutating func select(
        _ field: String, of operand: CELEstimate, isTest: Bool, at node: CELNode
    ) -> CELEstimate {
        let result: CELType
        var step = CELRange.one
        switch operand.type.form {
        case .object(let fields):
            guard let type = CELNames.member(field, of: fields) else {
                return report("undefined field '\(field)'", at: node)
            }
            result = type
        case .map(_, let value): result = value
        case .dyn:
            result = .dyn
            step = .zero
        default:
            return report("type '\(operand.type.description)' does not support field selection", at: node)
        }
        if isTest { return CELEstimate(.bool, cost: operand.cost) }
        var estimate = CELEstimate(result, cost: operand.cost + step)
        estimate.isPartOfSelf = operand.isPartOfSelf
        return estimate
    }

    private mutating func call(
        _ name: String, target: CELNode?, _ arguments: [CELNode], at node: CELNode
    ) -> CELEstimate {
        if name == "dyn", target == nil, arguments.count == 1 {
            let argument = check(arguments[0])
            return CELEstimate(.dyn, cost: argument.cost + .one, size: argument.size)
        }
        if let target, let qualified = CELFunctions.qualifiedName(target, name) {
            return resolve(qualified, target: nil, arguments.map { check($0) }, at: node)
        }
        let receiver = target.map { check($0) }
        var checked: [CELEstimate] = []
        for argument in arguments {
            // The values for a format are the only list that may hold different types.
            if name == "format", receiver != nil, case .list(let elements) = argument.form {
                checked.append(list(elements, isMixed: true))
            } else {
                checked.append(check(argument))
            }
        }
        checkLiterals(name, target: target, arguments)
        return resolve(name, target: receiver, checked, at: node)
    }

    /// Literals that are refused before anything runs: patterns, durations and times that are none.
    private mutating func checkLiterals(_ name: String, target: CELNode?, _ arguments: [CELNode]) {
        guard let last = arguments.last, case .literal(.string(let text)) = last.form else { return }
        switch name {
        case "matches" where arguments.count == (target == nil ? 2 : 1):
            if (try? RE2(text)) == nil { _ = report("invalid matches argument", at: last) }
        case "duration" where target == nil && arguments.count == 1:
            if GoDuration.nanos(of: text) == nil { _ = report("invalid duration argument", at: last) }
        case "timestamp" where target == nil && arguments.count == 1:
            if CELTimestamp(rfc3339: text) == nil { _ = report("invalid timestamp argument", at: last) }
        default: break
        }
    }

    private mutating func resolve(
        _ name: String, target: CELEstimate?, _ arguments: [CELEstimate], at node: CELNode
    ) -> CELEstimate {
        let call = CELCall(name: name, target: target, arguments: arguments)
        guard CELSignatures.isKnown(name) else {
            return report("undeclared reference to '\(name)' (in container '')", at: node)
        }
        guard let type = CELSignatures.result(of: call) else {
            return report(
                "found no matching overload for '\(name)' applied to '\(call.signature)'", at: node)
        }
        var estimate = CELCosts.estimate(of: call, type: type)
        estimate.isPartOfSelf = name == "_[_]" && arguments[0].isPartOfSelf
        return estimate
    }

    private mutating func list(_ nodes: [CELNode], isMixed: Bool) -> CELEstimate {
        var cost = CELRange(10, 10)
        var element: CELType?
        for node in nodes {
            let estimate = check(node)
            cost = cost + estimate.cost
            element = isMixed ? .dyn : common(element, estimate.type, at: node)
        }
        let count = UInt64(nodes.count)
        return CELEstimate(
            .list((element ?? .dyn).unbounded), cost: cost, size: CELRange(count, count))
    }

    private mutating func map(_ entries: [CELEntry]) -> CELEstimate {
        var cost = CELRange(30, 30)
        var key: CELType?
        var value: CELType?
        for entry in entries {
            let keyEstimate = check(entry.key)
            let valueEstimate = check(entry.value)
            cost = cost + keyEstimate.cost + valueEstimate.cost
            key = common(key, keyEstimate.type, at: entry.key)
            value = common(value, valueEstimate.type, at: entry.value)
        }
        let count = UInt64(entries.count)
        return CELEstimate(
            CELType(.map(key ?? .dyn, value ?? .dyn)), cost: cost, size: CELRange(count, count))
    }

    /// The type of a literal's elements, which Kubernetes wants to be all of one type.
    private mutating func common(_ known: CELType?, _ type: CELType, at node: CELNode) -> CELType {
        guard let known else { return type }
        if !known.agrees(with: type) {
            _ = report("expected type '\(known.description)' but found '\(type.description)'", at: node)
        }
        return known.isDyn ? known : type.isDyn ? type : known
    }

    private mutating func comprehension(_ loop: CELComprehension, at node: CELNode) -> CELEstimate {
        let range = check(loop.range)
        let element: CELType
        switch range.type.form {
        case .list(let type): element = type
        case .map(let key, _): element = key
        case .dyn: element = .dyn
        default:
            return report(
                "expression of type '\(range.type.description)' cannot be range of a comprehension "
                    + "(must be list, map, or dynamic)", at: loop.range)
        }
        let shadowed = variables[loop.variable]
        var variable = element
        if !range.isPartOfSelf {
            variable = element.unbounded
            variable.maximum = variables["self"]?.maximum
        }
        variables[loop.variable] = variable
        defer { variables[loop.variable] = shadowed }
        var condition = CELRange.zero
        if let node = loop.condition {
            let estimate = check(node)
            if !estimate.type.agrees(with: .bool) {
                _ = report("expected type 'bool' but found '\(estimate.type.description)'", at: node)
            }
            condition = estimate.cost
        }
        let transform = loop.transform.map { check($0) }
        return CELCosts.estimate(
            of: loop.macro, range: range, element: element, condition: condition, transform: transform)
    }
}

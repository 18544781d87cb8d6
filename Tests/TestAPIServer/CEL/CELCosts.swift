/// The cost of calls and macros, by the model of cel-go and of the Kubernetes libraries: walking over a
/// string costs a tenth of its length, a regular expression also a quarter of its own length, a list its
/// elements.
enum CELCosts {
    private static let traversal = 0.1
    private static let regularExpression = 0.25

    static func estimate(of call: CELCall, type: CELType) -> CELEstimate {
        let operands = call.operands
        let sum = operands.reduce(CELRange.zero) { $0 + $1.cost }
        switch call.name {
        case "_&&_", "_||_":
            return CELEstimate(type, cost: CELRange(operands[0].cost.low, sum.high))
        case "_?_:_":
            let branches = operands[1].cost.union(operands[2].cost)
            return CELEstimate(
                type, cost: operands[0].cost + branches,
                size: operands[1].sizeOrUnknown.union(operands[2].sizeOrUnknown))
        default:
            let (own, size) = ownCost(of: call, operands, type)
            return CELEstimate(type, cost: sum + own, size: size)
        }
    }

    private static func ownCost(
        of call: CELCall, _ operands: [CELEstimate], _ type: CELType
    ) -> (CELRange, CELRange?) {
        let sizes = operands.map(\.sizeOrUnknown)
        switch call.name {
        case "_==_", "_!=_": return (comparison(sizes), nil)
        case "_<_", "_<=_", "_>_", "_>=_":
            let isText = operands.contains { $0.type.form == .string || $0.type.form == .bytes }
            return (isText ? comparison(sizes) : .one, nil)
        case "@in":
            if case .map = operands[1].type.form { return (.one, nil) }
            return (sizes[1], nil)
        case "_+_":
            switch type.form {
            case .string, .bytes: return ((sizes[0] + sizes[1]) * traversal, sizes[0] + sizes[1])
            case .list: return (.one, sizes[0] + sizes[1])
            default: return (.one, nil)
            }
        case "startsWith", "endsWith": return (sizes[1] * traversal, nil)
        case "contains": return ((sizes[0] * traversal) * (sizes[1] * traversal), nil)
        case "matches", "find", "findAll":
            let found = call.name == "matches" ? nil : CELRange(0, sizes[0].high)
            return (((sizes[0] + .one) * traversal) * (sizes[1] * regularExpression), found)
        case "lowerAscii", "upperAscii", "substring", "trim": return (sizes[0] * traversal, sizes[0])
        case "isSorted", "sum", "min", "max", "indexOf", "lastIndexOf":
            return (listWalk(operands[0], sizes[0]), nil)
        case "replace": return (sizes[0] * (2 * traversal), CELRange(0, replaced(sizes)))
        case "split": return (sizes[0] * (2 * traversal), CELRange(0, sizes[0].high))
        case "join": return (joined(operands, sizes) * traversal, joined(operands, sizes))
        case "format": return (sizes[0] * traversal, nil)
        case "sets.contains", "sets.intersects", "sets.equivalent": return (sizes[0] * sizes[1], nil)
        case "string" where operands[0].type.form == .bytes, "bytes" where operands[0].type.form == .string:
            return (sizes[0] * traversal, CELRange(0, CELRange.multiply(sizes[0].high, 4)))
        default: return (.one, nil)
        }
    }

    private static func comparison(_ sizes: [CELRange]) -> CELRange {
        let largest = min(sizes[0].high, sizes[1].high)
        return CELRange(largest > 0 ? 1 : 0, largest) * traversal
    }

    private static func listWalk(_ target: CELEstimate, _ size: CELRange) -> CELRange {
        guard case .list(let element) = target.type.form else { return size * traversal }
        var each = CELRange.one
        if element.form == .string || element.form == .bytes {
            each = each + CELRange(0, element.maximum ?? .max) * traversal
        }
        return size * each
    }

    private static func joined(_ operands: [CELEstimate], _ sizes: [CELRange]) -> CELRange {
        guard case .list(let element) = operands[0].type.form else { return .zero }
        let texts = CELRange.multiply(sizes[0].high, element.maximum ?? .max)
        let separators = sizes[0].high > 0 ? sizes[0].high - 1 : 0
        let separator = sizes.count > 1 ? sizes[1].high : 0
        return CELRange(0, CELRange.add(texts, CELRange.multiply(separators, separator)))
    }

    /// The longest result of `replace`, where the sizes are those of the text, the old and the new part.
    private static func replaced(_ sizes: [CELRange]) -> UInt64 {
        let (text, old, new) = (sizes[0].high, sizes[1].low, sizes[2].high)
        if old == 0 {
            // An empty part is found before each character and at the end.
            return CELRange.add(text, CELRange.multiply(CELRange.add(text, 1), new))
        }
        if new <= old { return text }
        return CELRange.multiply(text / old + (text % old == 0 ? 0 : 1), new)
    }

    /// The cost of a macro: of its range, then for each element of the loop's own steps and of what it
    /// contains.
    static func estimate(
        of macro: CELComprehension.Macro, range: CELEstimate, element: CELType, condition: CELRange,
        transform: CELEstimate?
    ) -> CELEstimate {
        let count = range.sizeOrUnknown
        func cost(_ fixed: UInt64, _ step: CELRange) -> CELRange {
            range.cost + CELRange(fixed, fixed) + count * step
        }
        switch macro {
        case .all: return CELEstimate(.bool, cost: cost(1, CELRange(3, CELRange.add(condition.high, 3))))
        case .exists: return CELEstimate(.bool, cost: cost(1, CELRange(4, CELRange.add(condition.high, 4))))
        case .existsOne: return CELEstimate(.bool, cost: cost(2, condition + CELRange(1, 2)))
        case .filter:
            return CELEstimate(
                .list(element.unbounded), cost: cost(11, condition + CELRange(1, 13)), size: count)
        case .map:
            let each = transform ?? CELEstimate(.dyn, cost: .zero)
            let step = condition + each.cost + CELRange(12, 12)
            return CELEstimate(.list(each.type.unbounded), cost: cost(11, step), size: count)
        }
    }
}

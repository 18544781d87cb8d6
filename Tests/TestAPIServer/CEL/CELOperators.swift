/// The operators of CEL on evaluated values.
enum CELOperators {
    /// The result of the operator `name`; nil when `name` is no operator.
    static func apply(_ name: String, _ values: [CELValue]) throws(CELError) -> CELValue? {
        switch name {
        case "_==_": return .bool(values[0].equals(values[1]))
        case "_!=_": return .bool(!values[0].equals(values[1]))
        case "_<_": return .bool(try order(values) < 0)
        case "_<=_": return .bool(try order(values) <= 0)
        case "_>_": return .bool(try order(values) > 0)
        case "_>=_": return .bool(try order(values) >= 0)
        case "_+_": return try add(values[0], values[1])
        case "_-_": return try subtract(values[0], values[1])
        case "_*_": return try multiply(values[0], values[1])
        case "_/_": return try divide(values[0], values[1])
        case "_%_": return try remainder(values[0], values[1])
        case "!_":
            guard case .bool(let flag) = values[0] else { throw .noSuchOverload }
            return .bool(!flag)
        case "-_": return try negate(values[0])
        case "@in": return try contains(values[0], in: values[1])
        case "_[_]": return try index(values[0], values[1])
        default: return nil
        }
    }

    private static func order(_ values: [CELValue]) throws(CELError) -> Int {
        if let order = values[0].order(values[1]) { return order }
        switch (values[0], values[1]) {
        case (.double, _), (_, .double): throw CELError("NaN values cannot be ordered")
        default: throw .noSuchOverload
        }
    }

    private static func add(_ left: CELValue, _ right: CELValue) throws(CELError) -> CELValue {
        switch (left, right) {
        case (.int(let left), .int(let right)):
            return .int(try checked(left.addingReportingOverflow(right), .integerOverflow))
        case (.uint(let left), .uint(let right)):
            return .uint(try checked(left.addingReportingOverflow(right), .unsignedOverflow))
        case (.double(let left), .double(let right)): return .double(left + right)
        case (.string(let left), .string(let right)): return .string(left + right)
        case (.bytes(let left), .bytes(let right)): return .bytes(left + right)
        case (.list(let left), .list(let right)): return .list(left.appending(right))
        case (.duration(let left), .duration(let right)):
            return .duration(try checked(left.addingReportingOverflow(right), .durationOverflow))
        case (.timestamp(let time), .duration(let nanos)), (.duration(let nanos), .timestamp(let time)):
            guard let sum = time.adding(nanos: nanos) else { throw .timestampOverflow }
            return .timestamp(sum)
        default: throw .noSuchOverload
        }
    }

    private static func subtract(_ left: CELValue, _ right: CELValue) throws(CELError) -> CELValue {
        switch (left, right) {
        case (.int(let left), .int(let right)):
            return .int(try checked(left.subtractingReportingOverflow(right), .integerOverflow))
        case (.uint(let left), .uint(let right)):
            return .uint(try checked(left.subtractingReportingOverflow(right), .unsignedOverflow))
        case (.double(let left), .double(let right)): return .double(left - right)
        case (.duration(let left), .duration(let right)):
            return .duration(try checked(left.subtractingReportingOverflow(right), .durationOverflow))
        case (.timestamp(let left), .timestamp(let right)):
            guard let nanos = left.nanos(since: right) else { throw .durationOverflow }
            return .duration(nanos)
        case (.timestamp(let time), .duration(let nanos)):
            guard nanos > .min, let difference = time.adding(nanos: -nanos) else { throw .timestampOverflow }
            return .timestamp(difference)
        default: throw .noSuchOverload
        }
    }

    private static func multiply(_ left: CELValue, _ right: CELValue) throws(CELError) -> CELValue {
        switch (left, right) {
        case (.int(let left), .int(let right)):
            return .int(try checked(left.multipliedReportingOverflow(by: right), .integerOverflow))
        case (.uint(let left), .uint(let right)):
            return .uint(try checked(left.multipliedReportingOverflow(by: right), .unsignedOverflow))
        case (.double(let left), .double(let right)): return .double(left * right)
        default: throw .noSuchOverload
        }
    }

    private static func divide(_ left: CELValue, _ right: CELValue) throws(CELError) -> CELValue {
        switch (left, right) {
        case (.int(let left), .int(let right)):
            if right == 0 { throw .divisionByZero }
            return .int(try checked(left.dividedReportingOverflow(by: right), .integerOverflow))
        case (.uint(let left), .uint(let right)):
            if right == 0 { throw .divisionByZero }
            return .uint(left / right)
        case (.double(let left), .double(let right)): return .double(left / right)
        default: throw .noSuchOverload
        }
    }

    private static func remainder(_ left: CELValue, _ right: CELValue) throws(CELError) -> CELValue {
        switch (left, right) {
        case (.int(let left), .int(let right)):
            if right == 0 { throw .modulusByZero }
            return .int(try checked(left.remainderReportingOverflow(dividingBy: right), .integerOverflow))
        case (.uint(let left), .uint(let right)):
            if right == 0 { throw .modulusByZero }
            return .uint(left % right)
        default: throw .noSuchOverload
        }
    }

    private static func negate(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .int(let number):
            return .int(try checked(Int64(0).subtractingReportingOverflow(number), .integerOverflow))
        case .double(let number): return .double(-number)
        default: throw .noSuchOverload
        }
    }

    private static func contains(_ value: CELValue, in container: CELValue) throws(CELError) -> CELValue {
        switch container {
        case .list(let list): return .bool(list.elements.contains { $0.equals(value) })
        case .map(let members): return .bool(members.member(value) != nil)
        default: throw .noSuchOverload
        }
    }

    private static func index(_ container: CELValue, _ index: CELValue) throws(CELError) -> CELValue {
        switch container {
        case .list(let list):
            let place: Int?
            switch index {
            case .int(let number): place = Int(exactly: number)
            case .uint(let number): place = Int(exactly: number)
            case .double(let number): place = Int(exactly: number)
            default: throw CELError("unsupported index type '\(index.typeName)' in list")
            }
            guard let place, list.elements.indices.contains(place) else {
                throw CELError("index out of bounds: \(CELFunctions.display(index))")
            }
            return list.elements[place]
        case .map(let members):
            guard let found = members.member(index) else { throw .noSuchKey(CELFunctions.display(index)) }
            return found
        case .object(let members):
            guard case .string(let name) = index else { throw .noSuchOverload }
            guard let found = members[name] else { throw .noSuchKey(name) }
            return found
        default: throw .noSuchOverload
        }
    }

    private static func checked<Number>(
        _ result: (partialValue: Number, overflow: Bool), _ error: CELError
    ) throws(CELError) -> Number {
        if result.overflow { throw error }
        return result.partialValue
    }
}

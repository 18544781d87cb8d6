/// Which types the operators and functions take, and which they give.
enum CELSignatures {
    private static let operators: Set<String> = [
        "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "_+_", "_-_", "_*_", "_/_", "_%_", "!_", "-_", "@in",
        "_[_]",
        "_&&_", "_||_", "_?_:_",
    ]
    private static let conversions: [String: CELType] = [
        "int": .int, "uint": .uint, "double": .double, "string": .string, "bytes": .bytes, "bool": .bool,
        "duration": .duration, "timestamp": .timestamp,
    ]
    private static let functions: Set<String> = [
        "size", "type", "matches", "find", "findAll", "startsWith", "endsWith", "contains", "lowerAscii",
        "upperAscii", "trim", "indexOf", "lastIndexOf", "charAt", "substring", "replace", "split", "join",
        "format",
        "isSorted", "sum", "min", "max", "sets.contains", "sets.equivalent", "sets.intersects", "getFullYear",
        "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getHours", "getMinutes",
        "getSeconds", "getMilliseconds",
    ]

    static func isKnown(_ name: String) -> Bool {
        operators.contains(name) || conversions[name] != nil || functions.contains(name)
    }

    /// The type of the call's result; nil when its operands do not fit.
    static func result(of call: CELCall) -> CELType? {
        let types = call.operands.map(\.type)
        if operators.contains(call.name) { return operatorResult(call.name, types) }
        if let type = conversions[call.name] {
            return call.target == nil && types.count == 1 && converts(types[0], to: type) ? type : nil
        }
        guard let first = types.first else { return nil }
        let rest = Array(types.dropFirst())
        if call.target == nil {
            switch call.name {
            case "size" where rest.isEmpty: return hasSize(first) ? .int : nil
            case "type" where rest.isEmpty: return .type
            case "matches" where takes([first] + rest, [.string, .string]): return .bool
            case "sets.contains", "sets.equivalent", "sets.intersects":
                return rest.count == 1 && isList(first) && isList(rest[0]) && first.agrees(with: rest[0])
                    ? .bool : nil
            default: return nil
            }
        }
        return method(call.name, first, rest)
    }

    private static func operatorResult(_ name: String, _ types: [CELType]) -> CELType? {
        let first = types[0]
        let second = types.count > 1 ? types[1] : .dyn
        switch name {
        case "_&&_", "_||_": return first.agrees(with: .bool) && second.agrees(with: .bool) ? .bool : nil
        case "!_": return first.agrees(with: .bool) ? .bool : nil
        case "-_": return first.isDyn || first.form == .int || first.form == .double ? first : nil
        case "_?_:_":
            guard first.agrees(with: .bool), second.agrees(with: types[2]) else { return nil }
            return second.isDyn ? second : types[2]
        case "_==_", "_!=_": return first.agrees(with: second) ? .bool : nil
        case "_<_", "_<=_", "_>_", "_>=_":
            let isCrossType = first.isNumber && second.isNumber
            return first.isOrdered && second.isOrdered && (isCrossType || first.agrees(with: second))
                ? .bool : nil
        case "@in":
            switch second.form {
            case .list(let element): return first.agrees(with: element) ? .bool : nil
            case .map(let key, _): return first.agrees(with: key) ? .bool : nil
            default: return second.isDyn ? .bool : nil
            }
        case "_[_]":
            switch first.form {
            case .list(let element): return second.agrees(with: .int) ? element : nil
            case .map(let key, let value): return second.agrees(with: key) ? value : nil
            default: return first.isDyn ? .dyn : nil
            }
        default: return arithmetic(name, first, second)
        }
    }

    private static func arithmetic(_ name: String, _ first: CELType, _ second: CELType) -> CELType? {
        if first.isDyn && second.isDyn { return .dyn }
        let known = first.isDyn ? second : first
        switch (name, first.form, second.form) {
        case ("_+_", .timestamp, .duration), ("_+_", .duration, .timestamp), ("_-_", .timestamp, .duration):
            return .timestamp
        case ("_-_", .timestamp, .timestamp): return .duration
        default: break
        }
        guard first.agrees(with: second) else { return nil }
        switch (name, known.form) {
        case (_, .int), (_, .uint): return CELType(known.form)
        case ("_+_", .double), ("_-_", .double), ("_*_", .double), ("_/_", .double): return .double
        case ("_+_", .string), ("_+_", .bytes), ("_+_", .duration), ("_-_", .duration):
            return CELType(known.form)
        case ("_+_", .list): return known.unbounded
        case (_, .timestamp) where first.isDyn || second.isDyn: return .dyn
        default: return nil
        }
    }

    private static func method(_ name: String, _ target: CELType, _ arguments: [CELType]) -> CELType? {
        switch name {
        case "size": return arguments.isEmpty && hasSize(target) ? .int : nil
        case "getHours", "getMinutes", "getSeconds", "getMilliseconds":
            if target.form == .duration { return arguments.isEmpty ? .int : nil }
            fallthrough
        case "getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear":
            let fits = target.agrees(with: .timestamp) && (arguments.isEmpty || takes(arguments, [.string]))
            return fits ? .int : nil
        default: break
        }
        if case .list(let element) = target.form { return listMethod(name, element, arguments) }
        if let result = stringMethod(name, arguments), target.agrees(with: .string) { return result }
        return target.isDyn ? listMethod(name, .dyn, arguments) : nil
    }

    private static func stringMethod(_ name: String, _ arguments: [CELType]) -> CELType? {
        func fits(_ choices: [[CELType]], _ result: CELType) -> CELType? {
            choices.contains { takes(arguments, $0) } ? result : nil
        }
        switch name {
        case "startsWith", "endsWith", "contains", "matches": return fits([[.string]], .bool)
        case "lowerAscii", "upperAscii", "trim": return fits([[]], .string)
        case "indexOf", "lastIndexOf": return fits([[.string], [.string, .int]], .int)
        case "charAt": return fits([[.int]], .string)
        case "substring": return fits([[.int], [.int, .int]], .string)
        case "replace": return fits([[.string, .string], [.string, .string, .int]], .string)
        case "split": return fits([[.string], [.string, .int]], .list(.string))
        case "find": return fits([[.string]], .string)
        case "findAll": return fits([[.string], [.string, .int]], .list(.string))
        case "format": return fits([[.list(.dyn)]], .string)
        default: return nil
        }
    }

    private static func listMethod(_ name: String, _ element: CELType, _ arguments: [CELType]) -> CELType? {
        switch name {
        case "isSorted": return arguments.isEmpty && element.isOrdered ? .bool : nil
        case "min", "max": return arguments.isEmpty && element.isOrdered ? CELType(element.form) : nil
        case "sum":
            let isSummable = element.isNumber || element.isDyn || element.form == .duration
            return arguments.isEmpty && isSummable ? CELType(element.form) : nil
        case "indexOf", "lastIndexOf":
            return arguments.count == 1 && arguments[0].agrees(with: element) ? .int : nil
        case "join":
            let fits = arguments.isEmpty || takes(arguments, [.string])
            return fits && element.agrees(with: .string) ? .string : nil
        default: return nil
        }
    }

    private static func takes(_ types: [CELType], _ wanted: [CELType]) -> Bool {
        types.count == wanted.count && zip(types, wanted).allSatisfy { $0.agrees(with: $1) }
    }

    private static func isList(_ type: CELType) -> Bool {
        if case .list = type.form { return true }
        return type.isDyn
    }

    private static func hasSize(_ type: CELType) -> Bool {
        switch type.form {
        case .string, .bytes, .list, .map, .dyn: true
        default: false
        }
    }

    private static func converts(_ type: CELType, to target: CELType) -> Bool {
        let sources: [CELType.Form]
        switch target.form {
        case .int: sources = [.int, .uint, .double, .string, .timestamp]
        case .uint: sources = [.uint, .int, .double, .string]
        case .double: sources = [.double, .int, .uint, .string]
        case .string: sources = [.string, .int, .uint, .double, .bool, .bytes, .timestamp, .duration]
        case .bytes: sources = [.bytes, .string]
        case .bool: sources = [.bool, .string]
        case .duration: sources = [.duration, .string, .int]
        case .timestamp: sources = [.timestamp, .string, .int]
        default: sources = []
        }
        return type.isDyn || sources.contains(type.form)
    }
}

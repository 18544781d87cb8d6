/// The functions on lists that Kubernetes adds, and `join`.
enum CELLists {
    /// The result of `list.name(arguments)`.
    static func apply(_ name: String, _ list: CELList, _ arguments: [CELValue]) throws(CELError) -> CELValue {
        let elements = list.elements
        switch name {
        case "isSorted":
            for (left, right) in zip(elements, elements.dropFirst()) {
                guard let order = left.order(right) else { throw .noSuchOverload }
                if order > 0 { return .bool(false) }
            }
            return .bool(true)
        case "sum":
            guard var sum = elements.first else { return .int(0) }
            for element in elements.dropFirst() {
                sum = try CELOperators.apply("_+_", [sum, element]) ?? sum
            }
            return sum
        case "min", "max":
            guard var best = elements.first else { throw CELError("\(name) called on empty list") }
            for element in elements.dropFirst() {
                guard let order = element.order(best) else { throw .noSuchOverload }
                if name == "min" ? order < 0 : order > 0 { best = element }
            }
            return best
        case "indexOf", "lastIndexOf":
            guard let wanted = arguments.first else { throw .noSuchOverload }
            let place =
                name == "indexOf"
                ? elements.firstIndex { $0.equals(wanted) } : elements.lastIndex { $0.equals(wanted) }
            return .int(place.map(Int64.init) ?? -1)
        case "join":
            let separator = arguments.isEmpty ? "" : try CELStrings.string(arguments, 0)
            var parts: [String] = []
            for place in elements.indices { parts.append(try CELStrings.string(elements, place)) }
            return .string(parts.joined(separator: separator))
        default: throw .noSuchOverload
        }
    }
}

extension FieldDecoder {
    /// How deeply a payload may be nested: less than what YAML may, so that a resource with it can be
    /// written.
    static let maximumPayloadDepth = 48

    mutating func array(
        _ node: Node, of type: FieldType, count: ClosedRange<Int>, unique: Bool, path: String, sensitive: Bool
    ) -> Value? {
        guard case .sequence(let nodes) = node.content else {
            expected(
                "a list", found: node, path: path, hint: "write [a, b], or one \"- a\" per line",
                sensitive: sensitive)
            return nil
        }
        var elements: [Value] = []
        elements.reserveCapacity(nodes.count)
        var seen: [Value: Mark] = [:]
        for (index, element) in nodes.enumerated() {
            let elementPath = "\(path)[\(index)]"
            guard let value = decode(element, as: type, path: elementPath, sensitive: sensitive) else {
                continue
            }
            if unique, let first = seen.updateValue(element.mark, forKey: value) {
                let summary = element.summary(sensitive: sensitive)
                report(
                    "\(summary) is in the list twice", at: element, path: elementPath,
                    hint: "first at \(first)")
            }
            elements.append(value)
        }
        guard count.contains(nodes.count) else {
            let message =
                nodes.isEmpty
                ? "the list is empty" : "the list has \(nodes.count) elements, more than \(count.upperBound)"
            report(
                message, at: node, path: path, hint: nodes.isEmpty ? "give at least \(count.lowerBound)" : nil
            )
            return nil
        }
        return elements.count == nodes.count ? .array(elements) : nil
    }

    mutating func map(
        _ node: Node, keys: StringFormat, values type: FieldType, path: String, sensitive: Bool
    ) -> Value? {
        guard case .mapping(let pairs) = node.content else {
            expected(
                "a mapping", found: node, path: path, hint: "write \"key: value\" lines", sensitive: sensitive
            )
            return nil
        }
        guard pairs.count <= FieldType.maximumMapCount else {
            let limit = FieldType.maximumMapCount
            report("the mapping has \(pairs.count) keys, more than \(limit)", at: node, path: path)
            return nil
        }
        var members: [String: Value] = Dictionary(minimumCapacity: pairs.count)
        var isSound = true
        for (key, value) in pairs {
            guard let name = key.text else {
                expected("a string as the key", found: key, path: path)
                isSound = false
                continue
            }
            if let problem = keys.problem(in: name) ?? nulProblem(in: name) {
                report(problem.message, at: key, path: path, hint: problem.hint)
                isSound = false
                continue
            }
            let memberPath = "\(path).\(name)"
            if let member = decode(value, as: type, path: memberPath, sensitive: sensitive) {
                members[name] = member
            } else {
                isSound = false
            }
        }
        return isSound ? .object(members) : nil
    }

    /// Any JSON. Its texts are never repeated in messages: payloads carry secrets.
    mutating func any(_ node: Node, path: String, depth: Int = 0) -> Value? {
        guard depth <= Self.maximumPayloadDepth else {
            report(
                "nested more than \(Self.maximumPayloadDepth) levels deep", at: node, path: shortened(path))
            return nil
        }
        switch node.content {
        case .scalar(let text, let plain): return anyScalar(text, plain: plain, node: node, path: path)
        case .sequence(let nodes):
            var elements: [Value] = []
            elements.reserveCapacity(nodes.count)
            for (index, element) in nodes.enumerated() {
                guard let value = any(element, path: "\(path)[\(index)]", depth: depth + 1) else { continue }
                elements.append(value)
            }
            return elements.count == nodes.count ? .array(elements) : nil
        case .mapping(let pairs):
            var members: [String: Value] = Dictionary(minimumCapacity: pairs.count)
            for (key, node) in pairs {
                guard let name = key.text, nulProblem(in: name) == nil else {
                    expected("a string as the key", found: key, path: path, sensitive: true)
                    continue
                }
                guard let value = any(node, path: "\(path).\(shortened(name))", depth: depth + 1) else {
                    continue
                }
                if members.updateValue(value, forKey: name) != nil {
                    report("the same key is there twice", at: key, path: path)
                }
            }
            return members.count == pairs.count ? .object(members) : nil
        }
    }

    private mutating func anyScalar(_ text: String, plain: Bool, node: Node, path: String) -> Value? {
        switch plain ? CoreScalar(text) : .text {
        case .null: return .null
        case .bool(let flag): return .bool(flag)
        case .double(let number): return .double(number)
        case .int(let number):
            if hasLeadingZero(text) {
                add(
                    .warning(
                        "\(path): a number with a leading zero loses it", mark: node.mark,
                        hint: "quote it if the zero belongs to it", field: path))
            }
            return .int(number)
        case .hugeInt:
            report(
                "the integer needs more than 64 bits and would lose digits", at: node, path: path,
                hint: "quote it")
            return nil
        case .notFinite:
            report("JSON has no such number", at: node, path: path, hint: "quote it if the text is meant")
            return nil
        case .text:
            if let problem = nulProblem(in: text) {
                report(problem.message, at: node, path: path, hint: problem.hint)
                return nil
            }
            return .string(text)
        }
    }

    private func hasLeadingZero(_ text: String) -> Bool {
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        return digits.count > 1 && digits.first == UInt8(ascii: "0")
            && digits.dropFirst().first.map { $0.isDigit } == true
    }
}

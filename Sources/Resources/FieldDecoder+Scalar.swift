extension FieldDecoder {
    mutating func string(_ node: Node, _ format: StringFormat, path: String, sensitive: Bool) -> Value? {
        guard case .scalar(let text, _) = node.content else {
            let hint = "quote the text if it begins with [ or {, or holds ': '"
            expected("a string", found: node, path: path, hint: hint, sensitive: sensitive)
            return nil
        }
        if node.isNull {
            let hint = text.isEmpty ? nil : "remove it, or quote the word if it is meant"
            expected("a string", found: node, path: path, hint: hint)
            return nil
        }
        if let problem = format.problem(in: text) ?? nulProblem(in: text) {
            report(problem.message, at: node, path: path, hint: problem.hint)
            return nil
        }
        return .string(format.normalised(text))
    }

    mutating func bool(_ node: Node, path: String) -> Value? {
        guard case .scalar(let text, let plain) = node.content else {
            expected("true or false", found: node, path: path)
            return nil
        }
        let core = CoreScalar(text)
        if plain, case .bool(let flag) = core { return .bool(flag) }
        let hint: String? =
            switch text.lowercased() {
            case "true", "false": "remove the quotes"
            case "yes", "on", "y", "1": "write true"
            case "no", "off", "n", "0": "write false"
            default: nil
            }
        expected("true or false", found: node, path: path, hint: hint)
        return nil
    }

    mutating func int(_ node: Node, _ range: ClosedRange<Int64>, path: String) -> Value? {
        guard case .scalar(let text, let plain) = node.content else {
            expected("an integer", found: node, path: path)
            return nil
        }
        guard plain, isDecimalInteger(text) else {
            expected("an integer", found: node, path: path, hint: integerHint(text, plain: plain))
            return nil
        }
        guard let number = Int64(text), range.contains(number) else {
            report(
                "\(shortened(text)) is not between \(range.lowerBound) and \(range.upperBound)", at: node,
                path: path)
            return nil
        }
        return .int(number)
    }

    /// Digits without a leading zero, because `012` is ten to some readers and twelve to others.
    private func isDecimalInteger(_ text: String) -> Bool {
        var digits = Substring(text).utf8
        if digits.first == UInt8(ascii: "-") { digits = digits.dropFirst() }
        guard let first = digits.first else { return false }
        return (first != UInt8(ascii: "0") || digits.count == 1)
            && digits.allSatisfy { $0.isDigit }
    }

    private func integerHint(_ text: String, plain: Bool) -> String? {
        if !plain { return isDecimalInteger(text) ? "remove the quotes" : nil }
        let digits = text.filter { $0 != "_" && $0 != "+" }
        if digits.hasPrefix("0"), digits.utf8.dropFirst().allSatisfy({ 0x30...0x37 ~= $0 }),
            let decimal = Int64(digits), let octal = Int64(digits, radix: 8), decimal != octal
        {
            return "write \(decimal), or \(octal) if it was meant to be octal"
        }
        guard case .int(let number) = CoreScalar(digits) else { return nil }
        return "write \(number)"
    }

    mutating func number(_ node: Node, _ range: ClosedRange<Double>, path: String) -> Value? {
        guard case .scalar(let text, plain: let plain) = node.content else {
            expected("a number", found: node, path: path)
            return nil
        }
        let number: Double? =
            switch CoreScalar(text) {
            case .int(let whole): Double(whole)
            case .double(let number): number
            default: nil
            }
        guard plain, let number else {
            expected("a number", found: node, path: path, hint: number == nil ? nil : "remove the quotes")
            return nil
        }
        guard range.contains(number) else {
            let bounds = "\(plainText(range.lowerBound)) and \(plainText(range.upperBound))"
            report("\(shortened(text)) is not between \(bounds)", at: node, path: path)
            return nil
        }
        return .double(number)
    }

    mutating func duration(_ node: Node, _ range: ClosedRange<Duration>, path: String) -> Value? {
        guard case .scalar(let text, _) = node.content, !node.isNull else {
            let hint = node.isNull ? nil : "write it as 30s, 5m, 1h30m, 2d or 500ms"
            expected("a duration", found: node, path: path, hint: hint)
            return nil
        }
        do throws(DurationTextError) {
            let duration = try Duration(manifestText: text)
            guard range.contains(duration) else {
                let bounds = "\(range.lowerBound.manifestText) and \(range.upperBound.manifestText)"
                report("\(shortened(text)) is not between \(bounds)", at: node, path: path)
                return nil
            }
            return .string(duration.manifestText)
        } catch {
            report(error.message, at: node, path: path, hint: error.hint)
            return nil
        }
    }

    mutating func choice(_ node: Node, _ choices: [Choice], path: String) -> Value? {
        let names = choices.map(\.name)
        guard case .scalar(let text, _) = node.content, names.contains(text) else {
            let hint = node.text.flatMap { suggestion(for: $0, among: names) }
            expected("one of \(names.joined(separator: ", "))", found: node, path: path, hint: hint)
            return nil
        }
        return .string(text)
    }

    /// Neither Postgres nor a program's arguments can hold the character NUL.
    func nulProblem(in text: String) -> FieldProblem? {
        text.utf8.contains(0)
            ? FieldProblem("the text holds a NUL character", hint: "remove it, or encode the text") : nil
    }
}

/// `number` without `.0` when it is whole.
func plainText(_ number: Double) -> String {
    Int64(exactly: number).map(String.init) ?? number.description
}

/// The result of a measurement: names, values and what they should be.
struct Measurements {
    /// One line.
    struct Line {
        var name: String
        var value: String
        var unit: String
        /// What DESIGN asks for; empty when it asks for nothing.
        var goal: String
    }

    private let title: String
    private(set) var lines: [Line] = []

    init(_ title: String) { self.title = title }

    mutating func add(
        _ name: String, _ value: Double, _ unit: String = "", digits: Int = 0, goal: String = ""
    ) {
        lines.append(Line(name: name, value: value.text(digits: digits), unit: unit, goal: goal))
    }

    mutating func add(_ name: String, _ value: Int, _ unit: String = "", goal: String = "") {
        lines.append(Line(name: name, value: String(value), unit: unit, goal: goal))
    }

    /// p50, p90, p99 and the greatest, in milliseconds.
    mutating func add(_ name: String, _ latencies: Latencies, goal: (p50: String, p99: String) = ("", "")) {
        for (label, share, goal) in [
            ("p50", 0.5, goal.p50), ("p90", 0.9, ""), ("p99", 0.99, goal.p99), ("max", 1, ""),
        ] {
            add("\(name) \(label)", latencies.quantile(share).milliseconds, "ms", digits: 2, goal: goal)
        }
    }

    /// Writes all of it to standard output.
    func write(_ form: OutputForm) {
        switch form {
        case .table: print(table)
        case .json: print(json)
        }
    }

    private var table: String {
        let names = lines.map(\.name.count).max() ?? 0
        let values = lines.map(\.value.count).max() ?? 0
        let units = lines.map(\.unit.count).max() ?? 0
        var rows = [title]
        for line in lines {
            var row = "  " + line.name.padded(to: names) + "  " + line.value.leftPadded(to: values)
            if units > 0 { row += " " + line.unit.padded(to: units) }
            if !line.goal.isEmpty { row += "  (goal \(line.goal))" }
            while row.hasSuffix(" ") { row.removeLast() }
            rows.append(row)
        }
        return rows.joined(separator: "\n")
    }

    private var json: String {
        let entries = lines.map { line in
            "{\"name\":\(line.name.quoted),\"value\":\(line.value),\"unit\":\(line.unit.quoted),"
                + "\"goal\":\(line.goal.quoted)}"
        }
        return "{\"benchmark\":\(title.quoted),\"measurements\":[\(entries.joined(separator: ","))]}"
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    func leftPadded(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }

    /// As a JSON string; the texts here have no control characters.
    fileprivate var quoted: String {
        var text = "\""
        for character in self {
            if character == "\"" || character == "\\" { text.append("\\") }
            text.append(character)
        }
        return text + "\""
    }
}

extension Double {
    /// In decimal notation with so many digits after the point.
    func text(digits: Int) -> String {
        guard isFinite else { return "0" }
        let scale = (0..<digits).reduce(1) { product, _ in product * 10 }
        let scaled = (self * Double(scale)).rounded()
        guard abs(scaled) < 9e18 else { return "0" }
        let number = Int(scaled)
        let whole = String(abs(number) / scale)
        let sign = number < 0 ? "-" : ""
        if digits == 0 { return sign + whole }
        let rest = String(abs(number) % scale)
        return sign + whole + "." + String(repeating: "0", count: digits - rest.count) + rest
    }
}

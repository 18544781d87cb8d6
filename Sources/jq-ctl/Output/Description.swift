/// Names and values below each other, as `kubectl describe` shows one object.
struct Description {
    private var lines: [(name: String, value: String)] = []

    /// Adds a line; nothing when there is no value.
    mutating func add(_ name: String, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        lines.append((name, value))
    }

    /// All lines, the values in one column. A value of several lines is indented under its first; line breaks
    /// at its end are left out.
    func text(_ paint: Paint) -> String {
        let column = (lines.map(\.name.displayWidth).max() ?? 0) + 3
        return lines.map { line in
            let gap = String(repeating: " ", count: column - line.name.displayWidth - 1)
            let indent = "\n" + String(repeating: " ", count: column)
            var rows = line.value.split(separator: "\n", omittingEmptySubsequences: false)
            while rows.last?.isEmpty == true { rows.removeLast() }
            let value = rows.map { paint(String($0).onOneLine, Tone(word: line.value)) }.joined(
                separator: indent)
            return "\(line.name):\(gap)\(value)\n"
        }.joined()
    }
}

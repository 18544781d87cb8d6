/// Rows under upper-case headings, aligned by what is seen: two spaces between columns, none at the end of a
/// line.
struct Table: Sendable {
    private let headings: [String]
    private var rows: [[String]] = []
    /// Widths that a watch keeps from its first rows, so that later rows stand under the same headings.
    private var widths: [Int]

    init(_ headings: [String]) {
        self.headings = headings.map { $0.uppercased() }
        widths = self.headings.map(\.displayWidth)
    }

    var isEmpty: Bool { rows.isEmpty }

    /// Adds a row with one cell for each heading. An empty cell is shown as "-".
    mutating func add(_ cells: [String]) {
        var row = cells.prefix(headings.count).map { $0.isEmpty ? "-" : $0.onOneLine }
        row += Array(repeating: "-", count: headings.count - row.count)
        for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.displayWidth) }
        rows.append(row)
    }

    /// The headings and all rows, each line ended.
    func text(_ paint: Paint) -> String {
        var text = line(headings, Paint.none)
        for row in rows { text += line(row, paint) }
        return text
    }

    /// Only the rows, as a watch adds them.
    func rowsText(_ paint: Paint) -> String { rows.map { line($0, paint) }.joined() }

    /// An empty table with the same headings and at least the same widths.
    func continued() -> Table {
        var next = self
        next.rows = []
        return next
    }

    private func line(_ cells: [String], _ paint: Paint) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            line += paint(cell, Tone(word: cell))
            if index < cells.count - 1 {
                line += String(repeating: " ", count: widths[index] - cell.displayWidth + 2)
            }
        }
        return line + "\n"
    }
}

extension Paint {
    /// Leaves every word as it is.
    static let none = Paint(isOn: false)

    private init(isOn: Bool) { self.isOn = isOn }
}

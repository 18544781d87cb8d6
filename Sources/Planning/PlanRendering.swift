import Resources

/// The plan as people read it (DESIGN §4): one block per entry that does something or that something happens
/// to, and a last line that counts. Ends with a line feed.
///
/// Entries that stay as they are appear only when something about them is worth reading (the manifest moved,
/// the resource is kept from a prune), or with `showUnchanged`.
///
/// - Parameters:
///   - color: colours the symbols with ANSI sequences; the text is the same without them.
///   - width: columns of the terminal. A field change that is wider is written on three lines.
///   - hash: shown instead of `plan.hash`, for a plan whose hash came over the wire.
public func renderPlan(
    _ plan: Plan, color: Bool, width: Int, showUnchanged: Bool, hash: String? = nil
) -> String {
    let shown = plan.entries.filter { showUnchanged || $0.isWorthReading }
    let rendering = EntryRendering(ink: Ink(isOn: color), width: width, rightColumn: rightColumn(of: shown))
    var text = ""
    for entry in shown { text += rendering.lines(of: entry).joined(separator: "\n") + "\n" }
    return text + lastLine(of: plan, hash: hash ?? plan.hash) + "\n"
}

private func lastLine(of plan: Plan, hash: String) -> String {
    let summary = plan.summary
    guard plan.isEmpty else {
        return "Plan: \(summary.create) to create, \(summary.change) to change, \(summary.delete) to delete, "
            + "\(summary.blocked) blocked, \(summary.unchanged) unchanged. plan \(hash)"
    }
    switch summary.unchanged {
    case 0: return "No changes. Nothing is declared."
    case 1: return "No changes. 1 resource is as declared."
    default: return "No changes. \(number(Int64(summary.unchanged))) resources are as declared."
    }
}

/// Where the second column begins: right of every heading, unless one is so long that it would push the
/// others out.
private func rightColumn(of entries: [PlanEntry]) -> Int {
    let narrowest = 36
    let widest = 60
    let longest = entries.map { heading(of: $0).count }.max() ?? 0
    return min(max(narrowest, longest + 2), widest)
}

private func heading(of entry: PlanEntry) -> String { "\(entry.symbol) \(entry.key)" }

extension PlanEntry {
    /// How a planner's effect begins that says why a Job does not run.
    static let skipPrefix = "skipped: "

    var isWorthReading: Bool {
        action != .unchanged || blocked != nil || !changes.isEmpty
            || effects.contains { !$0.hasPrefix(Self.skipPrefix) }
    }

    var symbol: String {
        switch (action, blocked) {
        case (.create, _): "+"
        case (.change, _): "~"
        case (.delete, _): "-"
        case (.unchanged, nil): "="
        case (.unchanged, .some): "!"
        }
    }
}

/// Writes single entries in one layout.
private struct EntryRendering {
    let ink: Ink
    let width: Int
    let rightColumn: Int

    func lines(of entry: PlanEntry) -> [String] {
        var remarks: [String] = []
        var effects = entry.effects
        if entry.action == .unchanged {
            // There is nothing else to say on this line, so that it can carry the remarks itself.
            remarks = effects
            effects = []
        }
        if remarks.isEmpty, let origin = entry.origin { remarks = ["\(origin.file):\(origin.line)"] }
        var lines = [firstLine(of: entry, remarks: remarks)]
        lines += changeLines(entry.changes)
        lines += effects.map { "    effect: \($0)" }
        if let blocked = entry.blocked { lines.append("    effect: \(ink.blocked("BLOCKED")), \(blocked)") }
        return lines
    }

    private func firstLine(of entry: PlanEntry, remarks: [String]) -> String {
        let heading = heading(of: entry)
        let colored = ink.heading(heading, of: entry)
        guard !remarks.isEmpty else { return colored }
        let gap = String(repeating: " ", count: max(2, rightColumn - heading.count))
        return colored + gap + remarks.joined(separator: "; ")
    }

    private func changeLines(_ changes: [FieldChange]) -> [String] {
        let pathWidth = changes.map(\.path.count).max() ?? 0
        return changes.flatMap { change -> [String] in
            let old = text(of: change.old)
            let new = text(of: change.new)
            let mark = change.drift ? "  (drift)" : ""
            let padding = String(repeating: " ", count: pathWidth - change.path.count)
            let line = "    \(change.path)\(padding)  \(old) -> \(new)"
            if line.count + mark.count <= width { return [line + ink.drift(mark)] }
            return ["    \(change.path)" + ink.drift(mark), "        - \(old)", "        + \(new)"]
        }
    }
}

/// A field's value on one line: plain words as they are, everything else as JSON.
private func text(of value: Value?) -> String {
    guard let value else { return "(unset)" }
    if case .string(let string) = value, isPlainWord(string) { return string }
    return String(decoding: value.canonicalJSON(), as: UTF8.self)
}

/// Whether `text` needs no quotes to be told from a number, a truth value and the words around it.
private func isPlainWord(_ text: String) -> Bool {
    let marks = "0123456789._-/:@+".unicodeScalars
    return text.contains(where: \.isLetter) && !["true", "false", "null"].contains(text)
        && text.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || marks.contains($0) }
}

/// The colours of a plan; `isOn` false leaves every text as it is.
private struct Ink {
    let isOn: Bool

    func heading(_ text: String, of entry: PlanEntry) -> String {
        switch (entry.action, entry.blocked) {
        case (_, .some): paint(text, "31")
        case (.create, nil): paint(text, "32")
        case (.change, nil): paint(text, "33")
        case (.delete, nil): paint(text, "31")
        case (.unchanged, nil): text
        }
    }

    func blocked(_ text: String) -> String { paint(text, "1;31") }

    func drift(_ text: String) -> String { text.isEmpty ? text : paint(text, "35") }

    private func paint(_ text: String, _ code: String) -> String {
        isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

/// The lines of a table of cases. A line that ends with a backslash goes on after `| ` in the next one, and
/// `⏎` stands for a line break in a message.
func caseLines(_ text: String) -> [String] {
    var lines: [String] = []
    var goesOn = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        let isUnfinished = line.last == "\\"
        let part = isUnfinished ? line.dropLast() : line
        if goesOn { lines[lines.count - 1] += part.dropFirst(2) } else { lines.append(String(part)) }
        goesOn = isUnfinished
    }
    return lines
}

/// The message a line of a table holds after its mark.
func caseMessage(_ line: String) -> String {
    line.dropFirst(2).split(separator: "⏎", omittingEmptySubsequences: false).joined(separator: "\n")
}

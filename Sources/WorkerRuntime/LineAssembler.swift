/// Puts lines together from the pieces in which a pipe delivers them. A line that is too long is dropped whole.
/// Pure.
struct LineAssembler: Sendable {
    static let longestLine = 1024

    private var line: [UInt8] = []
    private var isTooLong = false
    /// Lines that were dropped.
    private(set) var dropped = 0

    /// Takes a piece and returns the lines that it completes, without their ends.
    mutating func add(_ bytes: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            keep(rest[..<end])
            if let line = takeLine() { lines.append(line) }
            rest = rest[(end + 1)...]
        }
        keep(rest)
        return lines
    }

    /// What stands after the last line's end, when there is no more to come.
    mutating func takeLine() -> [UInt8]? {
        defer { (line, isTooLong) = ([], false) }
        if isTooLong { dropped += 1 }
        return isTooLong || line.isEmpty ? nil : line
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        if isTooLong || line.count + bytes.count > Self.longestLine {
            (line, isTooLong) = ([], true)
        } else {
            line += bytes
        }
    }
}

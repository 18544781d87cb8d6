internal import Resources

/// A part of a file that begins with a line. Its lines are only looked at when there is an error to explain;
/// that no line before the part is looked at then keeps a file with an error in each document from taking
/// quadratic time.
struct SourceLines {
    let file: String
    /// The part, with the indexes of the file.
    let bytes: ArraySlice<UInt8>
    /// The lines of the file before the part.
    let linesBefore: Int

    init(_ bytes: ArraySlice<UInt8>, file: String, linesBefore: Int) {
        self.file = file
        self.bytes = bytes
        self.linesBefore = linesBefore
    }

    /// The column (from 1) of the first tab among the white space that begins the line, if there is one.
    func tabInIndentation(of line: Int) -> Int? {
        let indentation = self.line(line).prefix { $0 == 0x20 || $0 == 0x09 }
        return indentation.firstIndex(of: 0x09).map { $0 - indentation.startIndex + 1 }
    }

    /// The bytes of the mark's line before its column; in a line with other than ASCII text a few less.
    func text(before mark: Mark) -> ArraySlice<UInt8> {
        line(mark.line).prefix(max(mark.column, 1) - 1)
    }

    /// Whether the line is an item of a list.
    func beginsListItem(_ line: Int) -> Bool {
        self.line(line).drop { $0 == 0x20 }.starts(with: "- ".utf8)
    }

    /// The place of a byte, counted from 0 at the start of the file.
    func mark(ofByte offset: Int) -> Mark {
        let before = bytes[..<min(max(offset, bytes.startIndex), bytes.endIndex)]
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? before.startIndex
        // Bytes that continue a character do not count.
        let column = 1 + before[lineStart...].count { $0 & 0xC0 != 0x80 }
        return Mark(file: file, line: linesBefore + 1 + before.count { $0 == 0x0A }, column: column)
    }

    private func line(_ number: Int) -> ArraySlice<UInt8> {
        var rest = bytes
        for _ in linesBefore + 1..<max(number, linesBefore + 1) {
            guard let end = rest.firstIndex(of: 0x0A) else { return [] }
            rest = rest[(end + 1)...]
        }
        return rest.prefix { $0 != 0x0A }
    }

    /// The rest of the part from the first line on that begins a document (`---`) and is not before `line`
    /// (from 1). YAML lets nothing else begin so, not even a line in the middle of a long text.
    func documentStart(fromLine line: Int) -> SourceLines? {
        var rest = self
        while let next = rest.nextDocument {
            if next.linesBefore + 1 >= line { return next }
            rest = next
        }
        return nil
    }

    /// The part in two, cut before the document that holds a byte (from 0 at the start of the part); nil when
    /// that is the first document.
    func split(atDocumentOf offset: Int) -> [SourceLines]? {
        let byte = bytes.startIndex + offset
        var rest = self
        while let next = rest.nextDocument, next.bytes.startIndex <= byte { rest = next }
        let cut = rest.bytes.startIndex
        guard cut > bytes.startIndex else { return nil }
        return [SourceLines(bytes[..<cut], file: file, linesBefore: linesBefore), rest]
    }

    /// The rest of the part from the next line on that begins a document.
    private var nextDocument: SourceLines? {
        var linesBefore = linesBefore
        var lineStart = bytes.startIndex
        while let end = bytes[lineStart...].firstIndex(of: 0x0A) {
            linesBefore += 1
            lineStart = end + 1
            let rest = bytes[lineStart...]
            guard rest.starts(with: "---".utf8) else { continue }
            if rest.count == 3 || [0x20, 0x09, 0x0A, 0x0D].contains(rest[lineStart + 3]) {
                return SourceLines(rest, file: file, linesBefore: linesBefore)
            }
        }
        return nil
    }
}

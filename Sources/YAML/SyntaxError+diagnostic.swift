internal import Resources

extension SyntaxError {
    /// The error in our words. `lines` gives the text of the lines around it.
    func diagnostic(in lines: SourceLines) -> Diagnostic {
        if isOutOfMemory { return .error("there is not enough memory to read the file", mark: mark) }
        if let offset { return undecodable(at: offset, in: lines) }
        if let tab = lines.tabInIndentation(of: mark.line) {
            let place = Mark(file: mark.file, line: mark.line, column: tab)
            return .error("a tab is used as indentation", mark: place, hint: "indent with spaces")
        }
        return unclosed ?? misplaced(in: lines) ?? known
            ?? .error("cannot be read as YAML: \(problem)", mark: mark)
    }

    private func undecodable(at offset: Int, in lines: SourceLines) -> Diagnostic {
        let offset = lines.bytes.startIndex + offset
        let place = lines.mark(ofByte: offset)
        if problem.contains("control") {
            return .error(
                "a control character at byte \(offset)", mark: place,
                hint: "remove it; in double quotes it can be written as an escape such as \"\\x1b\"")
        }
        return .error(
            "the text is not valid UTF-8 at byte \(offset)", mark: place, hint: "save the file as UTF-8")
    }

    /// Brackets and quotes that were opened and not closed; the useful place is where that was.
    private var unclosed: Diagnostic? {
        guard let contextMark else { return nil }
        switch (context, problem) {
        case ("while parsing a flow sequence", _):
            return .error(
                "the list that [ opens is not closed", mark: contextMark,
                hint: "a comma or ] is missing before line \(mark.line), column \(mark.column)")
        case ("while parsing a flow mapping", _):
            return .error(
                "the mapping that { opens is not closed", mark: contextMark,
                hint: "a comma or } is missing before line \(mark.line), column \(mark.column)")
        case ("while scanning a quoted scalar", let problem) where !problem.contains("escape"):
            return .error(
                "the text that a quote opens is not closed", mark: contextMark, hint: "add the closing quote")
        default: return nil
        }
    }

    /// Lines that stand where they cannot.
    private func misplaced(in lines: SourceLines) -> Diagnostic? {
        let before = lines.text(before: mark)
        switch problem {
        case "mapping values are not allowed in this context" where before.contains(UInt8(ascii: ":")):
            return .error("a second ':' in the value", mark: mark, hint: "quote text that holds ': '")
        case "mapping values are not allowed in this context":
            return .error(
                "a field that is indented too far", mark: mark, hint: "align it with the fields beside it")
        case "did not find expected key" where lines.beginsListItem(mark.line):
            return .error(
                "a list item among fields", mark: mark, hint: "indent it under the field it belongs to")
        case "did not find expected key", "did not find expected '-' indicator":
            return .error(
                "the indentation fits nothing above", mark: mark, hint: "align it with what it belongs to")
        default: return nil
        }
    }

    private var known: Diagnostic? {
        switch problem {
        case "could not find expected ':'":
            .error(
                "a field without ':' after its name", mark: contextMark ?? mark,
                hint: "write \"field: value\"; the document may also end too early")
        case "did not find expected node content":
            .error(
                "a value is missing", mark: mark, hint: "also look for a [ or { before it that is not closed")
        case "found incompatible YAML document":
            .error(
                "the %YAML line asks for a version that is not supported", mark: mark, hint: "remove the line"
            )
        case "block sequence entries are not allowed in this context":
            .error("a list cannot begin here", mark: mark, hint: "begin it on a line of its own")
        case "found character that cannot start any token":
            .error(
                "a value cannot begin with this character", mark: mark,
                hint: "quote values that begin with @, ` or %")
        case "did not find expected <document start>":
            .error(
                "text after the end of the document", mark: mark, hint: "begin each document with a line ---")
        case let problem where problem.contains("escape"):
            .error(
                "an unknown escape in a text in double quotes", mark: mark,
                hint: "double the backslash, or use single quotes")
        default: nil
        }
    }
}

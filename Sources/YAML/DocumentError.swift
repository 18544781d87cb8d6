internal import Resources

/// Why a document ends early.
enum DocumentError: Error {
    /// libyaml cannot go on.
    case syntax(SyntaxError)
    /// The document is YAML, but not such as we take.
    case invalid(Diagnostic)

    /// The last line that was read.
    var line: Int? {
        switch self {
        case .syntax(let error): error.mark.line
        case .invalid(let diagnostic): diagnostic.mark?.line
        }
    }

    /// The byte that is not text, counted from the start of the part that is read.
    var undecodableByte: Int? {
        guard case .syntax(let error) = self else { return nil }
        return error.offset
    }

    /// The error for people. `part` is what was read.
    func diagnostic(in part: SourceLines) -> Diagnostic {
        switch self {
        case .syntax(let error): error.diagnostic(in: part)
        case .invalid(let diagnostic): diagnostic
        }
    }
}

import JobQueueProto
import Resources

/// Something about a manifest, from whoever looked at it.
struct Problem: Hashable, Sendable {
    var isWarning: Bool
    /// What is wrong, where, and what to do.
    var text: String
    /// Nil when it came from no file.
    var mark: Mark?
    /// The field; empty when it is about none.
    var field = ""

    init(_ diagnostic: Diagnostic) {
        isWarning = diagnostic.severity == .warning
        text = diagnostic.description
        mark = diagnostic.mark
        field = diagnostic.field ?? ""
    }

    init(_ message: Jq_V1_Problem) {
        isWarning = message.warning
        text = message.text
        field = message.field
        if !message.file.isEmpty {
            mark = Mark(file: message.file, line: Int(message.line), column: Int(message.column))
        }
    }

    var document: Value {
        var document: [String: Value] = [
            "severity": isWarning ? "warning" : "error", "message": .string(text),
        ]
        if let mark {
            document["file"] = .string(mark.file)
            document["line"] = .int(Int64(mark.line))
            document["column"] = .int(Int64(mark.column))
        }
        if !field.isEmpty { document["field"] = .string(field) }
        return .object(document)
    }
}

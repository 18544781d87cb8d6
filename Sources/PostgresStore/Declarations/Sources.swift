import Postgres
public import Resources

/// What the reconciler of a source reported last.
public struct SourceRecord: Sendable {
    /// Names the source, for example "directory:" and a path.
    public var owner: String
    /// State of the source in that pass, for example a git commit; nil when it has none.
    public var sourceRevision: String?
    /// What that pass found wrong with the manifests; empty when there was nothing.
    public var problems: [Diagnostic]
    /// One sentence on the outcome of the pass, for people.
    public var message: String
    /// Microseconds since 1970.
    public var lastPassAt: Int64
}

extension JobQueueStore {
    /// Keeps the outcome of a reconciler's pass, for `jq-ctl sources`.
    ///
    /// - Parameter fence: fails with an error that ``StoreError/isFenced`` unless it is current or nil.
    public func recordPass(
        owner: String, revision: String?, problems: [Diagnostic], message: String, fence: Fence? = nil
    ) async throws(StoreError) {
        var parameters = Parameters()
        parameters.append(owner)
        parameters.append(revision)
        parameters.append(text(.array(problems.map(problemValue))))
        parameters.append(message)
        if let fence {
            _ = try await fenced(fence, SourceSQL.record, parameters)
        } else {
            _ = try await read(SourceSQL.record, parameters)
        }
    }

    /// Every source that ever reported, by owner.
    public func sources() async throws(StoreError) -> [SourceRecord] {
        let rows = try await read(SourceSQL.list)
        var records: [SourceRecord] = []
        for index in 0..<rows.count {
            let row = rows[index]
            records.append(
                SourceRecord(
                    owner: row.string(0), sourceRevision: row.stringOrNil(1),
                    problems: (try json(row, 2).arrayValue ?? []).map(problem), message: row.string(3),
                    lastPassAt: row.timestampMicros(4)))
        }
        return records
    }
}

private func problemValue(_ diagnostic: Diagnostic) -> Value {
    var members: [String: Value] = [
        "severity": .string(diagnostic.severity.rawValue), "message": .string(diagnostic.message),
    ]
    if let hint = diagnostic.hint { members["hint"] = .string(hint) }
    if let field = diagnostic.field { members["field"] = .string(field) }
    if let mark = diagnostic.mark {
        members["file"] = .string(mark.file)
        members["line"] = .int(Int64(mark.line))
        members["column"] = .int(Int64(mark.column))
    }
    return .object(members)
}

private func problem(_ value: Value) -> Diagnostic {
    var diagnostic = Diagnostic(
        value["severity"]?.stringValue == "warning" ? .warning : .error, value["message"]?.stringValue ?? "")
    diagnostic.hint = value["hint"]?.stringValue
    diagnostic.field = value["field"]?.stringValue
    if let file = value["file"]?.stringValue {
        diagnostic.mark = Mark(
            file: file, line: Int(value["line"]?.intValue ?? 1), column: Int(value["column"]?.intValue ?? 1))
    }
    return diagnostic
}

private enum SourceSQL {
    static let record = Statement(
        "source_record",
        """
        INSERT INTO sources (owner, source_revision, problems, message) VALUES ($1, $2, $3::text::jsonb, $4)
        ON CONFLICT (owner) DO UPDATE SET source_revision = EXCLUDED.source_revision, problems = EXCLUDED.problems,
            message = EXCLUDED.message, last_pass_at = now()
        """)
    static let list = Statement(
        "sources",
        "SELECT owner, source_revision, problems::text, message, last_pass_at FROM sources ORDER BY owner")
}

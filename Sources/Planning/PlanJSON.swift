public import Resources

/// The plan for machines: everything that ``renderPlan(_:color:width:showUnchanged:hash:)`` shows and all
/// fields of all entries. ``Plan/init(json:)`` reads it back.
///
/// - Parameter hash: written instead of `plan.hash`, for a plan whose hash came over the wire.
public func planJSON(_ plan: Plan, hash: String? = nil) -> Value {
    let summary = plan.summary
    return [
        "owner": .string(plan.owner),
        "hash": .string(hash ?? plan.hash),
        "summary": [
            "create": .int(Int64(summary.create)), "change": .int(Int64(summary.change)),
            "delete": .int(Int64(summary.delete)), "blocked": .int(Int64(summary.blocked)),
            "unchanged": .int(Int64(summary.unchanged)),
        ],
        "entries": .array(plan.entries.map(entryJSON)),
    ]
}

private func entryJSON(_ entry: PlanEntry) -> Value {
    var object: [String: Value] = [
        "kind": .string(entry.key.kind.rawValue), "namespace": .string(entry.key.namespace),
        "name": .string(entry.key.name), "action": .string(entry.action.rawValue),
    ]
    if let origin = entry.origin {
        object["origin"] = [
            "file": .string(origin.file), "line": .int(Int64(origin.line)),
            "column": .int(Int64(origin.column)),
        ]
    }
    if !entry.changes.isEmpty { object["changes"] = .array(entry.changes.map(changeJSON)) }
    if !entry.effects.isEmpty { object["effects"] = .array(entry.effects.map { .string($0) }) }
    if let blocked = entry.blocked { object["blocked"] = .string(blocked) }
    if let run = entry.run { object["run"] = runJSON(run) }
    return .object(object)
}

private func changeJSON(_ change: FieldChange) -> Value {
    var object: [String: Value] = ["path": .string(change.path)]
    object["old"] = change.old
    object["new"] = change.new
    if change.drift { object["drift"] = true }
    return .object(object)
}

private func runJSON(_ run: RunDecision) -> Value {
    var object: [String: Value] = ["runs": .bool(run.runs), "key": .string(run.key.description)]
    switch run {
    case .run(_, let reason, let cancels, let waitsFor):
        object["reason"] = .string(reason)
        if !cancels.isEmpty { object["cancels"] = .array(cancels.map { .string($0) }) }
        if !waitsFor.isEmpty { object["waitsFor"] = .array(waitsFor.map { .string($0) }) }
    case .skip(_, let reason):
        object["reason"] = .string(reason)
    }
    return .object(object)
}

/// Why a JSON document is not a plan.
public struct PlanJSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where in the document: `entries[3].action`.
    public var path: String
    /// What was expected there.
    public var expected: String

    /// One line: what was expected, and where.
    public var description: String { "not a plan: expected \(expected) at \(path)" }
}

extension Plan {
    /// The plan that ``planJSON(_:hash:)`` wrote. Unknown members are ignored; the hash is computed anew.
    ///
    /// - Throws: ``PlanJSONError`` for the first place that does not have the form.
    public init(json: Value) throws(PlanJSONError) {
        let document = PlanReader(value: json, path: "plan")
        var entries: [PlanEntry] = []
        for element in try document.elements("entries") { entries.append(try element.entry()) }
        self.init(entries: entries, owner: try document.string("owner"))
    }
}

/// A member of the document together with its path, so that every error can name its place.
private struct PlanReader {
    let value: Value?
    let path: String

    subscript(name: String) -> PlanReader { PlanReader(value: value?[name], path: "\(path).\(name)") }

    func string(_ name: String) throws(PlanJSONError) -> String {
        guard let text = self[name].value?.stringValue else { throw self[name].expected("a string") }
        return text
    }

    func int(_ name: String) throws(PlanJSONError) -> Int {
        guard let number = self[name].value?.intValue.flatMap(Int.init(exactly:)) else {
            throw self[name].expected("a whole number")
        }
        return number
    }

    /// The elements of a list; none when the member is absent.
    func elements(_ name: String) throws(PlanJSONError) -> [PlanReader] {
        guard let member = self[name].value else { return [] }
        guard let elements = member.arrayValue else { throw self[name].expected("a list") }
        return elements.enumerated().map { PlanReader(value: $1, path: "\(path).\(name)[\($0)]") }
    }

    func strings(_ name: String) throws(PlanJSONError) -> [String] {
        var texts: [String] = []
        for element in try elements(name) {
            guard let text = element.value?.stringValue else { throw element.expected("a string") }
            texts.append(text)
        }
        return texts
    }

    func expected(_ what: String) -> PlanJSONError { PlanJSONError(path: path, expected: what) }

    func entry() throws(PlanJSONError) -> PlanEntry {
        guard let kind = Kind(rawValue: try string("kind")) else { throw self["kind"].expected("a kind") }
        guard let action = Action(rawValue: try string("action")) else {
            throw self["action"].expected("an action")
        }
        let key = ResourceKey(kind: kind, namespace: try string("namespace"), name: try string("name"))
        var entry = PlanEntry(key: key, action: action, effects: try strings("effects"))
        if self["origin"].value != nil { entry.origin = try self["origin"].mark() }
        for element in try elements("changes") { entry.changes.append(try element.change()) }
        if self["blocked"].value != nil { entry.blocked = try string("blocked") }
        if self["run"].value != nil { entry.run = try self["run"].run() }
        return entry
    }

    private func mark() throws(PlanJSONError) -> Mark {
        Mark(file: try string("file"), line: try int("line"), column: try int("column"))
    }

    private func change() throws(PlanJSONError) -> FieldChange {
        FieldChange(
            path: try string("path"), old: self["old"].value, new: self["new"].value,
            drift: self["drift"].value?.boolValue ?? false)
    }

    private func run() throws(PlanJSONError) -> RunDecision {
        guard let key = RunKey(hexadecimal: try string("key")) else {
            throw self["key"].expected("64 hexadecimal digits")
        }
        guard let runs = self["runs"].value?.boolValue else { throw self["runs"].expected("true or false") }
        let reason = try string("reason")
        guard runs else { return .skip(key, reason: reason) }
        return .run(
            key, reason: reason, cancels: try strings("cancels"), waitsFor: try strings("waitsFor"))
    }
}

extension RunKey {
    /// The key with this ``description``: 64 hexadecimal digits in any case; nil for anything else.
    public init?(hexadecimal text: String) {
        let digits = text.unicodeScalars.compactMap { Character($0).hexDigitValue }
        guard digits.count == 64, text.utf8.count == 64 else { return nil }
        self.init(bytes: stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
    }
}

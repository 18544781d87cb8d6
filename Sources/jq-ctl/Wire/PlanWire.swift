import JobQueueProto
import Planning
import Resources
import SwiftProtobuf

extension Plan {
    /// The plan of a message. Entries of a kind that this program does not know are left out.
    init(_ message: Jq_V1_Plan) {
        self.init(entries: message.entries.compactMap { PlanEntry($0) }, owner: message.owner)
    }
}

extension PlanEntry {
    fileprivate init?(_ message: Jq_V1_PlanEntry) {
        guard let key = ResourceKey(message.key) else { return nil }
        self.init(key: key, action: Action(message.action), effects: message.effects)
        if !message.file.isEmpty {
            origin = Mark(file: message.file, line: Int(message.line), column: Int(message.column))
        }
        changes = message.changes.map {
            FieldChange(path: $0.path, old: value($0.old), new: value($0.new), drift: $0.drift)
        }
        blocked = message.blocked.isEmpty ? nil : message.blocked
        if let key = RunKey(hexadecimal: message.runKey) {
            // The reason and what is cancelled come as effects.
            run = message.runs ? .run(key, reason: "", cancels: [], waitsFor: []) : .skip(key, reason: "")
        }
    }

    /// A field's value as it was sent; what is not JSON is shown as text.
    private func value(_ json: String) -> Value? {
        // Not a conditional expression: in one, `nil` would be JSON's null.
        guard !json.isEmpty else { return Optional.none }
        return (try? Value(json: Array(json.utf8))) ?? .string(json)
    }
}

extension Action {
    fileprivate init(_ message: Jq_V1_Action) {
        switch message {
        case .create: self = .create
        case .change: self = .change
        case .delete: self = .delete
        case .unchanged, .unspecified, .UNRECOGNIZED: self = .unchanged
        }
    }
}

extension ResourceKey {
    /// The key of a message; nil for a kind that this program does not know.
    init?(_ message: Jq_V1_ResourceKey) {
        guard let kind = Kind(rawValue: message.kind) else { return nil }
        let namespace = message.namespace.isEmpty ? Self.defaultNamespace : message.namespace
        self.init(kind: kind, namespace: namespace, name: message.name)
    }

    /// The key as messages carry it.
    var message: Jq_V1_ResourceKey {
        .with {
            $0.kind = kind.rawValue
            $0.namespace = namespace
            $0.name = name
        }
    }
}

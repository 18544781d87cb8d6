import Resources

/// One entry of `metadata.managedFields`.
struct FieldManager: Sendable {
    var name: String
    /// `Apply` or `Update`.
    var operation: String
    var apiVersion: String
    var subresource: String
    var time: String
    var fields: FieldSet

    /// What tells two entries apart.
    var identity: [String] { [name, operation, apiVersion, subresource] }

    var value: Value {
        var members: [String: Value] = [
            "manager": .string(name), "operation": .string(operation), "apiVersion": .string(apiVersion),
            "time": .string(time), "fieldsType": "FieldsV1", "fieldsV1": fields.value,
        ]
        if !subresource.isEmpty { members["subresource"] = .string(subresource) }
        return .object(members)
    }
}

/// Who owns which fields of an object.
struct ManagedFields: Sendable {
    var managers: [FieldManager] = []

    /// Reads `metadata.managedFields` of `object`.
    init(of object: Value) {
        managers = (object.at("metadata", "managedFields")?.arrayValue ?? []).map { entry in
            FieldManager(
                name: entry["manager"]?.stringValue ?? "",
                operation: entry["operation"]?.stringValue ?? "Update",
                apiVersion: entry["apiVersion"]?.stringValue ?? "",
                subresource: entry["subresource"]?.stringValue ?? "", time: entry["time"]?.stringValue ?? "",
                fields: FieldSet(fieldsV1: entry["fieldsV1"] ?? .object([:])))
        }
    }

    /// The entries that own something, in the order of the server: applied ones first, then by time and
    /// name.
    var value: Value? {
        let kept = managers.filter { !$0.fields.isEmpty }
        if kept.isEmpty { return nil }
        let rank = { (manager: FieldManager) in [manager.operation, manager.time, manager.name] }
        return .array(kept.sorted { rank($0).lexicographicallyPrecedes(rank($1)) }.map(\.value))
    }

    /// Fields that the server sets by itself and nobody owns.
    static let unowned: [[String]] = [
        ["apiVersion"], ["kind"], ["metadata", "name"], ["metadata", "namespace"], ["metadata", "uid"],
        ["metadata", "resourceVersion"], ["metadata", "generation"], ["metadata", "creationTimestamp"],
        ["metadata", "deletionTimestamp"], ["metadata", "deletionGracePeriodSeconds"],
        ["metadata", "selfLink"], ["metadata", "managedFields"],
    ]

    /// The fields of `set` that a write of this subresource can own.
    static func ownable(_ set: FieldSet, _ type: ResourceType, subresource: String) -> FieldSet {
        var owned = set.removing(unowned)
        owned.isMember = false
        if var metadata = owned.children[.field("metadata")] {
            metadata.isMember = false
            owned.children[.field("metadata")] = metadata.isEmpty ? nil : metadata
        }
        if subresource == "status" { return owned.keeping(["status"]) }
        return type.hasStatus ? owned.removing([["status"]]) : owned
    }

    /// Gives what a create, update or patch changed to `manager` and takes what it removed from everybody.
    mutating func update(
        from old: Value?, to new: Value, by manager: FieldManager, type: ResourceType
    ) {
        let change = FieldSet.changes(
            from: old?.withoutManagedFields ?? .object([:]), to: new.withoutManagedFields, SchemaView(type))
        let gained = Self.ownable(change.set, type, subresource: manager.subresource)
        // Whoever owned what has another value now, or is gone, owns it no more.
        for index in managers.indices where managers[index].identity != manager.identity {
            managers[index].fields = managers[index].fields.subtracting(gained).subtracting(change.removed)
        }
        if let index = managers.firstIndex(where: { $0.identity == manager.identity }) {
            let before = managers[index].fields
            managers[index].fields = before.subtracting(change.removed).union(gained)
            if managers[index].fields != before { managers[index].time = manager.time }
        } else if !gained.isEmpty {
            var entry = manager
            entry.fields = gained
            managers.append(entry)
        }
    }
}

extension Value {
    var withoutManagedFields: Value {
        var copy = self
        copy.set(["metadata", "managedFields"], to: nil)
        return copy
    }
}

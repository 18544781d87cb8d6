import Resources

/// Server-side apply of one configuration onto one object (Kubernetes documentation, "Server-Side Apply").
struct ServerSideApply: Sendable {
    var type: ResourceType
    var manager: FieldManager
    var force: Bool

    /// The object after the apply, with its managed fields; throws the conflicts when not forced.
    func apply(_ configuration: Value, to live: Value?) throws(APIFailure) -> Value {
        let schema = SchemaView(type)
        var owners = ManagedFields(of: live ?? .null)
        let before = live?.withoutManagedFields ?? .object([:])
        let applied = ManagedFields.ownable(
            FieldSet(of: configuration, schema), type, subresource: manager.subresource)
        let merged = Self.merge(before, configuration, schema)

        let changed = ManagedFields.ownable(
            FieldSet.changes(from: before, to: merged, schema).set, type, subresource: manager.subresource)
        try resolveConflicts(&owners, over: changed)

        let index = owners.managers.firstIndex { $0.identity == manager.identity }
        let formerly = index.map { owners.managers[$0].fields } ?? FieldSet()
        let others = owners.managers.enumerated().filter { $0.offset != index }
            .reduce(FieldSet()) { $0.union($1.element.fields) }
        let orphaned = formerly.subtracting(applied).subtracting(others)
        let result =
            Self.remove(orphaned, from: merged, keeping: applied.union(others), schema) ?? .object([:])

        var entry = manager
        entry.fields = applied
        if let index {
            if formerly == applied { entry.time = owners.managers[index].time }
            owners.managers[index] = entry
        } else {
            owners.managers.append(entry)
        }
        var object = result
        object.set(["metadata", "managedFields"], to: owners.value)
        return object
    }

    private func resolveConflicts(_ owners: inout ManagedFields, over changed: FieldSet) throws(APIFailure) {
        var causes: [FailureCause] = []
        for index in owners.managers.indices where owners.managers[index].identity != manager.identity {
            let contested = owners.managers[index].fields.intersection(changed)
            if contested.isEmpty { continue }
            if force {
                owners.managers[index].fields = owners.managers[index].fields.subtracting(contested)
                continue
            }
            let owner = owners.managers[index]
            let via = owner.subresource.isEmpty ? "" : " with subresource \"\(owner.subresource)\""
            let using = owner.operation == "Apply" ? "" : " using \(owner.apiVersion)"
            causes += contested.paths.map {
                FailureCause(
                    reason: "FieldManagerConflict", message: "conflict with \"\(owner.name)\"\(via)\(using)",
                    field: $0)
            }
        }
        if !causes.isEmpty { throw .applyConflict(causes) }
    }

    /// `live` with everything that `applied` says.
    static func merge(_ live: Value?, _ applied: Value, _ schema: SchemaView) -> Value {
        switch (live, applied) {
        case (.object(var members)?, .object(let additions)) where !schema.isAtomicObject:
            for (name, value) in additions {
                members[name] = merge(members[name], value, schema.member(name))
            }
            return .object(members)
        case (.array(let elements)?, .array(let additions)):
            switch schema.listKind {
            case .atomic: return applied
            case .set: return .array(elements + additions.filter { !elements.contains($0) })
            case .map(let keys): return mergeLists(elements, additions, keys: keys, schema)
            }
        default: return applied
        }
    }

    private static func mergeLists(
        _ live: [Value], _ applied: [Value], keys: [String], _ schema: SchemaView
    ) -> Value {
        var merged = live
        var places: [PathElement: Int] = [:]
        for (index, element) in live.enumerated() { places[schema.key(of: element, keys: keys)] = index }
        for element in applied {
            let key = schema.key(of: element, keys: keys)
            if let index = places[key] {
                merged[index] = merge(merged[index], element, schema.element)
            } else {
                places[key] = merged.count
                merged.append(element)
            }
        }
        return .array(merged)
    }

    /// `value` without the fields of `orphaned`, except where somebody owns something beneath. Nil when
    /// nothing of it is left.
    private static func remove(
        _ orphaned: FieldSet, from value: Value, keeping owned: FieldSet, _ schema: SchemaView
    ) -> Value? {
        if orphaned.isMember, owned.isEmpty { return nil }
        switch value {
        case .object(var members) where !orphaned.children.isEmpty:
            for (element, child) in orphaned.children {
                guard case .field(let name) = element, let member = members[name] else { continue }
                members[name] = remove(
                    child, from: member, keeping: owned.children[element] ?? FieldSet(), schema.member(name))
            }
            return members.isEmpty && !owned.isMember ? Value?.none : .object(members)
        case .array(let elements) where !orphaned.children.isEmpty:
            let kept = elements.compactMap { item -> Value? in
                let element: PathElement
                switch schema.listKind {
                case .atomic: return item
                case .set: element = .value(item)
                case .map(let keys): element = schema.key(of: item, keys: keys)
                }
                guard let child = orphaned.children[element] else { return item }
                return remove(
                    child, from: item, keeping: owned.children[element] ?? FieldSet(), schema.element)
            }
            return kept.isEmpty && !owned.isMember ? Value?.none : .array(kept)
        default: return value
        }
    }
}

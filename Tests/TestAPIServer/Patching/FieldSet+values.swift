import Resources

extension FieldSet {
    /// All fields of `value`, down to what is written as a whole. `containers` adds the objects and lists
    /// around them, which a new one of an update owns and one of an apply does not.
    init(of value: Value, _ schema: SchemaView, containers: Bool = false) {
        self.init()
        switch value {
        case .object(let members) where !schema.isAtomicObject && !members.isEmpty:
            isMember = containers && schema.isOwned
            for (name, member) in members {
                insert(FieldSet(of: member, schema.member(name), containers: containers), under: .field(name))
            }
        case .array(let elements) where !elements.isEmpty:
            switch schema.listKind {
            case .atomic: isMember = true
            case .set:
                isMember = containers
                for element in elements { insert(.leaf, under: .value(element)) }
            case .map(let keys):
                isMember = containers
                for element in elements {
                    var fields = FieldSet(of: element, schema.element, containers: containers)
                    fields.isMember = true
                    insert(fields, under: schema.key(of: element, keys: keys))
                }
            }
        default: isMember = true
        }
    }

    /// What is in `new` with another value than in `old` or not in it at all, and what is only in `old`.
    static func changes(
        from old: Value?, to new: Value?, _ schema: SchemaView
    ) -> (set: FieldSet, removed: FieldSet) {
        if old == new { return (FieldSet(), FieldSet()) }
        switch (old, new) {
        case (.object(let before)?, .object(let after)?) where !schema.isAtomicObject:
            var set = FieldSet()
            var removed = FieldSet()
            for name in Set(before.keys).union(after.keys) {
                let change = changes(from: before[name], to: after[name], schema.member(name))
                set.insert(change.set, under: .field(name))
                removed.insert(change.removed, under: .field(name))
            }
            return (set, removed)
        case (.array(let before)?, .array(let after)?):
            if case .map(let keys) = schema.listKind {
                return listChanges(from: before, to: after, keys: keys, schema)
            }
            fallthrough
        default:
            let gained = new.map { FieldSet(of: $0, schema, containers: old == nil) } ?? FieldSet()
            let lost = old.map { FieldSet(of: $0, schema, containers: true) } ?? FieldSet()
            if case .set = schema.listKind { return (gained.subtracting(lost), lost.subtracting(gained)) }
            return (gained, lost.subtracting(gained))
        }
    }

    private static func listChanges(
        from before: [Value], to after: [Value], keys: [String], _ schema: SchemaView
    ) -> (set: FieldSet, removed: FieldSet) {
        let keyed = { (list: [Value]) in
            Dictionary(list.map { (schema.key(of: $0, keys: keys), $0) }, uniquingKeysWith: { $1 })
        }
        let (old, new) = (keyed(before), keyed(after))
        var set = FieldSet()
        var removed = FieldSet()
        for key in Set(old.keys).union(new.keys) {
            var change = changes(from: old[key], to: new[key], schema.element)
            if old[key] == nil { change.set.isMember = true }
            if new[key] == nil { change.removed.isMember = true }
            set.insert(change.set, under: key)
            removed.insert(change.removed, under: key)
        }
        return (set, removed)
    }
}

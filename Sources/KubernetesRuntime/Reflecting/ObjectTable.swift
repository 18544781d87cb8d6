internal import KubernetesProtocol

/// What is known of a collection, and a second one that is being collected to take its place.
struct ObjectTable<Item: Sendable>: Sendable {
    typealias Change = (key: ObjectKey, change: ReflectorChange<Item>)

    struct Entry: Sendable {
        let uid: String
        let resourceVersion: ResourceVersion
        let item: Item
    }

    private(set) var entries: [ObjectKey: Entry] = [:]
    private(set) var staged: [ObjectKey: Entry] = [:]
    private(set) var isSynced = false
    /// Events that were ignored because they were older than what was known.
    private(set) var staleEvents = 0

    /// Takes one event into the collection. An event older than what is known of the name comes from a server
    /// that lags behind, or is about an earlier object of that name: it changes nothing.
    mutating func apply(_ event: ObjectEvent, transform: (KubernetesObject) -> Item) -> [Change] {
        let meta = event.object.metadata
        let key = meta.key
        let known = entries[key]
        if let known, meta.resourceVersion.isOlder(than: known.resourceVersion) == true {
            staleEvents += 1
            return []
        }
        switch event {
        case .set(let object):
            // The same version again: a watch that was resumed at an earlier point repeats itself.
            if let known, known.resourceVersion == meta.resourceVersion, known.uid == meta.uid { return [] }
            entries[key] = entry(of: object, transform)
            guard let known else { return [(key, .added)] }
            return known.uid == meta.uid ? [(key, .changed)] : Self.replaced(key, known)
        case .remove(let object):
            // An object of that name that was created later is not meant.
            guard let known, known.uid == meta.uid else { return [] }
            entries[key] = nil
            return [(key, .deleted(last: transform(object), witnessed: true))]
        }
    }

    /// Takes one event into the collection beside. There, events come in no order of versions.
    mutating func stage(_ event: ObjectEvent, transform: (KubernetesObject) -> Item) {
        let meta = event.object.metadata
        switch event {
        case .remove: staged[meta.key] = nil
        case .set(let object):
            if let known = entries[meta.key], known.uid == meta.uid,
                known.resourceVersion == meta.resourceVersion
            {
                staged[meta.key] = known
            } else {
                staged[meta.key] = entry(of: object, transform)
            }
        }
    }

    mutating func dropStaged() { staged = [:] }

    /// Puts the collection beside in place of the known one. Returns what differs, by key; at first that is
    /// every object.
    mutating func commitStaged() -> [Change] {
        let before = entries
        entries = staged
        staged = [:]
        guard isSynced else {
            isSynced = true
            return entries.keys.sorted().map { ($0, .initial) }
        }
        var changes: [Change] = []
        for (key, known) in before where entries[key] == nil {
            changes.append((key, .deleted(last: known.item, witnessed: false)))
        }
        for (key, entry) in entries {
            guard let known = before[key] else {
                changes.append((key, .added))
                continue
            }
            if known.uid != entry.uid {
                changes += Self.replaced(key, known)
            } else if known.resourceVersion != entry.resourceVersion {
                changes.append((key, .changed))
            }
        }
        return changes.sorted { $0.key < $1.key || $0.key == $1.key && $0.change.isDeletion }
    }

    /// The object was deleted and created again, and only the result was seen.
    private static func replaced(_ key: ObjectKey, _ known: Entry) -> [Change] {
        [(key, .deleted(last: known.item, witnessed: false)), (key, .added)]
    }

    private func entry(of object: KubernetesObject, _ transform: (KubernetesObject) -> Item) -> Entry {
        Entry(
            uid: object.metadata.uid, resourceVersion: object.metadata.resourceVersion,
            item: transform(object))
    }
}

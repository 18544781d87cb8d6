import Resources

/// All objects under one revision counter, as etcd keeps them.
struct Storage: Sendable {
    /// The revision of the last change in any resource.
    private(set) var revision: Int
    private(set) var collections: [String: ObjectCollection] = [:]
    /// Which objects name an owner, by the owner's uid.
    private(set) var dependents: [String: Set<StoredPlace>] = [:]
    /// How many changes each resource keeps.
    var historyLimit: Int

    /// An empty storage whose first change gets a revision after `revision`.
    init(revision: Int, historyLimit: Int) {
        self.revision = revision
        self.historyLimit = historyLimit
    }

    subscript(_ resource: String) -> ObjectCollection { collections[resource] ?? ObjectCollection() }

    func object(_ resource: String, _ name: ObjectName) -> Value? { collections[resource]?.objects[name] }

    /// Stores `object` and returns it with its new resource version. An object that is equal to the stored
    /// one is not written, as in the real server: no revision, no event.
    mutating func put(_ resource: String, _ name: ObjectName, _ object: Value) -> Value {
        let previous = self.object(resource, name)
        if let previous, previous == object { return previous }
        revision += 1
        var stored = object
        stored.set(["metadata", "resourceVersion"], to: .string(String(revision)))
        let kind: StoredEvent.Kind = previous == nil ? .added : .modified
        record(
            resource,
            StoredEvent(revision: revision, kind: kind, name: name, object: stored, previous: previous))
        return stored
    }

    /// Removes an object; returns it with the revision of its deletion, or nil when there is none.
    mutating func remove(_ resource: String, _ name: ObjectName) -> Value? {
        guard let previous = object(resource, name) else { return nil }
        revision += 1
        var last = previous
        last.set(["metadata", "resourceVersion"], to: .string(String(revision)))
        record(
            resource,
            StoredEvent(revision: revision, kind: .deleted, name: name, object: last, previous: previous))
        return last
    }

    private mutating func record(_ resource: String, _ event: StoredEvent) {
        let place = StoredPlace(resource: resource, name: event.name)
        for owner in event.previous?.ownerReferences ?? [] {
            dependents[owner["uid"]?.stringValue ?? "", default: []].remove(place)
        }
        if event.kind != .deleted {
            for owner in event.object.ownerReferences {
                dependents[owner["uid"]?.stringValue ?? "", default: []].insert(place)
            }
        }
        collections[resource, default: ObjectCollection()].record(event, limit: historyLimit)
    }

    /// Counts the revision up without changing an object of a served resource, as writes elsewhere do.
    mutating func skip(_ count: Int) { revision += count }

    /// Forgets the changes of `resource` (of all resources when nil) up to `through`.
    mutating func compact(_ resource: String?, through: Int) {
        for key in resource.map({ [$0] }) ?? Array(collections.keys) {
            collections[key, default: ObjectCollection()].compact(through: through)
        }
    }

    /// Begins to keep objects of a resource.
    mutating func open(_ resource: String) {
        if collections[resource] == nil { collections[resource] = ObjectCollection(openedAt: revision) }
    }

    /// Forgets a resource and its past altogether, when its definition goes.
    mutating func drop(_ resource: String) { collections[resource] = nil }
}

/// An object's resource and name.
struct StoredPlace: Hashable, Sendable {
    var resource: String
    var name: ObjectName
}

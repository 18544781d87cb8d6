public import Resources
import Synchronization

/// What another client of the cluster does. Resources are named as in `queues.jq.dev`, `configmaps`,
/// `deployments.apps`; the namespace of a cluster-scoped object is "".
extension TestAPIServer {
    private static let manager = WriteOptions(fieldManager: "test")

    /// Creates a CustomResourceDefinition, or replaces the one of its name.
    public func install(_ definition: Value) throws {
        try core.change { (state) throws(APIFailure) in
            let type = BuiltInTypes.definitions
            let name = ObjectName(namespace: "", name: definition.objectName)
            guard let live = state.storage.object(type.storedAs, name) else {
                _ = try state.create(type, namespace: "", definition, Self.manager)
                return
            }
            var object = definition
            object.set(["metadata", "resourceVersion"], to: live.at("metadata", "resourceVersion"))
            _ = try state.update(type, name, object, Self.manager)
        }
    }

    /// The object, nil when there is none.
    public func get(_ resource: String, namespace: String = "default", name: String) throws -> Value? {
        try core.read { (state) throws(APIFailure) in
            let type = try state.type(named: resource)
            let place = ObjectName(namespace: type.namespaced ? namespace : "", name: name)
            return state.storage.object(resource, place)?.presented(as: type)
        }
    }

    /// The objects of one namespace, of all when it is nil, in order of their names.
    public func list(_ resource: String, namespace: String? = nil) throws -> [Value] {
        try core.read { (state) throws(APIFailure) in
            let type = try state.type(named: resource)
            return state.storage[resource].objects.filter {
                namespace == nil || $0.key.namespace == namespace
            }
            .sorted { $0.key < $1.key }.map { $0.value.presented(as: type) }
        }
    }

    /// Creates an object in the namespace it names (`default` when it names none).
    @discardableResult
    public func create(_ resource: String, _ object: Value, fieldManager: String = "test") throws -> Value {
        try core.change { (state) throws(APIFailure) in
            let type = try state.type(named: resource)
            let stated = object.objectNamespace
            let namespace = !type.namespaced ? "" : stated.isEmpty ? "default" : stated
            return try state.create(
                type, namespace: namespace, object, WriteOptions(fieldManager: fieldManager))
        }
    }

    /// Changes an object by `change`, which gets it as it is now. `subresource` is nil or `status`.
    @discardableResult
    public func update(
        _ resource: String, namespace: String = "default", name: String, subresource: String? = nil,
        fieldManager: String = "test", _ change: (inout Value) -> Void
    ) throws -> Value {
        try core.change { (state) throws(APIFailure) in
            let type = try state.type(named: resource)
            var options = WriteOptions(fieldManager: fieldManager)
            options.subresource = subresource
            let place = ObjectName(namespace: type.namespaced ? namespace : "", name: name)
            return try state.patch(type, place, options) { (live) throws(APIFailure) in
                var object = live
                change(&object)
                return object
            }
        }
    }

    /// Applies a configuration, by server-side apply, with force.
    @discardableResult
    public func apply(
        _ resource: String, _ object: Value, subresource: String? = nil, fieldManager: String = "test"
    ) throws -> Value {
        try core.change { (state) throws(APIFailure) in
            let type = try state.type(named: resource)
            var options = WriteOptions(fieldManager: fieldManager, force: true)
            options.subresource = subresource
            let stated = object.objectNamespace
            let namespace = !type.namespaced ? "" : stated.isEmpty ? "default" : stated
            return try state.apply(
                type, ObjectName(namespace: namespace, name: object.objectName), object, options
            ).object
        }
    }

    /// Deletes an object; finalizers are respected. `propagation` is `Background`, `Foreground` or `Orphan`.
    public func delete(
        _ resource: String, namespace: String = "default", name: String, propagation: String? = nil
    ) throws {
        try core.change { (state) throws(APIFailure) in
            let type = try state.type(named: resource)
            var options = DeleteOptions()
            options.propagation = propagation
            let place = ObjectName(namespace: type.namespaced ? namespace : "", name: name)
            _ = try state.delete(type, place, options)
        }
    }

    /// The revision of the last change.
    public var revision: Int { core.state.withLock { $0.storage.revision } }

    /// Counts the revision up without a change of an object, as writes of other resources do.
    public func skipRevisions(_ count: Int) { core.state.withLock { $0.storage.skip(count) } }

    /// Forgets all changes so far: lists, pages and watches that begin in the past get 410.
    public func compact() { core.compactAll() }

    /// Sends a bookmark on every open watch that allows it.
    public func sendBookmarks() { core.state.withLock { $0.sendBookmarks() } }

    /// Whether a resource is watched by somebody, and by how many.
    public func watchCount(_ resource: String) -> Int {
        core.state.withLock { state in
            state.watchers.values.count { $0.type.qualifiedName == resource }
        }
    }

    /// Switches the enforcement of roles and bindings.
    public func enforceRBAC(_ enforce: Bool) { core.state.withLock { $0.settings.enforcesRBAC = enforce } }

    /// From now on a deleted definition goes on serving its resource, empty and with its watches open, as
    /// the real server does for some seconds, until ``stopServingDeletedDefinitions()``.
    public func keepServingDeletedDefinitions() {
        core.state.withLock { $0.settings.definitionsLinger = true }
    }

    /// Ends what ``keepServingDeletedDefinitions()`` began: watches end, and the paths answer 404.
    public func stopServingDeletedDefinitions() {
        core.state.withLock { state in
            state.settings.definitionsLinger = false
            state.stopServingLingering()
        }
    }

    /// Switches the feature gate WatchList.
    public func setWatchList(_ isOn: Bool) { core.state.withLock { $0.settings.watchList = isOn } }
}

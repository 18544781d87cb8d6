import Foundation
import Resources

/// Everything the server knows, changed by one request at a time.
struct ClusterState: Sendable {
    var storage: Storage
    /// What is served; built-in resources and those of definitions.
    var types: [ResourceType]
    var watchers: [Int: Watcher] = [:]
    var nextWatcher = 1
    /// How far each replica sees.
    var replicas: [Int: ReplicaView] = [:]
    /// Changes that garbage collection and the other loops have not yet seen.
    var unsettled: [Change] = []
    /// Definitions that are gone but whose resources are still served, empty.
    var lingering: [CustomDefinition] = []
    var settings: Settings
    /// The number that the next generated name ends in, so that runs are alike.
    var generated = 0

    /// What tests switch.
    struct Settings: Sendable {
        var enforcesRBAC = false
        var watchList = true
        var deployments = false
        /// Whether a deleted definition goes on serving an empty resource until a test ends that.
        var definitionsLinger = false
        /// Hears of pods when something else makes them ready and ends them; called under the lock.
        var podHooks: (@Sendable (PodEvent) -> Void)?
    }

    /// A change as the inner loops see it.
    struct Change: Sendable {
        var resource: String
        var name: ObjectName
        /// The object after the change, nil when it is gone.
        var object: Value?
        var previous: Value?
    }

    init(settings: Settings, historyLimit: Int) {
        // Real clusters do not begin at one either, and a client may not take revisions for small numbers.
        storage = Storage(revision: 1_000, historyLimit: historyLimit)
        types = BuiltInTypes.all
        self.settings = settings
        for type in types { storage.open(type.storedAs) }
        for name in ["default", "kube-node-lease", "kube-public", "kube-system"] {
            let namespace: Value = [
                "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)],
            ]
            _ = try? create(
                BuiltInTypes.namespaces, namespace: "", namespace,
                WriteOptions(fieldManager: "kube-apiserver"))
        }
    }

    /// The time now, in whole seconds as objects carry it.
    var now: String { Timestamp.text(micros: Int64(Date().timeIntervalSince1970) * 1_000_000) }

    func newUID() -> String { UUID().uuidString.lowercased() }

    /// The served type of this address, or the reason there is none.
    func type(group: String, version: String, plural: String) throws(APIFailure) -> ResourceType {
        guard
            let type = types.first(where: {
                $0.plural == plural && $0.version == version && $0.group == group
            })
        else { throw .noSuchAddress }
        return type
    }

    /// The type with this qualified name (`queues.jq.dev`), in its first version.
    func type(named name: String) throws(APIFailure) -> ResourceType {
        guard let type = types.first(where: { $0.qualifiedName == name }) else { throw .noSuchAddress }
        return type
    }

    /// The stored object, as `type` shows it.
    func object(_ type: ResourceType, _ name: ObjectName) throws(APIFailure) -> Value {
        guard let object = storage.object(type.storedAs, name) else { throw .notFound(type, name.name) }
        return object.presented(as: type)
    }

    /// Stores an object and remembers the change for the loops.
    mutating func put(_ type: ResourceType, _ name: ObjectName, _ object: Value) -> Value {
        let previous = storage.object(type.storedAs, name)
        let stored = storage.put(type.storedAs, name, object)
        if stored != previous {
            unsettled.append(
                Change(resource: type.storedAs, name: name, object: stored, previous: previous))
        }
        return stored
    }

    /// Removes an object and remembers the change for the loops.
    @discardableResult
    mutating func remove(_ type: ResourceType, _ name: ObjectName) -> Value? {
        guard let last = storage.remove(type.storedAs, name) else { return nil }
        unsettled.append(Change(resource: type.storedAs, name: name, object: nil, previous: last))
        return last
    }
}

/// The options of a write.
struct WriteOptions: Sendable {
    var fieldManager: String
    var dryRun = false
    var force = false
    /// nil, `status` or another one.
    var subresource: String?
    /// Whether it is a patch other than an apply, whose errors are worded otherwise.
    var isPatch = false
    /// Whether fields that the schema does not know are an error, a warning or nothing.
    var fieldValidation = FieldValidation.warn

    enum FieldValidation: String, Sendable {
        case ignore = "Ignore"
        case warn = "Warn"
        case strict = "Strict"
    }
}

import Lifecycle
import Planning
import PostgresStore
import Resources
import TestAPIServer
import Testing

extension Value {
    /// The value under nested member names.
    func at(_ path: String...) -> Value? {
        path.reduce(Optional(self)) { $0?[$1] }
    }

    func condition(_ type: String) -> Value? {
        at("status", "conditions")?.arrayValue?.first { $0["type"]?.stringValue == type }
    }

    /// Whether our finalizer is on it.
    var isHeld: Bool { at("metadata", "finalizers")?.arrayValue?.contains("jq.dev/queue-jobs") ?? false }

    /// Whether a condition is True, and about the object's present generation.
    func isTrue(_ type: String, reason: String? = nil) -> Bool {
        let generation = at("metadata", "generation")
        guard let condition = condition(type), condition["status"] == "True",
            condition["observedGeneration"] == generation, at("status", "observedGeneration") == generation
        else { return false }
        return reason == nil || condition["reason"]?.stringValue == reason
    }

    /// Puts `new` under nested member names; nil removes the member.
    mutating func set(_ path: [String], _ new: Value?) {
        guard let name = path.first else { return }
        var members = objectValue ?? [:]
        if path.count == 1 {
            members[name] = new
        } else {
            var child = members[name] ?? [:]
            child.set(Array(path.dropFirst()), new)
            members[name] = child
        }
        self = .object(members)
    }
}

extension Kind {
    /// As the API server's model calls the collection.
    var served: String { "\(plural).jq.dev" }
}

/// An object as a person writes it.
func manifest(
    _ kind: Kind, _ name: String, in namespace: String = "default", labels: [String: String] = [:],
    annotations: [String: String] = [:], _ spec: Value = [:]
) -> Value {
    var metadata: [String: Value] = ["name": .string(name), "namespace": .string(namespace)]
    if !labels.isEmpty { metadata["labels"] = .object(labels.mapValues(Value.string)) }
    if !annotations.isEmpty { metadata["annotations"] = .object(annotations.mapValues(Value.string)) }
    return [
        "apiVersion": .string(Kind.apiVersion), "kind": .string(kind.rawValue), "metadata": .object(metadata),
        "spec": spec,
    ]
}

func queue(_ name: String, in namespace: String = "default", _ spec: Value = [:]) -> Value {
    manifest(.queue, name, in: namespace, spec)
}

/// The command is the job's content, `more` are other fields of the spec.
func job(
    _ name: String, _ command: String = "a", queue: String = "q", in namespace: String = "default",
    _ more: [String: Value] = [:]
) -> Value {
    let spec: [String: Value] = ["queue": .string(queue), "command": [.string(command)]]
    return manifest(.job, name, in: namespace, .object(spec.merging(more) { $1 }))
}

extension World {
    func create(_ manifests: Value...) throws {
        for manifest in manifests {
            let kind = try #require(Kind(rawValue: manifest["kind"]?.stringValue ?? ""))
            try api.create(kind.served, manifest)
        }
    }

    func edit(_ kind: Kind, _ name: String, in namespace: String = "default", _ spec: [String: Value?]) throws
    {
        try api.update(kind.served, namespace: namespace, name: name) { object in
            for (field, value) in spec { object.set(["spec", field], value) }
        }
    }

    func annotate(
        _ kind: Kind, _ name: String, in namespace: String = "default", _ key: String, _ value: String?
    )
        throws
    {
        try api.update(kind.served, namespace: namespace, name: name) {
            $0.set(["metadata", "annotations", key], value.map { .string($0) })
        }
    }

    func delete(_ kind: Kind, _ name: String, in namespace: String = "default") throws {
        try api.delete(kind.served, namespace: namespace, name: name)
    }

    func object(_ kind: Kind, _ name: String, in namespace: String = "default") throws -> Value? {
        try api.get(kind.served, namespace: namespace, name: name)
    }

    /// Waits until an object is as `isWanted` says, and gives it.
    @discardableResult
    func wait(
        _ kind: Kind, _ name: String, in namespace: String = "default", within time: Duration = .seconds(30),
        line: Int = #line, until isWanted: (Value) -> Bool
    ) async throws -> Value {
        var found: Value?
        try await eventually("\(kind)/\(name)", within: time, line: line) {
            found = try object(kind, name, in: namespace)
            return found.map(isWanted) ?? false
        }
        return try #require(found)
    }

    func waitUntilGone(
        _ kind: Kind, _ name: String, in namespace: String = "default", line: Int = #line
    ) async throws {
        try await eventually("\(kind)/\(name) gone", line: line) {
            try object(kind, name, in: namespace) == nil
        }
    }

    /// The runs of a job, oldest first.
    func runs(_ name: String, in namespace: String = "default") async throws -> [LedgerEntry] {
        let key = ResourceKey(kind: .job, namespace: namespace, name: name)
        return try await store.ledger([key])[key] ?? []
    }

    func declared(_ kind: Kind, _ name: String, in namespace: String = "default") async throws
        -> DeclaredRecord?
    {
        try await store.declared(kind: kind, namespace: namespace, name: name).first
    }

    /// Takes a waiting job for a worker, and starts it.
    func hold(_ id: JobID, worker: JobID = freshJobID()) async throws -> Lease? {
        guard let claim = try await store.claim([(id, worker)]).first else { return nil }
        let lease = Lease(job: id, epoch: claim.leaseEpoch)
        _ = try await store.settle(started: [lease], completed: [])
        return lease
    }

    /// Lets a waiting job succeed; false when it does not wait.
    @discardableResult
    func finish(_ id: JobID) async throws -> Bool {
        guard let lease = try await hold(id) else { return false }
        return try await store.settle(started: [], completed: [Completion(lease: lease, result: [])]).isEmpty
    }

    /// Events about an object, as reason and note.
    func events(_ name: String) throws -> [(reason: String, type: String, note: String)] {
        try api.list("events.events.k8s.io").filter { $0.at("regarding", "name")?.stringValue == name }.map {
            ($0["reason"]?.stringValue ?? "", $0["type"]?.stringValue ?? "", $0["note"]?.stringValue ?? "")
        }
    }
}

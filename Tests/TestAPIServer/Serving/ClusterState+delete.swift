import Resources

/// The body of a DELETE.
struct DeleteOptions: Sendable {
    var uid: String?
    var resourceVersion: String?
    var propagation: String?
    var dryRun = false

    init() {}

    /// Reads the options from the body and the query; the query wins.
    init(body: Value?, query: QueryParameters) throws(APIFailure) {
        if let kind = body?["kind"]?.stringValue, kind != "DeleteOptions" {
            throw .badRequest("no kind \"\(kind)\" is registered for the options of a deletion")
        }
        uid = body?.at("preconditions", "uid")?.stringValue
        resourceVersion = body?.at("preconditions", "resourceVersion")?.stringValue
        propagation = query["propagationPolicy"] ?? body?["propagationPolicy"]?.stringValue
        let orphans = query["orphanDependents"].map { $0 == "true" } ?? body?["orphanDependents"]?.boolValue
        if propagation == nil, let orphans { propagation = orphans ? "Orphan" : "Background" }
        if let propagation, !["Foreground", "Background", "Orphan"].contains(propagation) {
            throw .invalidOptions(
                "DeleteOptions",
                "propagationPolicy: Unsupported value: \"\(propagation)\": supported values: \"Foreground\", "
                    + "\"Background\", \"Orphan\", \"nil\"")
        }
        dryRun = query["dryRun"] == "All" || body?["dryRun"]?.strings.contains("All") == true
    }
}

extension ClusterState {
    private static let orphanFinalizer = "orphan"
    private static let foregroundFinalizer = "foregroundDeletion"

    /// Deletes an object, or marks it when finalizers hold it. Returns what the client gets.
    mutating func delete(
        _ type: ResourceType, _ name: ObjectName, _ options: DeleteOptions
    ) throws(APIFailure) -> Value {
        let live = try object(type, name)
        try checkPreconditions(options, live, type, name.name)
        var finalizers = live.finalizers
        if options.propagation == "Orphan" { finalizers.append(Self.orphanFinalizer) }
        // A definition stays until its objects are gone.
        if type.isDefinition { finalizers.append(Self.cleanup) }
        if options.propagation == "Foreground" { finalizers.append(Self.foregroundFinalizer) }
        let holds = !finalizers.isEmpty || type.qualifiedName == "namespaces" || waitsForHook(type, live)
        if !holds {
            if options.dryRun { return Self.deletionStatus(type, live) }
            remove(type, name)
            return Self.deletionStatus(type, live)
        }
        var object = live
        if !live.isTerminating {
            object.set(["metadata", "deletionTimestamp"], to: .string(now))
            if type.namespaced { object.set(["metadata", "deletionGracePeriodSeconds"], to: 0) }
            if type.countsGenerations, !type.isDefinition {
                let generation = live.at("metadata", "generation")?.intValue ?? 0
                object.set(["metadata", "generation"], to: .int(generation + 1))
            }
            if type.isDefinition { object = CustomDefinition(object).terminating(at: now) }
            if type.qualifiedName == "namespaces" { object.set(["status", "phase"], to: "Terminating") }
            if !finalizers.isEmpty {
                object.set(["metadata", "finalizers"], to: .array(finalizers.map(Value.string)))
            }
        }
        return options.dryRun ? object : put(type, name, object).presented(as: type)
    }

    private func checkPreconditions(
        _ options: DeleteOptions, _ live: Value, _ type: ResourceType, _ name: String
    ) throws(APIFailure) {
        // Here, and only here, details.kind is the kind and not the plural.
        var byKind = type
        byKind.plural = type.kind
        if let uid = options.uid, uid != live.uid {
            throw .conflict(
                byKind, name,
                "the UID in the precondition (\(uid)) does not match the UID in record (\(live.uid)). "
                    + "The object might have been deleted and then recreated")
        }
        if let version = options.resourceVersion, version != live.resourceVersion {
            throw .conflict(
                byKind, name,
                "the ResourceVersion in the precondition (\(version)) does not match the "
                    + "ResourceVersion in record (\(live.resourceVersion)). The object might have been modified"
            )
        }
    }

    /// Deletes everything that a list with these options would show.
    mutating func deleteCollection(
        _ type: ResourceType, namespace: String?, _ options: ListOptions, _ deletion: DeleteOptions
    ) throws(APIFailure) -> Value {
        let list = try list(type, namespace: namespace, options, replica: nil)
        for object in list["items"]?.arrayValue ?? [] {
            _ = try delete(
                type, ObjectName(namespace: object.objectNamespace, name: object.objectName), deletion)
        }
        return list
    }

    private func waitsForHook(_ type: ResourceType, _ pod: Value) -> Bool {
        type.qualifiedName == "pods" && settings.podHooks != nil
    }

    private static func deletionStatus(_ type: ResourceType, _ object: Value) -> Value {
        var details: [String: Value] = [
            "name": .string(object.objectName), "kind": .string(type.plural), "uid": .string(object.uid),
        ]
        if !type.group.isEmpty { details["group"] = .string(type.group) }
        return [
            "apiVersion": "v1", "kind": "Status", "metadata": [:], "status": "Success",
            "details": .object(details),
        ]
    }
}

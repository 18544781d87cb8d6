import Resources

extension ClusterState {
    /// Replaces an object (PUT).
    mutating func update(
        _ type: ResourceType, _ name: ObjectName, _ given: Value, _ options: WriteOptions
    ) throws(APIFailure) -> Value {
        let object = try checked(given, type, namespace: name.namespace)
        if object.objectName != name.name {
            throw .badRequest(
                "the name of the object (\(object.objectName)) does not match the name on the URL "
                    + "(\(name.name))"
            )
        }
        let live = try self.object(type, name)
        if type.definition != nil || type.kind == "Lease", object.resourceVersion.isEmpty {
            var byPlural = type
            byPlural.kind = type.plural
            throw .invalid(
                byPlural, name.name,
                [
                    FailureCause(
                        reason: "FieldValueInvalid",
                        message: "Invalid value: 0: must be specified for an update",
                        field: "metadata.resourceVersion")
                ])
        }
        return try write(object, over: live, type, name, options)
    }

    /// Changes an object by a function of its present form (PATCH other than apply).
    mutating func patch(
        _ type: ResourceType, _ name: ObjectName, _ options: WriteOptions,
        by change: (Value) throws(APIFailure) -> Value
    ) throws(APIFailure) -> Value {
        var options = options
        options.isPatch = true
        let live = try object(type, name)
        let patched = try change(live)
        if !patched.uid.isEmpty, patched.uid != live.uid {
            throw Self.changedUID(type, name.name, patched.uid)
        }
        if patched.objectName != name.name {
            throw .badRequest("the patch changes metadata.name, which cannot be changed")
        }
        return try write(checked(patched, type, namespace: name.namespace), over: live, type, name, options)
    }

    /// Applies a configuration (PATCH with apply-patch); creates the object when there is none.
    mutating func apply(
        _ type: ResourceType, _ name: ObjectName, _ given: Value, _ options: WriteOptions
    ) throws(APIFailure) -> (object: Value, isNew: Bool) {
        var configuration = try checked(given, type, namespace: name.namespace)
        if configuration.at("metadata", "managedFields")?.arrayValue?.isEmpty == false {
            throw .badRequest("metadata.managedFields must be nil")
        }
        let stated = configuration.objectName
        if !stated.isEmpty, stated != name.name {
            throw .badRequest(
                "the name of the object (\(stated)) does not match the name on the URL (\(name.name))")
        }
        configuration.set(["metadata", "name"], to: .string(name.name))
        if type.namespaced { configuration.set(["metadata", "namespace"], to: .string(name.namespace)) }
        let live = storage.object(type.storedAs, name)?.presented(as: type)
        if live == nil, options.subresource != nil { throw .notFound(type, name.name) }
        let uid = configuration.uid
        if live == nil, !uid.isEmpty {
            throw .conflict(
                type, name.name,
                "uid mismatch: the provided object specified uid \(uid), and no existing object was found")
        }
        if type.definition != nil { try TypedCheck(type).check(given) }
        let manager = FieldManager(
            name: options.fieldManager, operation: "Apply", apiVersion: type.apiVersion,
            subresource: options.subresource ?? "", time: now, fields: FieldSet())
        let resourceVersion = configuration.resourceVersion
        // Through /status a wrong uid is not noticed; it is elsewhere, but not as a conflict.
        if let live, !uid.isEmpty, uid != live.uid, options.subresource == nil {
            throw Self.changedUID(type, name.name, uid)
        }
        configuration.set(["metadata", "uid"], to: nil)
        if let live, !resourceVersion.isEmpty, resourceVersion != live.resourceVersion {
            throw .outdated(type, name.name)
        }
        configuration.set(["metadata", "resourceVersion"], to: nil)
        let result = try ServerSideApply(type: type, manager: manager, force: options.force)
            .apply(configuration, to: live)
        guard let live else {
            return (try create(type, namespace: name.namespace, result, options), true)
        }
        return (try write(result, over: live, type, name, options, isManaged: true), false)
    }

    /// Stores what a write made of `live`. `isManaged` tells that the managed fields are told already.
    private mutating func write(
        _ given: Value, over live: Value, _ type: ResourceType, _ name: ObjectName, _ options: WriteOptions,
        isManaged: Bool = false
    ) throws(APIFailure) -> Value {
        try checkPreconditions(given, live, type, name.name)
        let stored = storage.object(type.storedAs, name) ?? live
        var object = Self.combined(given, live, type, subresource: options.subresource).withoutEmptyMetadata
        object = try admitted(object, over: live, type, options)
        try checkFinalizers(object, live, type, name.name)
        if type.countsGenerations, Self.isNewGeneration(object, live, type) {
            let generation = live.at("metadata", "generation")?.intValue ?? 0
            object.set(["metadata", "generation"], to: .int(generation + 1))
        }
        if !isManaged, object.at("metadata", "managedFields") == live.at("metadata", "managedFields") {
            manage(&object, from: live, type, options)
        }
        // Only what the object says counts as a change, not who last said it when.
        if object.withoutManagedFields == live.withoutManagedFields,
            object.at("metadata", "managedFields") == live.at("metadata", "managedFields")
        {
            return live
        }
        if options.dryRun { return object }
        if live.isTerminating, object.finalizers.isEmpty, type.qualifiedName != "namespaces" {
            // The last DELETED event still shows the finalizer; the answer shows the old resource version.
            remove(type, name)
            return object
        }
        object.set(["apiVersion"], to: stored["apiVersion"])
        return put(type, name, object).presented(as: type)
    }

    private func checkPreconditions(
        _ given: Value, _ live: Value, _ type: ResourceType, _ name: String
    ) throws(APIFailure) {
        if !given.resourceVersion.isEmpty, UInt64(given.resourceVersion) == nil {
            throw APIFailure(
                code: 500, reason: "",
                message: "strconv.ParseUint: parsing \"\(given.resourceVersion)\": invalid syntax")
        }
        if !given.uid.isEmpty, given.uid != live.uid {
            throw .conflict(
                type, name,
                "Precondition failed: UID in precondition: \(given.uid), UID in object meta: \(live.uid)")
        }
        if !given.resourceVersion.isEmpty, given.resourceVersion != live.resourceVersion {
            throw .outdated(type, name)
        }
    }

    private static func changedUID(_ type: ResourceType, _ name: String, _ uid: String) -> APIFailure {
        .invalid(
            type, name,
            [
                FailureCause(
                    reason: "FieldValueInvalid", message: "Invalid value: \"\(uid)\": field is immutable",
                    field: "metadata.uid")
            ])
    }

    private func checkFinalizers(
        _ object: Value, _ live: Value, _ type: ResourceType, _ name: String
    ) throws(APIFailure) {
        guard live.isTerminating else { return }
        let added = object.finalizers.filter { !live.finalizers.contains($0) }
        if added.isEmpty { return }
        let message =
            "Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers "
            + "[\(added.map { "\"\($0)\"" }.joined(separator: ", "))]"
        throw .invalid(
            type, name,
            [FailureCause(reason: "FieldValueForbidden", message: message, field: "metadata.finalizers")])
    }

    /// What of `given` the request may change, the rest from `live`.
    private static func combined(
        _ given: Value, _ live: Value, _ type: ResourceType, subresource: String?
    ) -> Value {
        var object = given
        if subresource == "status" {
            object = live
            object.set(["status"], to: given["status"])
            object.set(["metadata", "managedFields"], to: given.at("metadata", "managedFields"))
            return object
        }
        if type.hasStatus { object.set(["status"], to: live["status"]) }
        let kept = [
            "uid", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds",
            "resourceVersion", "namespace", "selfLink", "generateName",
        ]
        for name in kept { object.set(["metadata", name], to: live.at("metadata", name)) }
        // An explicit empty list of managed fields clears them; leaving them out does not.
        if object.at("metadata", "managedFields") == nil {
            object.set(["metadata", "managedFields"], to: live.at("metadata", "managedFields"))
        }
        return object
    }

    private static func isNewGeneration(_ new: Value, _ old: Value, _ type: ResourceType) -> Bool {
        if type.definition == nil { return new["spec"] != old["spec"] }
        let isolated = { (value: Value) in
            type.hasStatus ? value.without("metadata", "status") : value.without("metadata")
        }
        return isolated(new) != isolated(old)
    }
}

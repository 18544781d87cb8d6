import Resources

extension ClusterState {
    /// Stores a new object and returns it as stored.
    mutating func create(
        _ type: ResourceType, namespace: String, _ given: Value, _ options: WriteOptions
    ) throws(APIFailure) -> Value {
        var object = try checked(given, type, namespace: namespace)
        if !object.resourceVersion.isEmpty {
            throw APIFailure(
                code: 500, reason: "", message: "resourceVersion should not be set on objects to be created")
        }
        if type.namespaced { try checkNamespace(namespace, type, object.objectName) }
        object = named(object)
        let name = ObjectName(namespace: namespace, name: object.objectName)
        try checkName(name.name, type)
        object = born(object, type, namespace: namespace)
        if let present = storage.object(type.storedAs, name) {
            throw .alreadyExists(type, name.name, isDying: present.isTerminating)
        }
        try checkDefinition(type, name.name)
        object = try admitted(object.withoutEmptyMetadata, over: nil, type, options)
        if object.at("metadata", "managedFields") == nil { manage(&object, from: nil, type, options) }
        if options.dryRun { return object }
        return put(type, name, object)
    }

    /// What the server itself says of a new object.
    private func born(_ given: Value, _ type: ResourceType, namespace: String) -> Value {
        var object = given
        if type.namespaced { object.set(["metadata", "namespace"], to: .string(namespace)) }
        object.set(["metadata", "uid"], to: .string(newUID()))
        object.set(["metadata", "creationTimestamp"], to: .string(now))
        for name in ["deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generation"] {
            object.set(["metadata", name], to: nil)
        }
        if type.countsGenerations { object.set(["metadata", "generation"], to: 1) }
        if type.hasStatus { object.set(["status"], to: nil) }
        return BuiltInTypes.born(object, type)
    }

    private mutating func named(_ given: Value) -> Value {
        guard given.objectName.isEmpty, let prefix = given.at("metadata", "generateName")?.stringValue,
            !prefix.isEmpty
        else { return given }
        generated += 1
        let digits = String(generated, radix: 36)
        let suffix = String(repeating: "0", count: max(0, 5 - digits.utf8.count)) + digits
        var object = given
        object.set(["metadata", "name"], to: .string(String(prefix.prefix(58)) + suffix))
        return object
    }

    /// `given` with the right kind, version and namespace, or the reason why it does not belong here.
    func checked(_ given: Value, _ type: ResourceType, namespace: String) throws(APIFailure) -> Value {
        guard case .object = given else { throw .badRequest("the body of the request is not an object") }
        let apiVersion = given["apiVersion"]?.stringValue ?? ""
        let kind = given["kind"]?.stringValue ?? ""
        if kind.isEmpty || apiVersion.isEmpty {
            let missing = kind.isEmpty ? "Kind" : "apiVersion"
            throw .badRequest(
                "the object provided is unrecognized (must be of type \(type.kind)): "
                    + "Object '\(missing)' is missing"
            )
        }
        if apiVersion != type.apiVersion {
            throw .badRequest(
                "the API version in the data (\(apiVersion)) does not match the expected API version "
                    + "(\(type.apiVersion))")
        }
        if kind != type.kind {
            let cause = FailureCause(
                reason: "FieldValueInvalid", message: "Invalid value: \"\(kind)\": must be \(type.kind)",
                field: "kind")
            var stated = type
            stated.kind = kind
            throw .invalid(stated, given.objectName, [cause])
        }
        let stated = given.objectNamespace
        if !stated.isEmpty, stated != namespace {
            throw .badRequest(
                "the namespace of the provided object does not match the namespace sent on the request")
        }
        if type.definition != nil { return given }
        let read = given.withoutNulls
        try BuiltInTypes.checkTimes(read, type)
        return read
    }

    private func checkNamespace(_ namespace: String, _ type: ResourceType, _ name: String) throws(APIFailure)
    {
        let found = storage.object("namespaces", ObjectName(namespace: "", name: namespace))
        guard let found else { throw .notFound(BuiltInTypes.namespaces, namespace) }
        guard found.isTerminating else { return }
        var failure = APIFailure.forbidden(
            type, name,
            "unable to create new content in namespace \(namespace) because it is being terminated")
        let cause = FailureCause(
            reason: "NamespaceTerminating", message: "namespace \(namespace) is being terminated",
            field: "metadata.namespace")
        failure.details["causes"] = .array([cause.value])
        throw failure
    }

    private func checkDefinition(_ type: ResourceType, _ name: String) throws(APIFailure) {
        guard let definition = type.definition,
            storage.object(
                BuiltInTypes.definitions.qualifiedName, ObjectName(namespace: "", name: definition))?
                .isTerminating == true
        else { return }
        throw .forbidden(type, name, "create not allowed while custom resource definition is terminating")
    }

    private func checkName(_ name: String, _ type: ResourceType) throws(APIFailure) {
        if name.isEmpty {
            throw .invalid(
                type, "",
                [
                    FailureCause(
                        reason: "FieldValueRequired",
                        message: "Required value: name or generateName is required", field: "metadata.name")
                ])
        }
        // RBAC names may hold anything that fits a path segment.
        if type.group == "rbac.authorization.k8s.io" { return }
        let isValid = name.wholeMatch(of: /[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)
        if isValid == nil || name.utf8.count > 253 {
            let message =
                "Invalid value: \"\(name)\": a lowercase RFC 1123 subdomain must consist of lower case "
                + "alphanumeric characters, '-' or '.', and must start and end with an "
                + "alphanumeric character "
                + "(e.g. 'example.com', regex used for validation is "
                + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
            throw .invalid(
                type, name,
                [FailureCause(reason: "FieldValueInvalid", message: message, field: "metadata.name")])
        }
    }

    /// What the resource's own rules make of a write.
    func admitted(
        _ object: Value, over old: Value?, _ type: ResourceType, _ options: WriteOptions
    ) throws(APIFailure) -> Value {
        if options.fieldValidation == .strict, let unknown = type.admission?.unknownFields(in: object),
            !unknown.isEmpty
        {
            let list = unknown.map { "unknown field \"\($0)\"" }.joined(separator: ", ")
            if options.isPatch {
                let text = String(decoding: object.canonicalJSON(), as: UTF8.self)
                let message = "patch: Invalid value: \"\(text)\": strict decoding error: \(list)"
                throw APIFailure(
                    code: 422, reason: "Invalid", message: " \"\" is invalid: \(message)")
            }
            throw .badRequest(
                "\(type.kind) in version \"\(type.version)\" cannot be handled as a \(type.kind): "
                    + "strict decoding error: \(list)")
        }
        if let admission = type.admission {
            return try admission.admit(object, old: old, subresource: options.subresource, type: type)
        }
        return try BuiltInTypes.admit(object, old: old, type)
    }

    /// Notes who changed what in `metadata.managedFields`.
    func manage(_ object: inout Value, from old: Value?, _ type: ResourceType, _ options: WriteOptions) {
        var owners = ManagedFields(of: old ?? .null)
        let manager = FieldManager(
            name: options.fieldManager, operation: "Update", apiVersion: type.apiVersion,
            subresource: options.subresource ?? "", time: now, fields: FieldSet())
        owners.update(from: old, to: object, by: manager, type: type)
        object.set(["metadata", "managedFields"], to: owners.value)
    }
}

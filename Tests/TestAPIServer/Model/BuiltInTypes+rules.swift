import Resources

extension BuiltInTypes {
    /// What the server fills into new objects of its own kinds.
    static func born(_ given: Value, _ type: ResourceType) -> Value {
        var object = given
        switch type.qualifiedName {
        case "namespaces":
            object.set(["spec", "finalizers"], to: ["kubernetes"])
            object.set(["status", "phase"], to: "Active")
            object.set(["metadata", "labels", "kubernetes.io/metadata.name"], to: .string(given.objectName))
        case "pods":
            object.set(["status", "phase"], to: "Pending")
        default: break
        }
        return object
    }

    /// The rules for the built-in kinds that our programs can meet, with the defaults they rely on.
    static func admit(_ given: Value, old: Value?, _ type: ResourceType) throws(APIFailure) -> Value {
        switch type.qualifiedName {
        case "deployments.apps": return try deployment(given, old: old, type)
        case "leases.coordination.k8s.io": return try lease(given, type)
        case "events.events.k8s.io": return try event(given, old: old, type)
        case "configmaps": return try configMap(given, old: old, type)
        case definitions.qualifiedName:
            try CustomResourceAdmission.check(given, type)
            return given
        default: return given
        }
    }

    private static func deployment(
        _ given: Value, old: Value?, _ type: ResourceType
    ) throws(APIFailure) -> Value {
        var object = given
        if object.at("spec", "replicas") == nil { object.set(["spec", "replicas"], to: 1) }
        if object.at("spec", "strategy", "type") == nil {
            object.set(["spec", "strategy", "type"], to: "RollingUpdate")
        }
        let selector = object.at("spec", "selector", "matchLabels")?.stringMembers ?? [:]
        let labels = object.at("spec", "template", "metadata", "labels")?.stringMembers ?? [:]
        var causes: [FailureCause] = []
        if selector.isEmpty {
            causes.append(
                FailureCause(reason: "FieldValueRequired", message: "Required value", field: "spec.selector"))
        } else if !selector.allSatisfy({ labels[$0.key] == $0.value }) {
            causes.append(
                FailureCause(
                    reason: "FieldValueInvalid",
                    message: "Invalid value: `selector` does not match template `labels`",
                    field: "spec.template.metadata.labels"))
        }
        if object.at("spec", "template", "spec", "containers")?.arrayValue?.isEmpty ?? true {
            causes.append(
                FailureCause(
                    reason: "FieldValueRequired", message: "Required value",
                    field: "spec.template.spec.containers"))
        }
        if let old, old.at("spec", "selector") != object.at("spec", "selector") {
            causes.append(
                FailureCause(
                    reason: "FieldValueInvalid", message: "Invalid value: field is immutable",
                    field: "spec.selector"))
        }
        if !causes.isEmpty { throw .invalid(type, given.objectName, causes) }
        return object
    }

    /// Throws when a time is not in the one form that its kind reads: MicroTime has six digits after the
    /// second.
    static func checkTimes(_ given: Value, _ type: ResourceType) throws(APIFailure) {
        guard type.kind == "Lease" else { return }
        for name in ["acquireTime", "renewTime"] {
            guard let text = given.at("spec", name)?.stringValue else { continue }
            if text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)/) == nil {
                throw .badRequest(
                    "Lease in version \"v1\" cannot be handled as a Lease: parsing time \"\(text)\" as "
                        + "\"2006-01-02T15:04:05.000000Z07:00\": cannot parse it")
            }
        }
    }

    private static func lease(_ given: Value, _ type: ResourceType) throws(APIFailure) -> Value {
        var causes: [FailureCause] = []
        for name in ["leaseDurationSeconds", "leaseTransitions"] {
            let mayBeZero = name == "leaseTransitions"
            guard let number = given.at("spec", name)?.intValue, number < (mayBeZero ? 0 : 1) else {
                continue
            }
            let text = mayBeZero ? "greater than or equal to 0" : "greater than 0"
            causes.append(
                FailureCause(
                    reason: "FieldValueInvalid", message: "Invalid value: \(number): must be \(text)",
                    field: "spec.\(name)"))
        }
        if !causes.isEmpty { throw .invalid(type, given.objectName, causes) }
        return given
    }

    private static func event(_ given: Value, old: Value?, _ type: ResourceType) throws(APIFailure) -> Value {
        var causes: [FailureCause] = []
        let require = { (name: String) in
            if (given[name]?.stringValue ?? "").isEmpty {
                causes.append(
                    FailureCause(reason: "FieldValueRequired", message: "Required value", field: name))
            }
        }
        if old == nil {
            for name in ["eventTime", "reportingController", "reportingInstance", "action", "reason"] {
                require(name)
            }
        }
        let limits = [("action", 128), ("reason", 128), ("reportingInstance", 128), ("note", 1024)]
        for (name, limit) in limits where (given[name]?.stringValue ?? "").utf8.count > limit {
            causes.append(
                FailureCause(
                    reason: "FieldValueInvalid",
                    message: "Invalid value: \"\": can have at most \(limit) characters",
                    field: name == "note" ? "message" : name))
        }
        if !["Normal", "Warning"].contains(given["type"]?.stringValue ?? "") {
            causes.append(
                FailureCause(
                    reason: "FieldValueInvalid",
                    message: "Invalid value: \"\": has invalid value: \(given["type"]?.stringValue ?? "")",
                    field: "type"))
        }
        let regarded = given.at("regarding", "namespace")?.stringValue ?? ""
        if regarded.isEmpty, given.objectNamespace != "default", old == nil {
            causes.append(
                FailureCause(
                    reason: "FieldValueInvalid",
                    message: "Invalid value: \"\": does not match event.namespace",
                    field: "involvedObject.namespace"))
        }
        if let count = given.at("series", "count")?.intValue, count < 2 {
            causes.append(
                FailureCause(
                    reason: "FieldValueInvalid", message: "Invalid value: \"\": should be at least 2",
                    field: "series.count"))
        }
        causes += immutableFields(of: given, old)
        // Messages about events do not name the group.
        var plain = type
        plain.group = ""
        if !causes.isEmpty { throw .invalid(plain, given.objectName, causes) }
        return given
    }

    private static func immutableFields(of event: Value, _ old: Value?) -> [FailureCause] {
        guard let old else { return [] }
        let fields = [
            ("note", "message"), ("reason", "reason"), ("action", "action"), ("type", "type"),
            ("regarding", "involvedObject"), ("eventTime", "eventTime"),
            ("reportingController", "reportingController"),
        ]
        return fields.filter { event[$0.0] != old[$0.0] }.map { name, told in
            let text = String(decoding: (event[name] ?? .null).canonicalJSON(), as: UTF8.self)
            return FailureCause(
                reason: "FieldValueInvalid", message: "Invalid value: \(text): field is immutable",
                field: told)
        }
    }

    private static func configMap(
        _ given: Value, old: Value?, _ type: ResourceType
    ) throws(APIFailure) -> Value {
        for (name, value) in given["data"]?.objectValue ?? [:] where value.stringValue == nil {
            throw .badRequest(
                "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal "
                    + "the value of data.\(name) into a string")
        }
        return given
    }
}

internal import Resources

/// What the server does with a write of one object, in its order: pruning and defaulting while the object is
/// read, taking over what the request may not change, then validation of metadata, schema, lists and rules.
struct ObjectAdmission {
    let version: CustomResourceVersion
    let kind: String
    let group: String
    let isNamespaced: Bool

    func admit(new: Value, old: Value?, subresource: String?) -> AdmissionResult {
        var object = version.decoded(new)
        let old = old.map(version.decoded)
        let isStatus = subresource == "status"
        if isStatus, let old {
            object = takingStatus(of: object, old)
        } else if version.hasStatus {
            object = object.removing("status")
            if let status = old?["status"] { object = object.setting(status, at: ["status"]) }
        }
        let errors = isStatus && old != nil ? statusErrors(object, old ?? .null) : errors(object, old)
        return errors.isEmpty ? .admitted(object) : .refused(errors.map(\.cause))
    }

    /// A write of the status keeps everything else, but for managedFields, which tell who wrote it.
    private func takingStatus(of new: Value, _ old: Value) -> Value {
        var object = old.removing("status")
        if let status = new["status"] { object = object.setting(status, at: ["status"]) }
        if let fields = new["metadata"]?["managedFields"] {
            object = object.setting(fields, at: ["metadata", "managedFields"])
        }
        return object
    }

    private func errors(_ object: Value, _ old: Value?) -> [FieldError] {
        if let error = typeMetaErrors(object).first { return [error] }
        let schema = version.schema
        let correlation = old.map { Correlation(new: object, old: $0, schema: schema) }
        var errors = metaErrors(object, old)
        errors +=
            SchemaValidation(prefix: .root)
            .validate(object, schema, path: "", correlation: correlation).errors
        errors += ScaleRules.errors(object, version.scale, includesSpec: true)
        errors += EmbeddedResources.errors(object, schema, at: .root, isRoot: true)
        if old.map({ SchemaLists.errors($0, schema, at: .root).isEmpty }) ?? true {
            errors += SchemaLists.errors(object, schema, at: .root)
        }
        return errors + ruleErrors(object, old, correlation, after: errors)
    }

    private func statusErrors(_ object: Value, _ old: Value) -> [FieldError] {
        if let error = typeMetaErrors(object).first { return [error] }
        let schema = version.schema
        let correlation = Correlation(new: object, old: old, schema: schema)
        var errors = metaErrors(object, old)
        if let status = object["status"], let statusSchema = schema.properties["status"] {
            errors +=
                SchemaValidation(prefix: "status")
                .validate(status, statusSchema, path: "", correlation: correlation.key("status")).errors
        }
        errors += ScaleRules.errors(object, version.scale, includesSpec: false)
        if SchemaLists.errors(old, schema, at: .root).isEmpty {
            errors += SchemaLists.errors(object, schema, at: .root)
        }
        return errors + ruleErrors(object, old, correlation, after: errors)
    }

    private func typeMetaErrors(_ object: Value) -> [FieldError] {
        let apiVersion = "\(group)/\(version.name)"
        var errors: [FieldError] = []
        if object["kind"] != .string(kind) {
            errors.append(.invalid("kind", object["kind"] ?? .string(""), "must be \(kind)"))
        }
        if object["apiVersion"] != .string(apiVersion) {
            errors.append(
                .invalid("apiVersion", object["apiVersion"] ?? .string(""), "must be \(apiVersion)"))
        }
        return errors
    }

    private func metaErrors(_ object: Value, _ old: Value?) -> [FieldError] {
        ObjectMetaRules.errors(
            object["metadata"] ?? [:], isNamespaced: isNamespaced, old: old.map { $0["metadata"] ?? [:] })
    }

    /// Rules run only on an object whose types, sizes and required fields are right.
    private func ruleErrors(
        _ object: Value, _ old: Value?, _ correlation: Correlation?, after errors: [FieldError]
    ) -> [FieldError] {
        guard let rules = version.rules else { return [] }
        let blocking: Set<FieldError.Kind> = [.notSupported, .required, .tooLong, .tooMany, .typeInvalid]
        if errors.contains(where: { blocking.contains($0.kind) }) {
            return [
                .invalid(
                    .root, .null,
                    "some validation rules were not checked because the object was invalid; correct the "
                        + "existing errors to complete validation")
            ]
        }
        return rules.errors(object, at: .init(path: .root, old: old, correlation: correlation, parent: nil))
    }
}

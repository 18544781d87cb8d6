internal import Resources

/// The rules of `metadata`, the same for every kind.
enum ObjectMetaRules {
    /// The most bytes all annotations of an object have together.
    static let maximumAnnotationBytes = 256 * 1024

    static func errors(_ metadata: Value, isNamespaced: Bool, old: Value?) -> [FieldError] {
        var errors: [FieldError] = []
        let path: FieldPath = "metadata"
        if old == nil {
            if let prefix = metadata["generateName"]?.stringValue, !prefix.isEmpty {
                // What the server appends begins and ends with a letter or digit.
                let masked = prefix.hasSuffix("-") ? String(prefix.dropLast()) + "a" : prefix
                errors += NameFormats.subdomain(masked).map {
                    .invalid(path.child("generateName"), .string(prefix), $0)
                }
            }
            let name = metadata["name"]?.stringValue ?? ""
            errors +=
                name.isEmpty
                ? [.required(path.child("name"), "name or generateName is required")]
                : NameFormats.subdomain(name).map { .invalid(path.child("name"), .string(name), $0) }
            errors += namespace(metadata, isNamespaced: isNamespaced, path.child("namespace"))
        }
        errors += labels(metadata, path.child("labels"))
        errors += annotations(metadata, path.child("annotations"))
        errors += owners(metadata, path.child("ownerReferences"))
        let finalizers = (metadata["finalizers"]?.arrayValue ?? []).compactMap(\.stringValue)
        for finalizer in finalizers {
            errors += NameFormats.qualifiedName(finalizer).map {
                .invalid(path.child("finalizers"), .string(finalizer), $0)
            }
        }
        if let old { errors += changes(metadata, old, path) }
        return errors
    }

    private static func namespace(_ metadata: Value, isNamespaced: Bool, _ path: FieldPath) -> [FieldError] {
        let namespace = metadata["namespace"]?.stringValue ?? ""
        guard isNamespaced else {
            return namespace.isEmpty ? [] : [.forbidden(path, "not allowed on this type")]
        }
        if namespace.isEmpty { return [.required(path)] }
        return NameFormats.label(namespace).map { .invalid(path, .string(namespace), $0) }
    }

    private static func labels(_ metadata: Value, _ path: FieldPath) -> [FieldError] {
        let labels = metadata["labels"]?.objectValue ?? [:]
        return labels.sorted { $0.key < $1.key }.flatMap { key, value -> [FieldError] in
            NameFormats.qualifiedName(key).map { .invalid(path, .string(key), $0) }
                + NameFormats.labelValue(value.stringValue ?? "").map { .invalid(path, value, $0) }
        }
    }

    private static func annotations(_ metadata: Value, _ path: FieldPath) -> [FieldError] {
        let annotations = metadata["annotations"]?.objectValue ?? [:]
        var errors: [FieldError] = annotations.keys.sorted().flatMap { key in
            NameFormats.qualifiedName(key.lowercased()).map { .invalid(path, .string(key), $0) }
        }
        let size = annotations.reduce(0) { $0 + $1.key.utf8.count + ($1.value.stringValue?.utf8.count ?? 0) }
        if size > maximumAnnotationBytes {
            errors.append(.tooLong(path, maximum: Int64(maximumAnnotationBytes)))
        }
        return errors
    }

    private static func owners(_ metadata: Value, _ path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = []
        let owners = metadata["ownerReferences"]?.arrayValue ?? []
        for owner in owners {
            for name in ["apiVersion", "kind", "name", "uid"] where (owner[name]?.stringValue ?? "").isEmpty {
                let detail = name == "apiVersion" ? "version must not be empty" : "must not be empty"
                errors.append(.invalid(path.child(name), .string(""), detail))
            }
        }
        let controllers = owners.filter { $0["controller"] == .bool(true) }
        if controllers.count > 1 {
            let names = controllers.prefix(2).map {
                "\($0["kind"]?.stringValue ?? "")/\($0["name"]?.stringValue ?? "")"
            }
            errors.append(
                .invalid(
                    path, rendered: "[" + owners.map(shown).joined(separator: ",") + "]",
                    "Only one reference can have Controller set to true. Found \"true\" in references for "
                        + names.joined(separator: " and ")))
        }
        return errors
    }

    /// An owner as the server shows it, with its members in the order of their declaration.
    private static func shown(_ owner: Value) -> String {
        let names = ["apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion"]
        let members = names.compactMap { name in owner[name].map { "\"\(name)\":\(GoJSON.text(of: $0))" } }
        return "{" + members.joined(separator: ",") + "}"
    }

    /// What an update may not change, and finalizers that are added while the object is being deleted.
    private static func changes(_ new: Value, _ old: Value, _ path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = []
        for name in ["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp"] {
            guard let given = new[name], given != .null, given != old[name],
                old[name] != nil || name == "name"
            else {
                continue
            }
            errors.append(.invalid(path.child(name), given, "field is immutable"))
        }
        if old["deletionTimestamp"]?.stringValue != nil {
            let known = Set(old["finalizers"]?.arrayValue ?? [])
            let added = (new["finalizers"]?.arrayValue ?? []).filter { !known.contains($0) }
            if !added.isEmpty {
                let list = added.compactMap(\.stringValue).sorted().map(GoQuoting.quoted).joined(
                    separator: ", ")
                errors.append(
                    .forbidden(
                        path.child("finalizers"),
                        "no new finalizers can be added if the object is being deleted, found new finalizers "
                            + "[]string{\(list)}"))
            }
        }
        return errors
    }
}

internal import Resources

/// The rules of a CustomResourceDefinition itself.
enum CRDRules {
    static let maximumSelectableFields: Int64 = 8

    /// What is wrong with `crd`, in the server's order.
    static func errors(of crd: Value) -> [FieldError] {
        let spec = crd["spec"] ?? [:]
        var errors = nameErrors(crd, spec)
        let group = spec["group"]?.stringValue ?? ""
        if group.isEmpty {
            errors.append(.required("spec.group"))
        } else if let problem = joined(NameFormats.subdomain(group)) {
            errors.append(.invalid("spec.group", .string(group), problem))
        } else if !group.contains(".") {
            errors.append(.invalid("spec.group", .string(group), "should be a domain with at least one dot"))
        }
        let scope = spec["scope"]?.stringValue ?? ""
        if scope.isEmpty {
            errors.append(.required("spec.scope"))
        } else if !["Cluster", "Namespaced"].contains(scope) {
            errors.append(.notSupported("spec.scope", .string(scope), ["Cluster", "Namespaced"]))
        }
        if spec["preserveUnknownFields"] == true {
            errors.append(
                .invalid(
                    "spec.preserveUnknownFields", true,
                    "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in "
                        + "spec.versions[*].schema instead"))
        }
        errors += CRDVersionRules(spec).errors()
        errors += namesErrors(spec["names"] ?? [:], at: "spec.names")
        return errors + storedErrors(crd)
    }

    static func joined(_ problems: [String]) -> String? {
        problems.isEmpty ? nil : problems.joined(separator: ",")
    }

    private static func nameErrors(_ crd: Value, _ spec: Value) -> [FieldError] {
        let name = crd["metadata"]?["name"]?.stringValue ?? ""
        let wanted = "\(spec["names"]?["plural"]?.stringValue ?? "").\(spec["group"]?.stringValue ?? "")"
        if name.isEmpty { return [.required("metadata.name", "name or generateName is required")] }
        var problems = NameFormats.subdomain(name)
        if name != wanted { problems.append(#"must be spec.names.plural+"."+spec.group"#) }
        return problems.map { .invalid("metadata.name", .string(name), $0) }
    }

    private static func namesErrors(_ names: Value, at path: FieldPath) -> [FieldError] {
        func text(_ name: String) -> String { names[name]?.stringValue ?? "" }
        var errors: [FieldError] = []
        for name in ["plural", "singular", "kind", "listKind"] where text(name).isEmpty {
            errors.append(.required(path.child(name)))
        }
        for name in ["plural", "singular"] where !text(name).isEmpty {
            if let problem = joined(NameFormats.label1035(text(name))) {
                errors.append(.invalid(path.child(name), .string(text(name)), problem))
            }
        }
        for name in ["kind", "listKind"] where !text(name).isEmpty {
            if let problem = joined(NameFormats.label1035(text(name).lowercased())) {
                errors.append(
                    .invalid(
                        path.child(name), .string(text(name)),
                        "may have mixed case, but should otherwise match: \(problem)"))
            }
        }
        for list in ["shortNames", "categories"] {
            for (place, value) in (names[list]?.arrayValue ?? []).enumerated() {
                guard let problem = joined(NameFormats.label1035(value.stringValue ?? "")) else { continue }
                errors.append(.invalid(path.child(list).index(place), value, problem))
            }
            if list == "shortNames", !text("kind").isEmpty, text("kind") == text("listKind") {
                errors.append(
                    .invalid(
                        path.child("listKind"), .string(text("listKind")),
                        "kind and listKind may not be the same"))
            }
        }
        return errors
    }

    private static func storedErrors(_ crd: Value) -> [FieldError] {
        let path: FieldPath = "status.storedVersions"
        let stored = crd["status"]?["storedVersions"]?.arrayValue ?? []
        if stored.isEmpty { return [.invalid(path, .null, "must have at least one stored version")] }
        let versions = crd["spec"]?["versions"]?.arrayValue ?? []
        var errors: [FieldError] = []
        for version in versions where version["storage"] == true && !stored.contains(version["name"] ?? .null)
        {
            let name = version["name"]?.stringValue ?? ""
            errors.append(.invalid(path, .array(stored), "must have the storage version \(name)"))
        }
        for (place, name) in stored.enumerated() where !versions.contains(where: { $0["name"] == name }) {
            let text = name.stringValue ?? ""
            errors.append(
                .invalid(
                    path.index(place), name,
                    "missing from spec.versions; \(text) was previously a storage version, and must remain "
                        + "in spec.versions until a storage migration ensures no data remains persisted in "
                        + "\(text) and removes \(text) from status.storedVersions"))
        }
        return errors
    }

    /// What an established CRD may not change; `new` is to carry the status of the stored one.
    static func changeErrors(from old: Value, to new: Value) -> [FieldError] {
        var errors: [FieldError] = []
        for path in [
            ["spec", "scope"], ["spec", "names", "kind"], ["spec", "group"], ["spec", "names", "plural"],
        ] {
            let value = new.member(at: path) ?? .null
            if value != old.member(at: path) {
                errors.append(
                    .invalid(FieldPath(text: path.joined(separator: ".")), value, "field is immutable"))
            }
        }
        let stored = old["status"]?["storedVersions"] ?? []
        return errors
            + storedErrors(new.setting(stored, at: ["status", "storedVersions"]).withStorageVersion)
    }
}

extension Value {
    /// The CRD with its storage version among the stored ones, as the server adds it before it validates.
    fileprivate var withStorageVersion: Value {
        let versions = self["spec"]?["versions"]?.arrayValue ?? []
        var stored = self["status"]?["storedVersions"]?.arrayValue ?? []
        for version in versions where version["storage"] == true {
            if let name = version["name"], !stored.contains(name) { stored.append(name) }
        }
        return setting(.array(stored), at: ["status", "storedVersions"])
    }
}

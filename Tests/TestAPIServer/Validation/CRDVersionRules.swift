internal import Resources

/// The rules of `spec.versions`.
///
/// What all versions have in common, which with one version is everything, the server moves to the top of the
/// spec before it validates, so that errors carry paths such as `spec.validation.openAPIV3Schema`.
struct CRDVersionRules {
    private let versions: [Value]

    init(_ spec: Value) { versions = spec["versions"]?.arrayValue ?? [] }

    /// The parts that move, by their names in a version and at the top.
    private func isShared(_ name: String) -> Bool {
        guard let first = versions.first else { return false }
        return versions.allSatisfy { $0[name] == first[name] }
    }

    func errors() -> [FieldError] {
        var errors: [FieldError] = []
        let path: FieldPath = "spec.versions"
        for (place, version) in versions.enumerated()
        where version["schema"]?["openAPIV3Schema"]?.objectValue == nil {
            errors.append(.required(path.index(place).child("schema").child("openAPIV3Schema")))
        }
        for (place, version) in versions.enumerated() {
            errors += versionErrors(version, at: path.index(place))
        }
        let names = versions.map { $0["name"] ?? .null }
        if Set(names).count != names.count {
            errors.append(.invalid(path, rendered: shown, "must contain unique version names"))
        }
        if versions.filter({ $0["storage"] == true }).count != 1 {
            errors.append(
                .invalid(path, rendered: shown, "must have exactly one version marked as storage version"))
        }
        if let first = names.first?.stringValue, let problem = CRDRules.joined(NameFormats.label1035(first)) {
            errors.append(.invalid("spec.version", .string(first), problem))
        }
        if let first = versions.first {
            errors += schemaErrors(first, at: isShared("schema") ? "spec.validation" : nil)
            errors += subresourceErrors(first, at: isShared("subresources") ? "spec.subresources" : nil)
            errors += columnErrors(
                first, at: isShared("additionalPrinterColumns") ? "spec.additionalPrinterColumns" : nil)
            errors += selectableErrors(
                first, at: isShared("selectableFields") ? "spec.selectableFields" : nil)
        }
        return errors
    }

    /// The versions as the server shows them, with what it moved to the top as null. What it did not move is
    /// shown in the form of the manifest, not in the server's own.
    private var shown: String {
        let entries = versions.map { version in
            func part(_ name: String) -> String {
                isShared(name) ? "null" : GoJSON.text(of: version[name] ?? .null)
            }
            let members = [
                "\"Name\":\(GoJSON.text(of: version["name"] ?? ""))",
                "\"Served\":\(version["served"] == true)", "\"Storage\":\(version["storage"] == true)",
                "\"Deprecated\":\(version["deprecated"] == true)",
                "\"DeprecationWarning\":\(GoJSON.text(of: version["deprecationWarning"] ?? .null))",
                "\"Schema\":\(part("schema"))", "\"Subresources\":\(part("subresources"))",
                "\"AdditionalPrinterColumns\":\(part("additionalPrinterColumns"))",
                "\"SelectableFields\":\(part("selectableFields"))",
            ]
            return "{" + members.joined(separator: ",") + "}"
        }
        return "[" + entries.joined(separator: ",") + "]"
    }

    private func versionErrors(_ version: Value, at path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = []
        let name = version["name"]?.stringValue ?? ""
        if let problem = CRDRules.joined(NameFormats.label1035(name)) {
            errors.append(.invalid(path.child("name"), .string(name), problem))
        }
        if let warning = version["deprecationWarning"]?.stringValue {
            let place = path.child("deprecationWarning")
            if version["deprecated"] != true {
                errors.append(.invalid(place, .string(warning), "can only be set for deprecated versions"))
            } else if warning.isEmpty {
                errors.append(.invalid(place, .string(warning), "must not be an empty string"))
            } else if warning.utf8.count > 256 {
                errors.append(.invalid(place, .string(warning), "must be <= 256 characters long"))
            }
        }
        if !isShared("schema") { errors += schemaErrors(version, at: path.child("schema")) }
        if !isShared("subresources") { errors += subresourceErrors(version, at: path.child("subresources")) }
        if !isShared("additionalPrinterColumns") {
            errors += columnErrors(version, at: path.child("additionalPrinterColumns"))
        }
        if !isShared("selectableFields") {
            errors += selectableErrors(version, at: path.child("selectableFields"))
        }
        return errors
    }

    private func schemaErrors(_ version: Value, at path: FieldPath?) -> [FieldError] {
        guard let path, let schema = version["schema"]?["openAPIV3Schema"], schema.objectValue != nil else {
            return []
        }
        let hasStatus = version["subresources"]?["status"]?.objectValue != nil
        return SchemaRules.errors(
            of: StructuralSchema(schema), at: path.child("openAPIV3Schema"), hasStatus: hasStatus)
    }

    private func subresourceErrors(_ version: Value, at path: FieldPath?) -> [FieldError] {
        guard let path, let scale = version["subresources"]?["scale"], scale.objectValue != nil else {
            return []
        }
        var errors: [FieldError] = []
        for (name, prefix) in [("specReplicasPath", ".spec."), ("statusReplicasPath", ".status.")] {
            let place = path.child("scale.\(name)")
            let text = scale[name]?.stringValue ?? ""
            if text.isEmpty {
                errors.append(.required(place))
            } else if !text.hasPrefix(".") {
                errors.append(.invalid(place, .string(text), "must be a simple json path starting with ."))
            } else if !text.hasPrefix(prefix) {
                let part = prefix.dropLast()
                errors.append(.invalid(place, .string(text), "should be a json path under \(part)"))
            }
        }
        if let text = scale["labelSelectorPath"]?.stringValue, !text.isEmpty {
            let place = path.child("scale.labelSelectorPath")
            if !text.hasPrefix(".") {
                errors.append(.invalid(place, .string(text), "must be a simple json path starting with ."))
            } else if !text.hasPrefix(".spec.") && !text.hasPrefix(".status.") {
                errors.append(
                    .invalid(place, .string(text), "should be a json path under either .spec or .status"))
            }
        }
        return errors
    }

    private func columnErrors(_ version: Value, at path: FieldPath?) -> [FieldError] {
        guard let path else { return [] }
        let types = ["boolean", "date", "integer", "number", "string"]
        let formats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"]
        var errors: [FieldError] = []
        for (place, column) in (version["additionalPrinterColumns"]?.arrayValue ?? []).enumerated() {
            let path = path.index(place)
            func text(_ name: String) -> String { column[name]?.stringValue ?? "" }
            if text("name").isEmpty { errors.append(.required(path.child("name"))) }
            let wanted = "must be one of \(types.joined(separator: ","))"
            if text("type").isEmpty {
                errors.append(.required(path.child("type"), wanted))
            } else if !types.contains(text("type")) {
                errors.append(.invalid(path.child("type"), .string(text("type")), wanted))
            }
            if !text("format").isEmpty, !formats.contains(text("format")) {
                errors.append(
                    .invalid(
                        path.child("format"), .string(text("format")),
                        "must be one of \(formats.joined(separator: ","))"))
            }
            let place = path.child("JSONPath")
            if text("jsonPath").isEmpty {
                errors.append(.required(place))
            } else if !text("jsonPath").hasPrefix(".") {
                errors.append(
                    .invalid(place, .string(text("jsonPath")), "must be a simple json path starting with ."))
            }
        }
        return errors
    }

    private func selectableErrors(_ version: Value, at path: FieldPath?) -> [FieldError] {
        guard let path, let fields = version["selectableFields"]?.arrayValue, !fields.isEmpty else {
            return []
        }
        let schema = StructuralSchema(version["schema"]?["openAPIV3Schema"] ?? [:])
        var errors: [FieldError] = []
        var seen: Set<String> = []
        for (place, field) in fields.enumerated() {
            let path = path.index(place).child("jsonPath")
            let text = field["jsonPath"]?.stringValue ?? ""
            if text.isEmpty {
                errors.append(.required(path))
                continue
            }
            do {
                let found = try FieldStep.resolve(text, in: schema, allowsBrackets: false)
                if found.steps.first == .property("metadata") {
                    errors.append(.invalid(path, .string(text), "must not point to fields in metadata"))
                }
                if !["string", "boolean", "integer"].contains(found.schema.type) {
                    errors.append(
                        .invalid(
                            path, .string(text),
                            "must point to a field of type string, boolean or integer. Enum string fields "
                                + "and strings with formats are allowed."))
                }
                if !seen.insert(text).inserted { errors.append(.duplicate(path, .string(text))) }
            } catch {
                errors.append(.invalid(path, .string(text), "is an invalid path: \(error.message)"))
            }
        }
        if Int64(seen.count) > CRDRules.maximumSelectableFields {
            errors.append(
                .tooMany(path, actual: Int64(seen.count), maximum: CRDRules.maximumSelectableFields))
        }
        return errors
    }
}

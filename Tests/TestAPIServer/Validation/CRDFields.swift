internal import Resources

/// The fields of a CustomResourceDefinition, to find others.
enum CRDFields {
    private static let top: Set<String> = ["apiVersion", "kind", "metadata", "spec", "status"]
    private static let spec: Set<String> = [
        "group", "names", "scope", "versions", "conversion", "preserveUnknownFields",
    ]
    private static let names: Set<String> = [
        "plural", "singular", "kind", "listKind", "shortNames", "categories",
    ]
    private static let version: Set<String> = [
        "name", "served", "storage", "deprecated", "deprecationWarning", "schema", "subresources",
        "additionalPrinterColumns", "selectableFields",
    ]
    private static let column: Set<String> = [
        "name", "type", "format", "description", "priority", "jsonPath",
    ]
    private static let scale: Set<String> = ["specReplicasPath", "statusReplicasPath", "labelSelectorPath"]
    private static let rule: Set<String> = [
        "rule", "message", "messageExpression", "reason", "fieldPath", "optionalOldSelf",
    ]
    private static let schema: Set<String> = [
        "id", "$schema", "$ref", "description", "type", "format", "title", "default", "maximum",
        "exclusiveMaximum",
        "minimum", "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems",
        "uniqueItems",
        "multipleOf", "enum", "maxProperties", "minProperties", "required", "items", "allOf", "oneOf",
        "anyOf", "not",
        "properties", "additionalProperties", "patternProperties", "dependencies", "additionalItems",
        "definitions",
        "externalDocs", "example", "nullable", "x-kubernetes-preserve-unknown-fields",
        "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string", "x-kubernetes-list-map-keys",
        "x-kubernetes-list-type", "x-kubernetes-map-type", "x-kubernetes-validations",
    ]

    /// The paths of fields that no CRD has, sorted.
    static func unknown(in crd: Value) -> [String] {
        var found = others(crd, than: top, at: "")
        found += others(crd["spec"], than: spec, at: "spec")
        found += others(crd["spec"]?["names"], than: names, at: "spec.names")
        for (place, version) in (crd["spec"]?["versions"]?.arrayValue ?? []).enumerated() {
            let path = "spec.versions[\(place)]"
            found += others(version, than: Self.version, at: path)
            found += others(version["schema"], than: ["openAPIV3Schema"], at: "\(path).schema")
            found += others(version["subresources"], than: ["status", "scale"], at: "\(path).subresources")
            found += others(version["subresources"]?["scale"], than: scale, at: "\(path).subresources.scale")
            found += list(
                version["additionalPrinterColumns"], than: column, at: "\(path).additionalPrinterColumns")
            found += list(version["selectableFields"], than: ["jsonPath"], at: "\(path).selectableFields")
            if let schema = version["schema"]?["openAPIV3Schema"] {
                found += Self.unknown(inSchema: schema, at: "\(path).schema.openAPIV3Schema")
            }
        }
        return found.sorted()
    }

    private static func others(_ value: Value?, than known: Set<String>, at path: String) -> [String] {
        (value?.objectValue ?? [:]).keys.filter { !known.contains($0) }.map {
            path.isEmpty ? $0 : "\(path).\($0)"
        }
    }

    private static func list(_ value: Value?, than known: Set<String>, at path: String) -> [String] {
        (value?.arrayValue ?? []).enumerated().flatMap { others($1, than: known, at: "\(path)[\($0)]") }
    }

    private static func unknown(inSchema value: Value, at path: String) -> [String] {
        var found = others(value, than: schema, at: path)
        found += list(value["x-kubernetes-validations"], than: rule, at: "\(path).x-kubernetes-validations")
        for (name, property) in value["properties"]?.objectValue ?? [:] {
            found += unknown(inSchema: property, at: "\(path).properties.\(name)")
        }
        for name in ["items", "additionalProperties", "not"] {
            if let part = value[name] { found += unknown(inSchema: part, at: "\(path).\(name)") }
        }
        for name in ["allOf", "anyOf", "oneOf"] {
            for (place, part) in (value[name]?.arrayValue ?? []).enumerated() {
                found += unknown(inSchema: part, at: "\(path).\(name)[\(place)]")
            }
        }
        return found
    }
}

import Resources

/// What a CustomResourceDefinition says.
struct CustomDefinition: Sendable {
    let object: Value

    init(_ object: Value) { self.object = object }

    private var group: String { object.at("spec", "group")?.stringValue ?? "" }
    private var names: Value { object.at("spec", "names") ?? .object([:]) }
    private var plural: String { names["plural"]?.stringValue ?? "" }
    private var kind: String { names["kind"]?.stringValue ?? "" }

    var qualifiedName: String { "\(plural).\(group)" }

    /// What it serves, one type for each served version, the storage version first.
    var types: [ResourceType] {
        let versions = object.at("spec", "versions")?.arrayValue ?? []
        let admission = CustomResourceAdmission(definition: object)
        return versions.filter { $0["served"]?.boolValue == true }
            .sorted { ($0["storage"]?.boolValue ?? false) && !($1["storage"]?.boolValue ?? false) }
            .map { type($0, admission) }
    }

    private func type(_ version: Value, _ admission: CustomResourceAdmission?) -> ResourceType {
        let scale = version.at("subresources", "scale")
        let columns = (version["additionalPrinterColumns"]?.arrayValue ?? []).map { column in
            let path = column["jsonPath"]?.stringValue ?? ""
            return PrinterColumn(
                name: column["name"]?.stringValue ?? "", type: column["type"]?.stringValue ?? "string",
                format: column["format"]?.stringValue ?? "",
                description: column["description"]?.stringValue
                    ?? "Custom resource definition column (in JSONPath format): \(path)",
                priority: Int(column["priority"]?.intValue ?? 0), path: path)
        }
        return ResourceType(
            group: group, version: version["name"]?.stringValue ?? "", kind: kind, plural: plural,
            singular: names["singular"]?.stringValue ?? kind.lowercased(),
            shortNames: names["shortNames"]?.strings ?? [], categories: names["categories"]?.strings ?? [],
            namespaced: object.at("spec", "scope") == "Namespaced",
            hasStatus: version.at("subresources", "status") != nil,
            scale: scale.map { scale in
                ScalePaths(
                    specReplicas: Self.members(scale["specReplicasPath"]) ?? [],
                    statusReplicas: Self.members(scale["statusReplicasPath"]) ?? [],
                    labelSelector: Self.members(scale["labelSelectorPath"]))
            },
            schema: version.at("schema", "openAPIV3Schema") ?? .object([:]),
            columns: columns.isEmpty ? [BuiltInTypes.age] : columns,
            selectableFields: (version["selectableFields"]?.arrayValue ?? []).compactMap { field in
                Self.members(field["jsonPath"])?.joined(separator: ".")
            },
            definition: qualifiedName, admission: admission)
    }

    /// `.spec.replicas` as member names.
    private static func members(_ path: Value?) -> [String]? {
        path?.stringValue.map { $0.split(separator: ".").map(String.init) }
    }

    /// The definition with the condition that its objects are being deleted.
    func terminating(at now: String) -> Value {
        var copy = object
        let condition: Value = [
            "type": "Terminating", "status": "True", "lastTransitionTime": .string(now),
            "reason": "InstanceDeletionInProgress", "message": "CustomResource deletion is in progress",
        ]
        copy.set(
            ["status", "conditions"],
            to: .array((object.at("status", "conditions")?.arrayValue ?? []) + [condition]))
        return copy
    }

    /// The definition with its names accepted and its resource established.
    func settled(at now: String) -> Value {
        var copy = object
        let condition = { (type: String, reason: String, message: String) -> Value in
            [
                "type": .string(type), "status": "True", "lastTransitionTime": .string(now),
                "reason": .string(reason), "message": .string(message),
            ]
        }
        if object.at("status", "conditions") == nil {
            copy.set(
                ["status", "conditions"],
                to: [
                    condition("NamesAccepted", "NoConflicts", "no conflicts found"),
                    condition("Established", "InitialNamesAccepted", "the initial names have been accepted"),
                ])
        }
        var accepted = names
        if accepted["singular"] == nil { accepted.set(["singular"], to: .string(kind.lowercased())) }
        if accepted["listKind"] == nil { accepted.set(["listKind"], to: .string(kind + "List")) }
        copy.set(["status", "acceptedNames"], to: accepted)
        copy.set(["spec", "names"], to: accepted)
        if copy.at("spec", "conversion") == nil {
            copy.set(["spec", "conversion"], to: ["strategy": "None"])
        }
        let storage = (object.at("spec", "versions")?.arrayValue ?? [])
            .filter { $0["storage"]?.boolValue == true }.compactMap { $0["name"] }
        let stored = object.at("status", "storedVersions")?.arrayValue ?? []
        copy.set(["status", "storedVersions"], to: .array(stored + storage.filter { !stored.contains($0) }))
        return copy
    }
}

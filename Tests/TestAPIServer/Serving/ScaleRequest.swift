import Resources

/// A request for `/scale`.
struct ScaleRequest {
    let processor: RequestProcessor
    let type: ResourceType
    let target: RequestTarget

    func answer() throws(APIFailure) -> Answer {
        guard let paths = type.scale else { throw .noSuchAddress }
        let name = ObjectName(namespace: target.namespace ?? "", name: target.name ?? "")
        let (type, request) = (type, processor.request)
        switch target.verb {
        case "get":
            let object = try processor.core.read { (state) throws(APIFailure) in try state.object(type, name)
            }
            return Answer(json: try Self.scale(of: object, paths))
        case "update":
            let given = try processor.body()
            return try write(name, paths) { (_) throws(APIFailure) in given }
        case "patch":
            if request.contentType == "application/apply-patch+yaml" {
                throw .unsupportedMediaType(accepted: ["application/merge-patch+json"])
            }
            return try write(name, paths, by: processor.change(request.contentType, BuiltInTypes.scales))
        default: throw .methodNotAllowed(request.method)
        }
    }

    private func write(
        _ name: ObjectName, _ paths: ScalePaths, by change: (Value) throws(APIFailure) -> Value
    ) throws(APIFailure) -> Answer {
        var options = try processor.writeOptions(target)
        options.subresource = "scale"
        let type = type
        let updated = try processor.inState { (state) throws(APIFailure) in
            try state.patch(type, name, options) { (live) throws(APIFailure) in
                let given = try change(try Self.scale(of: live, paths))
                guard let replicas = given.at("spec", "replicas")?.intValue, replicas >= 0 else {
                    throw .invalid(
                        type, name.name,
                        [
                            FailureCause(
                                reason: "FieldValueInvalid",
                                message: "Invalid value: must be greater than or equal to 0",
                                field: "spec.replicas")
                        ])
                }
                if !given.resourceVersion.isEmpty, given.resourceVersion != live.resourceVersion {
                    throw .outdated(type, name.name)
                }
                var object = live
                object.set(paths.specReplicas, to: .int(replicas))
                return object
            }
        }
        return Answer(json: try Self.scale(of: updated, paths))
    }

    /// The `Scale` of an object (autoscaling/v1).
    static func scale(of object: Value, _ paths: ScalePaths) throws(APIFailure) -> Value {
        guard let replicas = object.at(paths.specReplicas)?.intValue else {
            throw .internalError(
                "the spec replicas field \".\(paths.specReplicas.joined(separator: "."))\" does not exist")
        }
        var status: [String: Value] = ["replicas": object.at(paths.statusReplicas) ?? 0]
        if let path = paths.labelSelector, let selector = object.at(path) {
            let labels = selector["matchLabels"]?.stringMembers ?? [:]
            let text = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(
                separator: ",")
            status["selector"] = .string(selector.stringValue ?? text)
        }
        var metadata: [String: Value] = [:]
        for name in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
            metadata[name] = object.at("metadata", name)
        }
        return [
            "apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": .object(metadata),
            "spec": ["replicas": .int(replicas)], "status": .object(status),
        ]
    }
}

extension BuiltInTypes {
    /// Only for the merging of patches of a scale.
    static let scales = ResourceType(
        group: "autoscaling", version: "v1", kind: "Scale", plural: "scales", singular: "scale")
}

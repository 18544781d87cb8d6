public import Resources

/// The `/scale` subresource of a version (`subresources.scale` of the CRD).
public struct CustomResourceScale: Hashable, Sendable {
    /// Where the wanted replicas are, such as `["spec", "replicas"]`.
    public let specReplicasPath: [String]
    /// Where the observed replicas are, such as `["status", "replicas"]`.
    public let statusReplicasPath: [String]
    /// Where the selector of the replicas is as text, such as `["status", "selector"]`.
    public let labelSelectorPath: [String]?

    /// Reads `subresources.scale` of a valid CRD.
    init(_ scale: Value) {
        func path(_ name: String) -> [String]? {
            scale[name]?.stringValue.map { $0.split(separator: ".").map(String.init) }
        }
        specReplicasPath = path("specReplicasPath") ?? []
        statusReplicasPath = path("statusReplicasPath") ?? []
        labelSelectorPath = path("labelSelectorPath").flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The `autoscaling/v1` Scale of `object` (name, namespace, uid, resourceVersion and creationTimestamp
    /// are the object's). Nil when `specReplicasPath` holds nothing, which the server answers with an error.
    public func scale(of object: Value) -> Value? {
        guard let replicas = object.member(at: specReplicasPath)?.intValue else { return nil }
        var metadata: [String: Value] = [:]
        for key in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
            metadata[key] = object["metadata"]?[key]
        }
        var status: [String: Value] = ["replicas": object.member(at: statusReplicasPath) ?? 0]
        if let path = labelSelectorPath, let selector = object.member(at: path) {
            status["selector"] = selector
        }
        return [
            "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": .object(metadata),
            "spec": ["replicas": .int(replicas)], "status": .object(status),
        ]
    }

    /// `object` with the wanted replicas of `scale`, an `autoscaling/v1` Scale; to be given to
    /// ``CustomResourceValidator/admit(new:old:subresource:)``.
    public func applying(_ scale: Value, to object: Value) -> Value {
        object.setting(scale["spec"]?["replicas"] ?? 0, at: specReplicasPath)
    }
}

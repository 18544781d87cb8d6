internal import Resources

extension JSONReader {
    /// Reads an object of any kind. It must have metadata; the name may be missing, as in a bookmark.
    mutating func kubernetesObject() throws(MalformedJSON) -> KubernetesObject {
        skipSpace()
        let start = position
        var object = KubernetesObject(apiVersion: "", kind: "", metadata: ObjectMeta(name: ""))
        var hasMetadata = false
        try enterObject()
        while let key = try nextKey() {
            switch key {
            case "apiVersion": object.apiVersion = try optionalString() ?? ""
            case "kind": object.kind = try optionalString() ?? ""
            case "metadata":
                object.metadata = try objectMeta()
                hasMetadata = true
            case "spec": object.spec = try value()
            case "status": object.status = try value()
            default: object.rest[key] = try value()
            }
        }
        guard hasMetadata else { throw MalformedJSON("this object has no metadata", offset: start) }
        return object
    }

    private mutating func objectMeta() throws(MalformedJSON) -> ObjectMeta {
        var meta = ObjectMeta(name: "")
        try enterObject()
        while let key = try nextKey() {
            switch key {
            case "name": meta.name = try optionalString() ?? ""
            case "namespace": meta.namespace = try optionalString() ?? ""
            case "uid": meta.uid = try optionalString() ?? ""
            case "resourceVersion": meta.resourceVersion = ResourceVersion(try optionalString() ?? "")
            case "generation": meta.generation = try takeNull() ? 0 : try int()
            case "creationTimestamp": meta.creationTimestamp = try optionalString()
            case "deletionTimestamp": meta.deletionTimestamp = try optionalString()
            case "finalizers": meta.finalizers = try strings()
            case "labels": meta.labels = try texts()
            case "annotations": meta.annotations = try texts()
            case "ownerReferences": meta.ownerReferences = try ownerReferences()
            default: try skip()
            }
        }
        return meta
    }

    private mutating func strings() throws(MalformedJSON) -> [String] {
        var strings: [String] = []
        if try takeNull() { return strings }
        try enterArray()
        while try nextElement() { strings.append(try string()) }
        return strings
    }

    private mutating func texts() throws(MalformedJSON) -> [String: String] {
        var texts: [String: String] = [:]
        if try takeNull() { return texts }
        try enterObject()
        while let key = try nextKey() { texts[key] = try optionalString() ?? "" }
        return texts
    }

    private mutating func ownerReferences() throws(MalformedJSON) -> [OwnerReference] {
        var references: [OwnerReference] = []
        if try takeNull() { return references }
        try enterArray()
        while try nextElement() { references.append(try ownerReference()) }
        return references
    }

    private mutating func ownerReference() throws(MalformedJSON) -> OwnerReference {
        var texts: [String: String] = [:]
        var controller = false
        var blocks = false
        try enterObject()
        while let key = try nextKey() {
            switch key {
            case "apiVersion", "kind", "name", "uid": texts[key] = try optionalString()
            case "controller": controller = try takeNull() ? false : try bool()
            case "blockOwnerDeletion": blocks = try takeNull() ? false : try bool()
            default: try skip()
            }
        }
        return OwnerReference(
            apiVersion: texts["apiVersion"] ?? "", kind: texts["kind"] ?? "", name: texts["name"] ?? "",
            uid: texts["uid"] ?? "", controller: controller, blockOwnerDeletion: blocks)
    }
}

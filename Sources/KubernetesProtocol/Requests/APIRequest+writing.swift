public import Resources

extension APIRequest {
    /// Creates `object`. The answer is an `AlreadyExists` conflict when the name is taken.
    ///
    /// - Parameters:
    ///   - fieldManager: who is noted as the owner of the fields; nil for the User-Agent.
    ///   - dryRun: checks everything and stores nothing.
    ///   - strict: refuses fields that the schema does not know (KEP-2885).
    public static func create(
        _ resource: APIResource, object: KubernetesObject, fieldManager: String? = nil, dryRun: Bool = false,
        strict: Bool = false
    ) -> APIRequest {
        APIRequest(
            method: .post, path: resource.path(namespace: object.metadata.namespace),
            query: options(fieldManager, dryRun: dryRun, strict: strict), contentType: json,
            body: object.value.canonicalJSON())
    }

    /// Replaces the object, or its `subresource`. With a resource version in its metadata, the answer is a
    /// conflict when somebody else changed it meanwhile.
    public static func replace(
        _ resource: APIResource, object: KubernetesObject, subresource: String? = nil,
        fieldManager: String? = nil, dryRun: Bool = false
    ) -> APIRequest {
        APIRequest(
            method: .put,
            path: resource.path(
                namespace: object.metadata.namespace, name: object.metadata.name, subresource: subresource),
            query: options(fieldManager, dryRun: dryRun, strict: false), contentType: json,
            body: object.value.canonicalJSON())
    }

    /// Applies `object` on the server's side (KEP-555): the fields in it become `fieldManager`'s, those that
    /// it applied before and left out now are removed, all others stay. Creates the object when it is missing.
    ///
    /// - Parameters:
    ///   - object: apiVersion, kind, metadata.name and the fields to own; never managedFields.
    ///   - force: takes fields that others own; right for a controller and its own objects, wrong for a
    ///     person's tool.
    ///   - strict: refuses fields that the schema does not know.
    public static func apply(
        _ resource: APIResource, key: ObjectKey, subresource: String? = nil, fieldManager: String,
        force: Bool = false, dryRun: Bool = false, strict: Bool = false, object: Value
    ) -> APIRequest {
        var query = options(fieldManager, dryRun: dryRun, strict: strict)
        if force { query.append(QueryItem("force", "true")) }
        return APIRequest(
            method: .patch,
            path: resource.path(namespace: key.namespace, name: key.name, subresource: subresource),
            query: query, contentType: "application/apply-patch+yaml", body: yamlSafe(object.canonicalJSON()))
    }

    /// Merges `patch` into the object (RFC 7396): null removes a member, a list replaces the whole list.
    public static func mergePatch(
        _ resource: APIResource, key: ObjectKey, subresource: String? = nil, patch: Value,
        fieldManager: String? = nil, dryRun: Bool = false
    ) -> APIRequest {
        APIRequest(
            method: .patch,
            path: resource.path(namespace: key.namespace, name: key.name, subresource: subresource),
            query: options(fieldManager, dryRun: dryRun, strict: false),
            contentType: "application/merge-patch+json", body: patch.canonicalJSON())
    }

    /// Carries out `operations` in order, all or none (RFC 6902).
    public static func jsonPatch(
        _ resource: APIResource, key: ObjectKey, subresource: String? = nil,
        operations: [JSONPatchOperation], fieldManager: String? = nil, dryRun: Bool = false
    ) -> APIRequest {
        APIRequest(
            method: .patch,
            path: resource.path(namespace: key.namespace, name: key.name, subresource: subresource),
            query: options(fieldManager, dryRun: dryRun, strict: false),
            contentType: "application/json-patch+json",
            body: Value.array(operations.map(\.value)).canonicalJSON())
    }

    /// What becomes of the objects that the deleted one owns.
    public enum Propagation: String, Hashable, Sendable {
        /// They go after it, without being waited for.
        case background = "Background"
        /// They go first.
        case foreground = "Foreground"
        /// They stay.
        case orphan = "Orphan"
    }

    /// Deletes one object. With `uid` the answer is a conflict when the name belongs to a newer object by
    /// now, with `resourceVersion` when it was changed since.
    public static func delete(
        _ resource: APIResource, key: ObjectKey, uid: String?, resourceVersion: ResourceVersion? = nil,
        propagation: Propagation? = nil, dryRun: Bool = false
    ) -> APIRequest {
        var preconditions: [String: Value] = [:]
        if let uid, !uid.isEmpty { preconditions["uid"] = .string(uid) }
        if let resourceVersion, !resourceVersion.isUnset {
            preconditions["resourceVersion"] = .string(resourceVersion.text)
        }
        var members: [String: Value] = ["apiVersion": "v1", "kind": "DeleteOptions"]
        if !preconditions.isEmpty { members["preconditions"] = .object(preconditions) }
        if let propagation { members["propagationPolicy"] = .string(propagation.rawValue) }
        if dryRun { members["dryRun"] = ["All"] }
        return APIRequest(
            method: .delete, path: resource.path(namespace: key.namespace, name: key.name),
            contentType: json, body: Value.object(members).canonicalJSON())
    }

    private static func options(_ fieldManager: String?, dryRun: Bool, strict: Bool) -> [QueryItem] {
        var items: [QueryItem] = []
        if let fieldManager { items.append(QueryItem("fieldManager", fieldManager)) }
        if dryRun { items.append(QueryItem("dryRun", "All")) }
        if strict { items.append(QueryItem("fieldValidation", "Strict")) }
        return items
    }
}

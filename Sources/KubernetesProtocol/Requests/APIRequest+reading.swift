extension APIRequest {
    /// How the server should take a resource version in a list.
    public enum VersionMatch: String, Hashable, Sendable {
        /// State that is at least as new.
        case notOlderThan = "NotOlderThan"
        /// State of exactly this version.
        case exact = "Exact"
    }

    /// In which form objects come back.
    public enum Form: Hashable, Sendable {
        /// Whole objects.
        case objects
        /// Only their metadata, about half of the memory.
        case metadata
        /// Rows with the columns that `kubectl get` prints, and each object's metadata with them.
        case table
    }

    /// Reads one object in its most recent state.
    public static func get(
        _ resource: APIResource, key: ObjectKey, subresource: String? = nil, form: Form = .objects
    ) -> APIRequest {
        APIRequest(
            method: .get,
            path: resource.path(namespace: key.namespace, name: key.name, subresource: subresource),
            query: tableItems(form), accept: accept(form, list: false))
    }

    /// Reads one page of a collection.
    ///
    /// - Parameters:
    ///   - namespace: nil for all namespaces.
    ///   - limit: the most objects in one page; nil for all at once.
    ///   - continueToken: what the page before gave. `resourceVersion` and `match` are left out then, because
    ///     the server refuses both together.
    ///   - resourceVersion: unset for the most recent state.
    ///   - match: how to take `resourceVersion`; left out when that is unset, as the server demands.
    public static func list(
        _ resource: APIResource, namespace: String? = nil, limit: Int? = nil, continueToken: String? = nil,
        resourceVersion: ResourceVersion = .unset, match: VersionMatch? = nil, labelSelector: String? = nil,
        fieldSelector: String? = nil, form: Form = .objects
    ) -> APIRequest {
        var query = tableItems(form)
        if let limit { query.append(QueryItem("limit", String(limit))) }
        if let continueToken {
            query.append(QueryItem("continue", continueToken))
        } else if !resourceVersion.isUnset {
            query.append(QueryItem("resourceVersion", resourceVersion.text))
            if let match { query.append(QueryItem("resourceVersionMatch", match.rawValue)) }
        }
        query += selectors(labelSelector, fieldSelector)
        return APIRequest(
            method: .get, path: resource.path(namespace: namespace), query: query,
            accept: accept(form, list: true))
    }

    /// Follows a collection from `resourceVersion` on.
    ///
    /// - Parameters:
    ///   - namespace: nil for all namespaces.
    ///   - resourceVersion: where to begin; unset for the present state as ADDED events and then changes.
    ///   - timeoutSeconds: when the server should end it; choose at random, so that watches do not all end
    ///     at once.
    ///   - sendInitialEvents: asks for the state first and a bookmark at its end (WatchList, KEP-3157); only
    ///     for the first watch, never when one is resumed.
    public static func watch(
        _ resource: APIResource, namespace: String? = nil, resourceVersion: ResourceVersion,
        timeoutSeconds: Int, sendInitialEvents: Bool = false, labelSelector: String? = nil,
        fieldSelector: String? = nil
    ) -> APIRequest {
        var query = [
            QueryItem("watch", "1"), QueryItem("allowWatchBookmarks", "true"),
            QueryItem("resourceVersion", resourceVersion.text),
            QueryItem("timeoutSeconds", String(timeoutSeconds)),
        ]
        if sendInitialEvents {
            query.append(QueryItem("sendInitialEvents", "true"))
            query.append(QueryItem("resourceVersionMatch", VersionMatch.notOlderThan.rawValue))
        }
        query += selectors(labelSelector, fieldSelector)
        return APIRequest(method: .get, path: resource.path(namespace: namespace), query: query)
    }

    private static func selectors(_ label: String?, _ field: String?) -> [QueryItem] {
        var items: [QueryItem] = []
        if let label, !label.isEmpty { items.append(QueryItem("labelSelector", label)) }
        if let field, !field.isEmpty { items.append(QueryItem("fieldSelector", field)) }
        return items
    }

    private static func tableItems(_ form: Form) -> [QueryItem] {
        form == .table ? [QueryItem("includeObject", "Metadata")] : []
    }

    private static func accept(_ form: Form, list: Bool) -> String {
        switch form {
        case .objects: json
        case .metadata: "\(json);as=PartialObjectMetadata\(list ? "List" : "");g=meta.k8s.io;v=v1"
        // A server that cannot make a table answers with the objects.
        case .table: "\(json);as=Table;v=v1;g=meta.k8s.io,\(json)"
        }
    }
}

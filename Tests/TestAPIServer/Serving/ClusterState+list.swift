import Resources

extension ClusterState {
    /// What a list is read from.
    private struct Page {
        var objects: [ObjectName: Value]
        var revision: Int
        var limit: Int
        var after: ObjectName?
    }

    /// A list as the client gets it, by the rules for `resourceVersion` and `resourceVersionMatch`
    /// (Kubernetes documentation, "API concepts").
    func list(
        _ type: ResourceType, namespace: String?, _ options: ListOptions, replica: Int?
    ) throws(APIFailure) -> Value {
        try options.checkList()
        let page = try page(type, options, replica: replica)
        let wanted = page.objects.keys.filter { name in
            (namespace == nil || name.namespace == namespace) && (page.after.map { $0 < name } ?? true)
        }.sorted()
        var items: [Value] = []
        var metadata: [String: Value] = ["resourceVersion": .string(String(page.revision))]
        for (index, name) in wanted.enumerated() {
            guard let object = page.objects[name]?.presented(as: type), options.selects(object) else {
                continue
            }
            if page.limit > 0, items.count == page.limit {
                let last = wanted[index - 1]
                metadata["continue"] = .string(ContinueToken(revision: page.revision, after: last).text)
                if options.labels.isEmpty, options.fields.isEmpty {
                    metadata["remainingItemCount"] = .int(Int64(wanted.count - index))
                }
                break
            }
            // Items of built-in kinds do not repeat what the list says.
            items.append(
                type.definition == nil ? object.without("apiVersion", "kind") : object)
        }
        if type.definition != nil, metadata["continue"] == nil { metadata["continue"] = "" }
        return [
            "apiVersion": .string(type.apiVersion), "kind": .string(type.listKind),
            "metadata": .object(metadata), "items": .array(items),
        ]
    }

    private func page(
        _ type: ResourceType, _ options: ListOptions, replica: Int?
    ) throws(APIFailure) -> Page {
        let collection = storage[type.storedAs]
        if let text = options.continueToken {
            return try nextPage(ContinueToken(text: text), collection, options)
        }
        let asked = try options.revision()
        let exact =
            options.match == "Exact" || (options.match == nil && options.limit > 0 && (asked ?? 0) > 0)
        if exact, let asked {
            if asked > storage.revision { throw .tooLarge(asked, current: storage.revision) }
            guard let objects = collection.objects(at: asked) else {
                throw .expired(asked, kept: collection.compacted)
            }
            return Page(objects: objects, revision: asked, limit: options.limit, after: nil)
        }
        guard let asked else {
            // Unset means the newest state; it is read through to storage, past a replica that lags.
            return Page(
                objects: collection.objects, revision: storage.revision, limit: options.limit, after: nil)
        }
        let seen = revision(seenBy: replica)
        if asked > seen { throw .tooLarge(asked, current: seen) }
        guard let objects = seen == storage.revision ? collection.objects : collection.objects(at: seen)
        else {
            throw .internalError("the replica's view at \(seen) was compacted; choose a shorter lag")
        }
        // "0" alone is answered from the watch cache, which does not honour the limit.
        return Page(
            objects: objects, revision: seen, limit: options.match == nil ? 0 : options.limit, after: nil)
    }

    private func nextPage(
        _ token: ContinueToken, _ collection: ObjectCollection, _ options: ListOptions
    ) throws(APIFailure) -> Page {
        if !options.resourceVersion.isEmpty, options.resourceVersion != "0" {
            throw .badRequest("specifying resource version is not allowed when using continue")
        }
        if token.revision < 0 {
            return Page(
                objects: collection.objects, revision: storage.revision, limit: options.limit,
                after: token.after)
        }
        guard let objects = collection.objects(at: token.revision) else {
            throw .expiredPage(offering: ContinueToken(revision: -1, after: token.after).text)
        }
        return Page(objects: objects, revision: token.revision, limit: options.limit, after: token.after)
    }

    /// An object by GET; a replica that lags may answer with an older one when `resourceVersion` is "0".
    func read(
        _ type: ResourceType, _ name: ObjectName, resourceVersion: String, replica: Int?
    ) throws(APIFailure) -> Value {
        if resourceVersion.isEmpty { return try object(type, name) }
        guard let asked = Int(resourceVersion) else {
            throw APIFailure(
                code: 500, reason: "",
                message: "resourceVersion: Invalid value: \"\(resourceVersion)\": not a number")
        }
        let seen = revision(seenBy: replica)
        if asked > seen { throw .tooLarge(asked, current: seen) }
        let objects =
            seen == storage.revision
            ? storage[type.storedAs].objects : storage[type.storedAs].objects(at: seen)
        guard let object = objects?[name] else { throw .notFound(type, name.name) }
        return object.presented(as: type)
    }
}

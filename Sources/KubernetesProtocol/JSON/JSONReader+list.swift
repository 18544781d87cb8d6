extension JSONReader {
    /// Reads one page of a list.
    mutating func objectList() throws(MalformedJSON) -> ObjectList {
        skipSpace()
        let start = position
        var kind = ""
        var apiVersion = ""
        var items: [KubernetesObject]?
        var resourceVersion = ResourceVersion.unset
        var continueToken: String?
        var remaining: Int64?
        try enterObject()
        while let key = try nextKey() {
            switch key {
            case "kind": kind = try optionalString() ?? ""
            case "apiVersion": apiVersion = try optionalString() ?? ""
            case "metadata": (resourceVersion, continueToken, remaining) = try listMeta()
            case "items": items = try listItems()
            default: try skip()
            }
        }
        guard items != nil || kind.hasSuffix("List") else {
            throw MalformedJSON("expected a list, but this is \"\(kind)\" without items", offset: start)
        }
        let itemKind = kind.hasSuffix("List") ? String(kind.dropLast(4)) : ""
        return ObjectList(
            items: (items ?? []).map { fill($0, kind: itemKind, apiVersion: apiVersion) },
            resourceVersion: resourceVersion, continueToken: continueToken, remaining: remaining)
    }

    private func fill(_ item: KubernetesObject, kind: String, apiVersion: String) -> KubernetesObject {
        if !item.kind.isEmpty && !item.apiVersion.isEmpty { return item }
        var filled = item
        if item.kind.isEmpty { filled.kind = kind }
        if item.apiVersion.isEmpty { filled.apiVersion = apiVersion }
        return filled
    }

    private mutating func listItems() throws(MalformedJSON) -> [KubernetesObject] {
        var items: [KubernetesObject] = []
        if try takeNull() { return items }
        try enterArray()
        while try nextElement() { items.append(try kubernetesObject()) }
        return items
    }

    private mutating func listMeta() throws(MalformedJSON) -> (ResourceVersion, String?, Int64?) {
        var resourceVersion = ResourceVersion.unset
        var continueToken: String?
        var remaining: Int64?
        try enterObject()
        while let key = try nextKey() {
            switch key {
            case "resourceVersion": resourceVersion = ResourceVersion(try optionalString() ?? "")
            case "continue": continueToken = try optionalString()
            case "remainingItemCount": remaining = try takeNull() ? nil : try int()
            default: try skip()
            }
        }
        return (resourceVersion, continueToken, remaining)
    }
}

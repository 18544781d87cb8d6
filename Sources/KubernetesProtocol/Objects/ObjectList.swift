/// One page of a list.
public struct ObjectList: Hashable, Sendable {
    /// The objects of this page. Kind and apiVersion that an item leaves out are filled in from the list's.
    public let items: [KubernetesObject]
    /// The version of the collection, the same on every page; a watch starts from it.
    public let resourceVersion: ResourceVersion
    /// What to ask the next page with; nil after the last page, never empty.
    public let continueToken: String?
    /// How many objects follow this page, if the server said so.
    public let remaining: Int64?

    /// A page made in code; an empty `continueToken` counts as none.
    public init(
        items: [KubernetesObject], resourceVersion: ResourceVersion, continueToken: String? = nil,
        remaining: Int64? = nil
    ) {
        self.items = items
        self.resourceVersion = resourceVersion
        self.continueToken = continueToken == "" ? nil : continueToken
        self.remaining = remaining
    }

    /// Reads a page, the whole of `json`.
    ///
    /// - Throws: ``MalformedJSON`` when `json` is not JSON, not a list (it has no `items` and its kind does not
    ///   end with `List`), or holds an item that is no object: half a list must never pass for a whole one.
    public init(json: some Collection<UInt8>) throws(MalformedJSON) {
        var reader = JSONReader(Array(json))
        self = try reader.objectList()
        try reader.end()
    }
}

internal import Resources

/// The names of a custom resource (`spec.names` of its CRD), defaults filled in.
public struct CustomResourceNames: Hashable, Sendable {
    /// As in the path: `queues`.
    public let plural: String
    /// As in `kubectl get queue`; by default the kind in lower case.
    public let singular: String
    /// As in `kind: Queue`.
    public let kind: String
    /// The kind of lists; by default the kind with `List` after it.
    public let listKind: String
    /// Abbreviations for `kubectl get`.
    public let shortNames: [String]
    /// Groups of kinds, such as `all`.
    public let categories: [String]

    /// Reads `spec.names` after defaulting.
    init(_ names: Value) {
        func texts(_ name: String) -> [String] { (names[name]?.arrayValue ?? []).compactMap(\.stringValue) }
        plural = names["plural"]?.stringValue ?? ""
        singular = names["singular"]?.stringValue ?? ""
        kind = names["kind"]?.stringValue ?? ""
        listKind = names["listKind"]?.stringValue ?? ""
        shortNames = texts("shortNames")
        categories = texts("categories")
    }
}

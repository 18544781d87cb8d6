import Resources

/// The query of a list or a watch.
struct ListOptions: Sendable {
    var labels: LabelSelector
    var fields: FieldSelector
    var resourceVersion: String
    var match: String?
    var limit: Int
    var continueToken: String?
    var timeoutSeconds: Int?
    var allowsBookmarks: Bool
    /// nil when the parameter is absent.
    var sendsInitialEvents: Bool?

    init(_ query: QueryParameters, for type: ResourceType) throws(APIFailure) {
        labels = try LabelSelector(query["labelSelector"] ?? "")
        fields = try FieldSelector(query["fieldSelector"] ?? "", for: type)
        resourceVersion = query["resourceVersion"] ?? ""
        match = query["resourceVersionMatch"]
        limit = query["limit"].flatMap { Int($0) } ?? 0
        continueToken = query["continue"]
        timeoutSeconds = query["timeoutSeconds"].flatMap { Int($0) }
        allowsBookmarks = query.isTrue("allowWatchBookmarks")
        sendsInitialEvents = query["sendInitialEvents"].map { ["true", "1"].contains($0) }
    }

    /// The revision that is asked for; nil for none.
    func revision() throws(APIFailure) -> Int? {
        if resourceVersion.isEmpty { return nil }
        guard let number = Int(resourceVersion), number >= 0 else {
            throw .badRequest("invalid resource version: \(resourceVersion)")
        }
        return number
    }

    func selects(_ object: Value) -> Bool { labels.matches(object.labels) && fields.matches(object) }

    /// Refuses parameters of a list that do not go together.
    func checkList() throws(APIFailure) {
        if sendsInitialEvents != nil {
            throw .invalidOptions(
                "ListOptions", "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list")
        }
        guard let match else { return }
        if continueToken != nil {
            throw .invalidOptions(
                "ListOptions",
                "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden with continue")
        }
        if resourceVersion.isEmpty {
            throw .invalidOptions(
                "ListOptions",
                "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden "
                    + "unless resourceVersion is provided"
            )
        }
        if match != "Exact", match != "NotOlderThan" {
            throw .invalidOptions(
                "ListOptions", "resourceVersionMatch: Unsupported value: \"\(match)\"")
        }
        if match == "Exact", resourceVersion == "0" {
            throw .invalidOptions(
                "ListOptions",
                "resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden "
                    + "for resourceVersion \"0\""
            )
        }
    }
}

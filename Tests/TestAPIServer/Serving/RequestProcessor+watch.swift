import Resources

/// What a watch needs.
struct WatchPlan {
    var type: ResourceType
    var options: ListOptions
    var representation: Representation
}

extension RequestProcessor {
    /// What the watch that is asked for shows; throws when it is not allowed or not served.
    func watchPlan(_ target: RequestTarget) throws(APIFailure) -> WatchPlan {
        try authorize(target)
        let type = try core.read { (state) throws(APIFailure) in
            try state.type(group: target.group, version: target.version, plural: target.resource)
        }
        return WatchPlan(
            type: type, options: try ListOptions(request.query, for: type),
            representation: try Representation(accept: request.header("Accept")))
    }
}

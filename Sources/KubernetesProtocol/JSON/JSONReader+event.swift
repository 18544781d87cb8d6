extension JSONReader {
    /// Reads a watch event, or a bare status in its place.
    mutating func watchEvent() throws(MalformedJSON) -> WatchEvent {
        skipSpace()
        let start = position
        var type: String?
        var event: WatchEvent?
        var objectPosition: Int?
        try enterObject()
        while let key = try nextKey() {
            switch key {
            case "type": type = try string()
            case "object":
                if let type {
                    event = try watchEvent(type)
                } else {
                    // The server writes the type first; whoever does not has the object read twice.
                    objectPosition = position
                    try skip()
                }
            default: try skip()
            }
        }
        try end()
        if let event { return event }
        guard let type else {
            position = start
            return .failure(try status(requireKind: true))
        }
        guard let objectPosition else { throw MalformedJSON("the event has no object", offset: start) }
        position = objectPosition
        return try watchEvent(type)
    }

    /// Reads the object of an event of this type.
    private mutating func watchEvent(_ type: String) throws(MalformedJSON) -> WatchEvent {
        switch type {
        case "ADDED": return .added(try kubernetesObject())
        case "MODIFIED": return .modified(try kubernetesObject())
        case "DELETED": return .deleted(try kubernetesObject())
        case "BOOKMARK":
            let meta = try kubernetesObject().metadata
            let isInitialEnd = meta.annotations["k8s.io/initial-events-end"] == "true"
            return .bookmark(meta.resourceVersion, initialEventsEnd: isInitialEnd)
        case "ERROR": return .failure(try status(requireKind: false))
        default:
            try skip()
            return .unknown(type: type)
        }
    }
}

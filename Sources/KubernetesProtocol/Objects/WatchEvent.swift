/// One line of a watch.
public enum WatchEvent: Hashable, Sendable {
    /// The object was created, or is part of the state that the watch began with.
    case added(KubernetesObject)
    /// The object was changed.
    case modified(KubernetesObject)
    /// The object is gone; this is its last state.
    case deleted(KubernetesObject)
    /// Everything up to this version has been sent. `initialEventsEnd`: this one ends the initial state of a
    /// WatchList (KEP-3157).
    case bookmark(ResourceVersion, initialEventsEnd: Bool)
    /// The server ends the watch for this reason.
    case failure(APIStatus)
    /// A type that this program does not know; to be logged and left alone.
    case unknown(type: String)

    /// Reads one line without its line feed. A bare `Status` in place of an event is a ``failure(_:)``.
    ///
    /// - Throws: ``MalformedJSON`` when the line is not JSON, or neither of the two.
    public init(line: [UInt8]) throws(MalformedJSON) {
        var reader = JSONReader(line)
        self = try reader.watchEvent()
    }

    /// The object that was added, modified or deleted.
    public var object: KubernetesObject? {
        switch self {
        case .added(let object), .modified(let object), .deleted(let object): object
        case .bookmark, .failure, .unknown: nil
        }
    }
}

/// Something about a watch that people should be able to read in a log.
public enum ReflectorNote: Hashable, Sendable, CustomStringConvertible {
    /// The server does not offer WatchList; the reason.
    case watchListRefused(String)
    /// WatchList did not come to its end; the state is listed instead.
    case watchListGivenUp
    /// The last bookmark of the initial state is late.
    case initialStateLate(Duration)
    /// Something failed; it is tried again after the wait.
    case failed(String, retryIn: Duration)
    /// The resource is not served: its definition is missing. What is known of its objects stays as it was.
    case resourceMissing
    /// The rights are missing.
    case forbidden(String)
    /// The state in one piece again after one of the above.
    case recovered
    /// The server's state is older than what was seen before; it may lag behind.
    case staleState(ResourceVersion, seen: ResourceVersion)
    /// The server's state stays older than what was seen before, so its store was put back; it is taken as it
    /// is.
    case historyRewound(ResourceVersion, seen: ResourceVersion)
    /// An event was skipped, because of its type, its kind or what it lacks.
    case skippedEvent(String)
    /// Nothing came for this long; the watch is being probed.
    case suspect(Duration)

    /// One sentence.
    public var description: String {
        switch self {
        case .watchListRefused(let why): "the server refuses WatchList, listing in pages instead: \(why)"
        case .watchListGivenUp: "WatchList did not end, listing in pages instead"
        case .initialStateLate(let time): "the bookmark that ends the initial state is late: \(time) so far"
        case .failed(let why, let wait): "the watch failed, next attempt in \(wait): \(why)"
        case .resourceMissing:
            "the resource is not served; install its custom resource definition. Known objects are kept"
        case .forbidden(let why): "the rights to list and watch are missing; grant them by a role: \(why)"
        case .recovered: "the state is complete and followed again"
        case .staleState(let version, let seen):
            "the server's state \(version) is older than \(seen), which was seen before; it may lag behind"
        case .historyRewound(let version, let seen):
            "the server's state \(version) stays older than \(seen); it was restored, and is taken as it is"
        case .skippedEvent(let what): "skipped an event: \(what)"
        case .suspect(let time): "no event and no bookmark for \(time); probing the server"
        }
    }
}

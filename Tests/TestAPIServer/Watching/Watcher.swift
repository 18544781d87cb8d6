import Resources

/// What a watch hears.
enum WatchSignal: Sendable {
    /// An object came, changed or went: `ADDED`, `MODIFIED`, `DELETED`.
    case event(String, Value)
    /// Nothing happened up to `revision`. `endsInitial` marks the end of the initial events.
    case bookmark(revision: Int, endsInitial: Bool)
    /// The watch ends with an ERROR event.
    case failure(APIFailure)
    /// The watch ends.
    case end
}

/// A watch that is open.
struct Watcher: Sendable {
    var type: ResourceType
    var namespace: String?
    var options: ListOptions
    var replica: Int?
    /// The revision up to which it has heard everything.
    var position: Int
    /// Called under the server's lock; hands the signal on and returns at once.
    var sink: @Sendable (WatchSignal) -> Void
}

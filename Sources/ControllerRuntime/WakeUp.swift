/// Why it is time to look at a source again.
public enum WakeUp: String, Hashable, Sendable {
    /// The watcher is in place: whatever changes from now on will be noticed.
    case started
    /// Something in the source has changed, or may have.
    case changed
    /// The interval has passed.
    case interval
    /// The time asked for with ``DirectoryWatcher/wakeUp(after:)`` has come.
    case requested
}

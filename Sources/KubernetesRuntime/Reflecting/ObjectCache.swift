public import KubernetesProtocol
internal import Synchronization

/// What a reflector knows of a collection. It may lag behind the server; ``hasSeen(_:_:)`` tells whether it has
/// caught up with a write of one's own.
public final class ObjectCache<Item: Sendable>: Sendable {
    struct State: Sendable {
        var table = ObjectTable<Item>()
        var resourceVersion = ResourceVersion.unset
        var waiters: [UInt64: Waiter] = [:]
        var lastWaiter: UInt64 = 0
    }

    struct Waiter: Sendable {
        let condition: Condition
        let continuation: CheckedContinuation<Bool, Never>
        let timer: Task<Void, Never>?
    }

    enum Condition: Sendable {
        case synced
        case seen(ObjectKey, ResourceVersion)
    }

    let state = Mutex(State())
    let clock: any RuntimeClock

    /// An empty cache, which is not in step with any server yet.
    public init(clock: any RuntimeClock = SystemClock()) { self.clock = clock }

    /// What is known of an object; nil when it is not there.
    public func item(_ key: ObjectKey) -> Item? { state.withLock { $0.table.entries[key]?.item } }

    /// The identity and the version of an object; nil when it is not there.
    public func version(_ key: ObjectKey) -> (uid: String, resourceVersion: ResourceVersion)? {
        state.withLock { $0.table.entries[key].map { ($0.uid, $0.resourceVersion) } }
    }

    /// The names of all objects, in no order.
    public var keys: [ObjectKey] { Array(state.withLock { $0.table.entries }.keys) }

    /// All objects of one moment, by name.
    public var items: [ObjectKey: Item] { state.withLock { $0.table.entries }.mapValues(\.item) }

    /// How many objects there are.
    public var count: Int { state.withLock { $0.table.entries.count } }

    /// Whether the cache has been complete once. An empty cache that is not in step means nothing.
    public var isSynced: Bool { state.withLock { $0.table.isSynced } }

    /// The version up to which everything is in the cache; unset before it is complete.
    public var resourceVersion: ResourceVersion { state.withLock { $0.resourceVersion } }

    /// Events that were ignored because they were older than what was known.
    var staleEvents: Int { state.withLock { $0.table.staleEvents } }

    /// Whether the cache has reached `version`, which the server gave to a write on `key` (KEP-5647): by that
    /// object's own version, or because everything up to there has arrived. Where versions have no order, it
    /// cannot be known and the answer is true: waiting could last for ever.
    public func hasSeen(_ key: ObjectKey, _ version: ResourceVersion) -> Bool {
        state.withLock { $0.hasSeen(key, version) }
    }

    /// Waits until ``hasSeen(_:_:)`` is true. Work that can wait is better put back into its queue.
    ///
    /// - Returns: False when it was not within `timeout`, or the task was cancelled.
    public func waitUntilSeen(_ key: ObjectKey, _ version: ResourceVersion, timeout: Duration) async -> Bool {
        await wait(for: .seen(key, version), until: clock.now + timeout)
    }

    /// Waits until the cache is complete for the first time.
    ///
    /// - Parameter timeout: nil for as long as it takes.
    /// - Returns: False when it was not within `timeout`, or the task was cancelled.
    public func waitUntilSynced(timeout: Duration? = nil) async -> Bool {
        await wait(for: .synced, until: timeout.map { clock.now + $0 })
    }
}

extension ObjectCache.State {
    func hasSeen(_ key: ObjectKey, _ version: ResourceVersion) -> Bool {
        guard table.isSynced else { return false }
        if version.isUnset { return true }
        guard let isBehind = resourceVersion.isOlder(than: version) else { return true }
        if !isBehind { return true }
        guard let entry = table.entries[key] else { return false }
        return entry.resourceVersion.isOlder(than: version) == false
    }

    func isMet(_ condition: ObjectCache<Item>.Condition) -> Bool {
        switch condition {
        case .synced: table.isSynced
        case .seen(let key, let version): hasSeen(key, version)
        }
    }
}

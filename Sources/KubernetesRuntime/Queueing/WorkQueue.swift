public import KubernetesProtocol
internal import Synchronization

/// Keys of objects that want work, for any number of producers and workers. The rules are those of
/// ``KubernetesProtocol/WorkQueueMachine``: no key is in two hands, none is lost, an edit by a user overtakes
/// what waits, and what waits has its turn all the same.
///
///     while let keys = await queue.take(upTo: 100) {
///         await reconcile(keys)       // calls forget, addBackingOff or holdBack as it learns
///         queue.done(keys)
///     }
public final class WorkQueue<Key: Hashable & Sendable>: Sendable {
    struct Waiter {
        let id: UInt64
        let limit: Int
        let continuation: CheckedContinuation<[Key]?, Never>
    }

    struct State {
        var machine: WorkQueueMachine<Key>
        var waiters: [Waiter] = []
        var drainWaiters: [CheckedContinuation<Void, Never>] = []
        var timer: (due: ContinuousClock.Instant, task: Task<Void, Never>)?
        var lastWaiter: UInt64 = 0
    }

    let state: Mutex<State>
    let clock: any RuntimeClock
    let metrics: WorkQueueMetrics

    /// - Parameter name: Tells this queue from others in the metrics `workqueue_*`.
    public init(
        name: String, configuration: WorkQueueConfiguration = WorkQueueConfiguration(),
        clock: any RuntimeClock = SystemClock()
    ) {
        state = Mutex(State(machine: WorkQueueMachine(configuration)))
        self.clock = clock
        metrics = WorkQueueMetrics(name: name)
    }

    deinit { state.withLock { $0.timer?.task.cancel() } }

    /// Keys that wait for a worker; without those whose time has not come.
    public var depth: Int { state.withLock { $0.machine.depth } }

    /// Wants work on a key now.
    public func add(_ key: Key, lane: WorkLane = .normal) {
        let isNew = change { $0.add(key, lane: lane, at: $1) }
        if isNew { metrics.added() }
    }

    /// Wants work on many keys now, in this order.
    public func add(_ keys: some Sequence<Key>, lane: WorkLane) {
        let count = change { machine, now in
            keys.reduce(0) { machine.add($1, lane: lane, at: now) ? $0 + 1 : $0 }
        }
        for _ in 0..<count { metrics.added() }
    }

    /// Wants work on a key later. Of several such wishes for a key the earliest counts.
    public func add(_ key: Key, after delay: Duration, lane: WorkLane = .normal) {
        change { $0.add(key, after: delay, lane: lane, at: $1) }
    }

    /// Wants another attempt after a failure, after a wait that grows with each until ``forget(_:)``.
    public func addBackingOff(_ key: Key, lane: WorkLane = .normal) {
        change { _ = $0.addBackingOff(key, lane: lane, at: $1, random: .random(in: 0...1)) }
        metrics.retried()
    }

    /// The key's failures in a row are over, or its object is gone.
    public func forget(_ key: Key) { change { machine, _ in machine.forget(key) } }

    /// How often the key has failed in a row.
    public func failures(of key: Key) -> Int { state.withLock { $0.machine.failures(of: key) } }

    /// Waits until there is work, and takes at most `limit` keys, urgent ones first. Hand every one of them
    /// back with ``done(_:)`` or ``putBack(_:)``.
    ///
    /// - Returns: At least one key; nil after ``shutDown()`` or when the task is cancelled.
    public func take(upTo limit: Int = 1) async -> [Key]? {
        let id = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !state.machine.isShutDown, !Task.isCancelled else { return true }
                    state.waiters.append(Waiter(id: id, limit: max(limit, 1), continuation: continuation))
                    return false
                }
                if isOver { continuation.resume(returning: nil) } else { change { _, _ in } }
            }
        } onCancel: {
            let waiter = state.withLock { state -> Waiter? in
                guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
                return state.waiters.remove(at: index)
            }
            waiter?.continuation.resume(returning: nil)
        }
    }

    /// Hands keys back. A key that was added meanwhile waits again.
    public func done(_ keys: some Sequence<Key>) {
        metrics.worked(change { $0.done(keys, at: $1) })
    }

    /// Hands keys back unworked because what they need is down: they keep their place and no failure is
    /// counted. Call ``holdBack(until:)`` first, or they come back at once.
    public func putBack(_ keys: [Key]) { change { $0.putBack(keys, at: $1) } }

    /// Gives nothing out until then, because what all keys need is down. Afterwards one key is tried before
    /// all go on; whoever sees it fail calls this again.
    public func holdBack(until instant: ContinuousClock.Instant) {
        change { machine, _ in machine.holdBack(until: instant) }
    }

    /// Ends ``holdBack(until:)`` early.
    public func resume() { change { machine, _ in machine.resume() } }

    /// Whether keys are held back, or one is being tried.
    public var isHeldBack: Bool { state.withLock { $0.machine.isHeldBack } }
}

public import KubernetesClient
public import KubernetesProtocol
public import Logging
public import Resources
public import ServiceLifecycle
internal import Synchronization

/// Writes the status of objects by server-side apply on `/status`, when it has changed and no more often than
/// it matters. The rules are those of ``KubernetesProtocol/StatusCoalescing``: a transition at once, facts
/// every now and then, nothing twice, one write per object at a time, all of it under one rate.
///
/// It takes conflicts over (`force`), as controllers should for the fields they own. Everything this manager
/// applied before and leaves out now is removed by the API server, so a submitted status is always the whole
/// one.
public final class StatusWriter: Service {
    /// Told what came of a status, from any task; must not wait.
    public typealias Report = @Sendable (StatusTarget, StatusOutcome) -> Void

    struct State {
        var machine: StatusCoalescing<StatusTarget>
        /// The version that came of the last write, and the uid to write to, of objects that were written.
        var versions: [StatusTarget: ResourceVersion] = [:]
        var uids: [StatusTarget: String] = [:]
        /// Requests in a row that got no answer at all.
        var silences = 0
        var isShutDown = false
        var idleWaiters: [FirstOf<Bool>] = []
    }

    let connection: any ClusterConnection
    let fieldManager: String
    let configuration: StatusCoalescingConfiguration
    let concurrency: Int
    let shutdownTime: Duration
    let endsAtShutdown: Bool
    let clock: any RuntimeClock
    let logger: Logger
    let report: Report
    let state: Mutex<State>
    let wakeup = Wakeup()

    /// Nothing is written before ``run()``, but statuses can be submitted.
    ///
    /// - Parameters:
    ///   - fieldManager: Who owns the fields, at most 128 bytes.
    ///   - concurrency: Writes that may be under way at a time.
    ///   - shutdownTime: How long ``run()`` goes on writing what waits, once it is told to end.
    ///   - endsAtShutdown: Whether a graceful shutdown tells it to end. False where others still submit after
    ///     that; then ``finish()`` does.
    ///   - report: Told what came of each status.
    public init(
        connection: any ClusterConnection, fieldManager: String = "jq-controller",
        configuration: StatusCoalescingConfiguration = StatusCoalescingConfiguration(), concurrency: Int = 8,
        shutdownTime: Duration = .seconds(5), endsAtShutdown: Bool = true,
        clock: any RuntimeClock = SystemClock(), logger: Logger,
        report: @escaping Report = { _, _ in }
    ) {
        self.connection = connection
        self.fieldManager = fieldManager
        self.configuration = configuration
        self.concurrency = max(concurrency, 1)
        self.shutdownTime = shutdownTime
        self.endsAtShutdown = endsAtShutdown
        self.clock = clock
        self.logger = logger
        self.report = report
        state = Mutex(State(machine: StatusCoalescing(configuration)))
    }

    /// Statuses that wait to be written.
    public var waiting: Int { state.withLock { $0.machine.waiting } }

    /// The version that came of the last write to the object; nil when this process has written none. A cache
    /// that is older does not show that write yet.
    public func writtenVersion(of target: StatusTarget) -> ResourceVersion? {
        state.withLock { $0.versions[target] }
    }

    /// This is the status of an object now. Times of transitions are filled in, see
    /// ``KubernetesProtocol/mergeConditions(old:new:now:)``.
    ///
    /// - Parameters:
    ///   - status: The whole status that this controller is responsible for.
    ///   - known: The object as the cache has it. Its uid makes sure that no later object of the same name
    ///     gets the status.
    ///   - promptly: Do not hold it back even if no condition changed.
    /// - Returns: Whether it differs from what is there and will be written.
    @discardableResult
    public func submit(
        _ target: StatusTarget, status: Value, known: KubernetesObject, promptly: Bool = false
    ) -> Bool {
        let now = clock.now
        let wallTime = Timestamp.wholeSecondTime(micros: clock.wallMicros)
        let isWanted = state.withLock { state in
            if let uid = state.uids[target], uid != known.metadata.uid { state.forget(target) }
            let isOutdated =
                state.versions[target].map { known.metadata.resourceVersion.isOlder(than: $0) ?? false }
                ?? false
            let isWanted = state.machine.submit(
                target, status: status, known: isOutdated ? Value?.none : known.status, promptly: promptly,
                at: now,
                wallTime: wallTime)
            if isWanted { state.uids[target] = known.metadata.uid }
            return isWanted
        }
        if isWanted { wakeup.signal() }
        return isWanted
    }

    /// The object is gone: what waits for it is dropped, and nothing about it is kept.
    public func forget(_ target: StatusTarget) { state.withLock { $0.forget(target) } }

    /// From here on ``run()`` writes what waits, for a limited time, and returns.
    public func finish() {
        let now = clock.now
        state.withLock { state in
            state.isShutDown = true
            state.machine.flush(at: now)
        }
        wakeup.signal()
    }

    /// Writes everything that waits, also what would have waited for its turn; only the rate and the API
    /// server slow it. ``run()`` must be running.
    ///
    /// - Returns: Whether all was settled in that time.
    public func flush(within time: Duration) async -> Bool {
        let idle = FirstOf<Bool>()
        let isIdle = state.withLock { state in
            state.machine.flush(at: clock.now)
            if !state.machine.isIdle { state.idleWaiters.append(idle) }
            return state.machine.isIdle
        }
        if isIdle { return true }
        wakeup.signal()
        let settled = await withDeadline(clock.now + time, clock: clock) { await idle.value } ?? false
        idle.settle(false)
        return settled
    }
}

extension StatusWriter.State {
    mutating func forget(_ target: StatusTarget) {
        machine.forget(target)
        versions[target] = nil
        uids[target] = nil
    }

    /// Those who wait for everything to be settled, when it is.
    mutating func takeIdleWaiters() -> [FirstOf<Bool>] {
        guard machine.isIdle else { return [] }
        machine.endFlush()
        defer { idleWaiters = [] }
        return idleWaiters
    }
}

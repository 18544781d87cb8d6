/// Decides what to do so that a pool has the workers it shall have. It starts nothing itself and knows no
/// clock.
///
/// A changed template replaces workers one by one: a new one is started in addition, and only when it has
/// run for a moment an old one is told to stop. A template that does not work thus leaves the old workers
/// in place.
public struct ProcessPoolState: Sendable {
    /// A point in time.
    public typealias Instant = ContinuousClock.Instant

    /// Names a worker process of this pool, from its start until after its end.
    public typealias ChildID = Int

    /// What has to be done.
    public enum Action: Hashable, Sendable {
        /// Start a worker; then report `started` or `failedToStart`.
        case start(ChildID, ProcessPoolTemplate)
        /// Ask it to finish its jobs and to end (SIGTERM).
        case terminate(ChildID)
        /// End it at once (SIGKILL).
        case kill(ChildID)
    }

    fileprivate enum Phase: Hashable, Sendable {
        case starting
        case running(since: Instant)
        /// Told to stop; `killAt` is nil once it has been killed.
        case stopping(killAt: Instant?)
    }

    fileprivate struct Child: Sendable {
        let template: ProcessPoolTemplate
        var phase: Phase
    }

    /// A worker that has run this long is taken to work.
    static let readyAfter = Duration.seconds(1)
    /// After this long without a failure the next one is the first again.
    static let healthyAfter = Duration.seconds(60)
    /// What a worker gets beyond its grace period by default, to stop overdue jobs and to report them.
    public static let defaultKillMargin = Duration.seconds(5)

    private var target: ProcessPoolTarget
    private var isShutDown = false
    private var children: [ChildID: Child] = [:]
    private var nextID = 1
    private var backoff = ProcessPoolBackoff()
    private var failures = 0
    private var lastFailure: String?
    /// Until when everything that time brings has been dealt with.
    private var steppedAt: Instant?
    private let killMargin: Duration
    private let random: @Sendable () -> Double

    /// A pool without workers.
    ///
    /// - Parameters:
    ///   - killMargin: what a worker gets beyond its grace period before it is killed.
    ///   - random: 0..<1, for the jitter of restarts.
    public init(
        target: ProcessPoolTarget, killMargin: Duration = defaultKillMargin,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.target = target
        self.killMargin = killMargin
        self.random = random
    }

    /// The pool was shut down and no worker is left.
    public var isOver: Bool { isShutDown && children.isEmpty }
}

// MARK: What happens to the pool

extension ProcessPoolState {
    /// The declaration has changed, or is to be looked at again.
    public mutating func update(_ target: ProcessPoolTarget, at now: Instant) -> [Action] {
        // Whoever changed the template may have mended what made the workers fail.
        if target.template != self.target.template { backoff = ProcessPoolBackoff() }
        self.target = target
        isShutDown = false
        return step(at: now)
    }

    /// All workers shall stop for good.
    public mutating func shutDown(at now: Instant) -> [Action] {
        target.replicas = 0
        isShutDown = true
        return step(at: now)
    }

    /// The child runs.
    public mutating func started(_ id: ChildID, at now: Instant) -> [Action] {
        switch children[id]?.phase {
        case .starting:
            children[id]?.phase = .running(since: now)
            return step(at: now)
        // It was told to stop before it was there to hear it.
        case .stopping: return [.terminate(id)]
        case .running, nil: return []
        }
    }

    /// There is no such child: it could not be started.
    public mutating func failedToStart(_ id: ChildID, reason: String, at now: Instant) -> [Action] {
        end(id, reason: reason, at: now)
    }

    /// The child has ended.
    public mutating func exited(_ id: ChildID, reason: String, at now: Instant) -> [Action] {
        end(id, reason: reason, at: now)
    }

    /// The time of ``nextDeadline`` has come.
    public mutating func timePassed(at now: Instant) -> [Action] { step(at: now) }

    private mutating func end(_ id: ChildID, reason: String, at now: Instant) -> [Action] {
        guard let child = children.removeValue(forKey: id) else { return [] }
        if case .stopping = child.phase { return step(at: now) }
        var wasHealthy = false
        if case .running(let since) = child.phase { wasHealthy = now - since >= Self.healthyAfter }
        failures += 1
        lastFailure = reason
        backoff.fail(at: now, wasHealthy: wasHealthy, random: random())
        return step(at: now)
    }
}

// MARK: What follows from it

extension ProcessPoolState {
    private mutating func step(at now: Instant) -> [Action] {
        steppedAt = now
        return killOverdue(at: now) + stopSurplus(at: now) + startMissing(at: now)
    }

    private mutating func killOverdue(at now: Instant) -> [Action] {
        let overdue = ids { child in
            if case .stopping(let killAt?) = child.phase { killAt <= now } else { false }
        }
        for id in overdue { children[id]?.phase = .stopping(killAt: nil) }
        return overdue.map { .kill($0) }
    }

    private mutating func stopSurplus(at now: Instant) -> [Action] {
        let current = ids { $0.isServing && $0.template == target.template }
        let outdated = ids { $0.isServing && $0.template != target.template }
        let ready = current.filter { children[$0]?.isReady(at: now) == true }
        // The youngest have the least to lose; of the outdated ones the oldest go first.
        let surplus = current.suffix(max(0, current.count - target.replicas))
        let replaced = outdated.prefix(max(0, outdated.count + ready.count - target.replicas))
        let stopping = surplus + replaced
        let killAt = now + target.gracePeriod + killMargin
        var actions: [Action] = []
        for id in stopping {
            if children[id]?.phase != .starting { actions.append(.terminate(id)) }
            children[id]?.phase = .stopping(killAt: killAt)
        }
        return actions
    }

    private mutating func startMissing(at now: Instant) -> [Action] {
        let count = startable
        guard count > 0, backoff.mayStart(at: now) else { return [] }
        return (0..<count).map { _ in
            let id = nextID
            nextID += 1
            children[id] = Child(template: target.template, phase: .starting)
            return .start(id, target.template)
        }
    }

    /// How many workers are missing; while old ones are being replaced, one at a time comes on top.
    private var startable: Int {
        let serving = children.values.filter(\.isServing)
        let current = serving.count { $0.template == target.template }
        let surge = current < serving.count ? 1 : 0
        return min(target.replicas - current, target.replicas + surge - serving.count)
    }

    /// When to call ``timePassed(at:)``, perhaps already past; nil when only an event can change something.
    public var nextDeadline: Instant? {
        var deadlines = children.values.compactMap { child -> Instant? in
            switch child.phase {
            case .starting: nil
            case .running(let since): since + Self.readyAfter
            case .stopping(let killAt): killAt
            }
        }
        if startable > 0, let nextStart = backoff.nextStart { deadlines.append(nextStart) }
        return deadlines.filter { deadline in steppedAt.map { deadline > $0 } ?? true }.min()
    }

    /// How the pool is doing.
    public func status(at now: Instant) -> ProcessPoolStatus {
        var status = ProcessPoolStatus()
        status.replicas = target.replicas
        status.ready = children.values.count { $0.isReady(at: now) }
        status.updated = children.values.count { $0.isReady(at: now) && $0.template == target.template }
        status.stopping = children.values.count { !$0.isServing }
        status.failures = failures
        status.lastFailure = lastFailure
        return status
    }

    /// In the order of their start.
    private func ids(where isIncluded: (Child) -> Bool) -> [ChildID] {
        children.filter { isIncluded($0.value) }.map(\.key).sorted()
    }
}

extension ProcessPoolState.Child {
    var isServing: Bool {
        if case .stopping = phase { false } else { true }
    }

    func isReady(at now: ContinuousClock.Instant) -> Bool {
        if case .running(let since) = phase { now - since >= ProcessPoolState.readyAfter } else { false }
    }
}

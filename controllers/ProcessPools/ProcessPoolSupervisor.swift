internal import Glibc
public import LinuxReactor
public import Logging
internal import Processes
public import Resources
internal import Synchronization

/// Keeps the worker processes of all pools with `runtime: Process` alive.
///
/// ``run()`` has to run for anything to happen. It starts what ``update(_:)`` asks for, restarts what fails
/// (after 1 s, then longer, at most 30 s), and when its task is cancelled or ``shutdown()`` is called it
/// stops all workers.
public final class ProcessPoolSupervisor: Sendable {
    private typealias Instant = ContinuousClock.Instant
    private typealias Actions = [ProcessPoolState.Action]
    private typealias Waiters = [CheckedContinuation<Void, Never>]

    /// One child of one pool.
    private struct Worker: Hashable {
        let pool: String
        let id: ProcessPoolState.ChildID
    }

    private struct Order: Sendable {
        let worker: Worker
        let template: ProcessPoolTemplate
    }

    private struct State {
        var pools: [String: ProcessPoolState] = [:]
        var running: [Worker: ChildProcess] = [:]
        /// Starts that ``run()`` has not taken on yet.
        var ordered: Set<Worker> = []
        var nextTimer: Instant?
        var isShutDown = false
        var shutdownWaiters: Waiters = []
    }

    private let command: ProcessPoolCommand
    private let killMargin: Duration
    private let reactor: Reactor
    private let logger: Logger
    private let orders: AsyncStream<Order>
    private let ordering: AsyncStream<Order>.Continuation
    private let state = Mutex(State())

    /// A supervisor without pools.
    ///
    /// - Parameters:
    ///   - command: how a worker is started.
    ///   - killMargin: what a worker gets beyond its grace period before it is killed.
    ///   - reactor: on whose thread workers are started and watched; they are asked to stop when it ends.
    ///   - logger: told about every start and end.
    public init(
        command: ProcessPoolCommand, killMargin: Duration = ProcessPoolState.defaultKillMargin,
        reactor: Reactor = .shared, logger: Logger
    ) {
        self.command = command
        self.killMargin = killMargin
        self.reactor = reactor
        self.logger = logger
        (orders, ordering) = AsyncStream.makeStream()
    }

    /// Starts, watches and stops workers until the task is cancelled or ``shutdown()`` is called. Returns
    /// when the last worker has ended. To be called once.
    public func run() async {
        await withDiscardingTaskGroup { group in
            for await order in orders {
                guard state.withLock({ $0.ordered.remove(order.worker) }) != nil else { continue }
                group.addTask { await self.live(order.worker, order.template) }
            }
            beginShutdown()
        }
    }

    /// Replaces the set of pools. Those of another runtime are ignored; workers of a pool that is missing
    /// stop.
    public func update(_ resources: [Resource]) {
        let targets = resources.compactMap(ProcessPoolTarget.init)
        let names = Set(targets.map(\.template.pool))
        let missing = state.withLock { state -> [String] in
            if state.isShutDown { return [] }
            for target in targets where state.pools[target.template.pool] == nil {
                state.pools[target.template.pool] = ProcessPoolState(target: target, killMargin: killMargin)
            }
            return state.pools.keys.filter { !names.contains($0) }.sorted()
        }
        for target in targets {
            advance(target.template.pool, unlessShutDown: true) { $0.update(target, at: .now) }
        }
        for name in missing { advance(name) { $0.shutDown(at: .now) } }
    }

    /// Asks all workers to finish their jobs and to end, kills those that outlast their grace period, and
    /// returns when none is left. Safe to call twice.
    public func shutdown() async {
        beginShutdown()
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.pools.isEmpty { state.shutdownWaiters.append(continuation) }
                return state.pools.isEmpty
            }
            if isOver { continuation.resume() }
        }
    }

    /// Per pool, by its stored name. A pool that was removed is listed until its last worker has ended.
    public var status: [String: ProcessPoolStatus] {
        state.withLock { $0.pools.mapValues { $0.status(at: .now) } }
    }
}

extension ProcessPoolSupervisor {
    /// The life of one worker.
    private func live(_ worker: Worker, _ template: ProcessPoolTemplate) async {
        do throws(SpawnError) {
            let child = try await ChildProcess.spawn(command.request(for: template), reactor: reactor)
            state.withLock { $0.running[worker] = child }
            log("worker started", worker, ["pid": "\(child.pid)"])
            advance(worker.pool) { $0.started(worker.id, at: .now) }
            let exit = await child.wait()
            state.withLock { $0.running[worker] = nil }
            log("worker ended", worker, ["pid": "\(child.pid)", "exit": "\(exit)"])
            advance(worker.pool) { $0.exited(worker.id, reason: "\(exit)", at: .now) }
        } catch {
            logger.error(
                "worker cannot be started", metadata: ["pool": "\(worker.pool)", "error": "\(error)"])
            advance(worker.pool) { $0.failedToStart(worker.id, reason: "\(error)", at: .now) }
        }
    }

    /// Changes the state of one pool and does what follows from it. A pool that is over by now is left alone.
    private func advance(
        _ pool: String, unlessShutDown: Bool = false, _ change: (inout ProcessPoolState) -> Actions
    ) {
        let (actions, waiters) = state.withLock { state in
            guard var changed = state.pools[pool], !(unlessShutDown && state.isShutDown) else {
                return (Actions(), Waiters())
            }
            let actions = change(&changed)
            state.pools[pool] = changed.isOver ? nil : changed
            for case .start(let id, _) in actions { state.ordered.insert(Worker(pool: pool, id: id)) }
            guard state.isShutDown, state.pools.isEmpty else { return (actions, []) }
            defer { state.shutdownWaiters = [] }
            return (actions, state.shutdownWaiters)
        }
        for action in actions { perform(action, of: pool) }
        for waiter in waiters { waiter.resume() }
        setTimer()
    }

    private func perform(_ action: ProcessPoolState.Action, of pool: String) {
        switch action {
        case .start(let id, let template):
            ordering.yield(Order(worker: Worker(pool: pool, id: id), template: template))
        case .terminate(let id):
            signal(SIGTERM, to: Worker(pool: pool, id: id))
        case .kill(let id):
            log("worker outlasted its grace period", Worker(pool: pool, id: id), [:])
            signal(SIGKILL, to: Worker(pool: pool, id: id))
        }
    }

    private func signal(_ signal: Int32, to worker: Worker) {
        state.withLock { $0.running[worker] }?.signalGroup(signal)
    }

    private func beginShutdown() {
        let (pools, neverStarted) = state.withLock { state in
            if state.isShutDown { return ([String](), Set<Worker>()) }
            state.isShutDown = true
            defer { state.ordered = [] }
            return (state.pools.keys.sorted(), state.ordered)
        }
        ordering.finish()
        for pool in pools { advance(pool) { $0.shutDown(at: .now) } }
        for worker in neverStarted {
            advance(worker.pool) { $0.failedToStart(worker.id, reason: "shutting down", at: .now) }
        }
    }

    /// Sees to it that a timer is set for the earliest deadline of all pools.
    private func setTimer() {
        let due = state.withLock { state -> Instant? in
            let deadline = state.pools.values.compactMap(\.nextDeadline).min()
            guard let deadline, state.nextTimer.map({ deadline < $0 }) ?? true else { return nil }
            state.nextTimer = deadline
            return deadline
        }
        guard let due else { return }
        reactor.run { [reactor] in
            reactor.schedule(after: due - .now) { self.timePassed(due) }
        }
    }

    private func timePassed(_ due: Instant) {
        let pools = state.withLock { state in
            if state.nextTimer == due { state.nextTimer = nil }
            return state.pools.keys.sorted()
        }
        for pool in pools { advance(pool) { $0.timePassed(at: .now) } }
        setTimer()
    }

    private func log(_ message: Logger.Message, _ worker: Worker, _ details: Logger.Metadata) {
        logger.info(message, metadata: details.merging(["pool": "\(worker.pool)"]) { first, _ in first })
    }
}

public import KubernetesClient
public import KubernetesProtocol
public import Logging
internal import Metrics
public import ServiceLifecycle
internal import Synchronization

/// Leads while it holds a Lease (`coordination.k8s.io/v1`), stands by otherwise, and stands by again when it
/// has lost it: the process does not have to end. Whatever a standby needs to start fast (reflectors, caches)
/// runs beside it, not in it.
///
/// The led work is one function, which is given the term and runs in a task that is cancelled when the lease
/// is lost. The lease is given back only after that function has returned, so that two never work at once by
/// a hand-over; a *suspended* process may still wake up late, and its writes must be fenced where they are
/// written.
///
/// Give it a connection of its own: a renewal must not wait behind other requests, or load alone loses the
/// lease.
public final class LeaderElector: Service {
    /// The led work: returns or throws when it is done, and soon after its task is cancelled.
    public typealias Leading = @Sendable (LeaderTerm) async throws -> Void

    let connection: any ClusterConnection
    let lease: ObjectKey
    let configuration: LeaderElectionConfiguration
    let shutdownGrace: Duration
    let clock: any RuntimeClock
    let liveness: LivenessCheck?
    let logger: Logger
    let leading: Leading
    let state: Mutex<State>
    private let masterStatus: Gauge

    struct State {
        var machine: LeaderElection
        /// The Lease as it was last seen, of which only the record is changed.
        var object: KubernetesObject?
    }

    /// Nothing happens before ``run()``.
    ///
    /// - Parameters:
    ///   - connection: Used for nothing else.
    ///   - lease: Namespace and name of the Lease; it is created when there is none.
    ///   - shutdownGrace: How long the led work may go on after a graceful shutdown began, before its task is
    ///     cancelled.
    ///   - liveness: Beats at each answer of the API server.
    ///   - leading: The led work. When it returns, ``run()`` does; when it throws, ``run()`` throws that.
    public init(
        connection: any ClusterConnection, lease: ObjectKey, configuration: LeaderElectionConfiguration,
        shutdownGrace: Duration = .seconds(30), clock: any RuntimeClock = SystemClock(),
        liveness: LivenessCheck? = nil, logger: Logger, leading: @escaping Leading
    ) {
        self.connection = connection
        self.lease = lease
        self.configuration = configuration
        self.shutdownGrace = shutdownGrace
        self.clock = clock
        self.liveness = liveness
        self.logger = logger
        self.leading = leading
        state = Mutex(State(machine: LeaderElection(configuration)))
        masterStatus = Gauge(label: "leader_election_master_status", dimensions: [("name", lease.name)])
    }

    /// The term in which this process leads; nil while it does not.
    public var term: LeaderTerm? {
        let now = clock.now
        return state.withLock { state in
            // A process that was suspended may ask before its timers have run.
            guard let deadline = state.machine.deadline, now < deadline else { return nil }
            return state.machine.term
        }
    }

    /// Who leads, as far as is known; empty for nobody, nil before the first look.
    public var holder: String? { state.withLock { $0.machine.holder } }

    /// Stands by and leads in turn, until the led work is done, a graceful shutdown began, or the task is
    /// cancelled.
    public func run() async throws {
        masterStatus.record(0)
        var outcome = Result<Void, any Error>.success(())
        repeat {
            guard let term = await standBy() else { break }
            let (work, isLost) = await lead(term)
            outcome = work
            if !isLost { break }
        } while !Task.isCancelled && !Task.isShuttingDownGracefully
        await release()
        try outcome.get()
    }

    private func standBy() async -> LeaderTerm? {
        logger.debug("standing by for leadership", metadata: ["lease": "\(lease)"])
        do {
            return try await cancelWhenGracefulShutdown {
                while !Task.isCancelled {
                    if let term = self.state.withLock({ $0.machine.term }) { return term }
                    _ = try await self.advance()
                }
                return nil
            }
        } catch { return nil }
    }

    private func lead(_ term: LeaderTerm) async -> (work: Result<Void, any Error>, isLost: Bool) {
        logger.info("started leading", metadata: ["lease": "\(lease)", "term": "\(term.number)"])
        masterStatus.record(1)
        let stop = FirstOf<Bool>()
        // Renewing goes on until the work has ended, also when this task is cancelled.
        let renewing = Task(priority: .high) {
            await self.renew()
            stop.settle(true)
        }
        let (work, isStopped) = await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.endGrace(stop) }
            let (work, isStopped) = await perform(term, until: stop)
            group.cancelAll()
            return (work: work, isStopped: isStopped)
        }
        renewing.cancel()
        await renewing.value
        masterStatus.record(0)
        // Work that ended by itself is done, whatever became of the lease at its end.
        let isLost = isStopped && state.withLock { $0.machine.term } == nil
        logger.info(
            "stopped leading",
            metadata: ["lease": "\(lease)", "term": "\(term.number)", "lost": "\(isLost)"])
        guard isLost, case .failure(let error) = work else { return (work, isLost) }
        if !(error is CancellationError) {
            logger.warning("led work failed after the lease was lost", metadata: ["error": "\(error)"])
        }
        return (.success(()), isLost)
    }

    /// Runs the led work, in a task that is cancelled when `stop` is settled with true.
    private func perform(
        _ term: LeaderTerm, until stop: FirstOf<Bool>
    ) async -> (work: Result<Void, any Error>, isStopped: Bool) {
        let leading = leading
        return await withTaskGroup(of: Result<Void, any Error>.self) { group in
            group.addTask {
                defer { stop.settle(false) }
                do { return .success(try await leading(term)) } catch { return .failure(error) }
            }
            let isStopped = await stop.value
            if isStopped { group.cancelAll() }
            return (await group.next() ?? .success(()), isStopped)
        }
    }

    private func endGrace(_ stop: FirstOf<Bool>) async {
        do {
            try await gracefulShutdown()
            try await clock.sleep(until: clock.now + shutdownGrace)
        } catch { return }
        logger.warning("the led work goes on long after the shutdown began; cancelling it")
        stop.settle(true)
    }
}

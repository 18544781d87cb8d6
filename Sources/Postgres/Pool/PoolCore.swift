internal import LinuxReactor

/// The pool on its reactor: carries out what `PoolState` decides.
actor PoolCore: ReactorActor {
    /// Who may wait for a connection.
    enum Waiter: Sendable {
        case call(Call)
        case lease(LeaseRequest)
    }

    nonisolated let configuration: PostgresConfiguration
    nonisolated let reactor: Reactor
    nonisolated let connector: Connector

    var state: PoolState<Waiter>
    var connections: [PoolMember: Connection] = [:]
    var listeners: [ObjectIdentifier: NotificationListener] = [:]
    var actions = Fifo<PoolState<Waiter>.Action>()
    private var isPerforming = false
    private var timer: (at: Duration, timer: Reactor.Timer)?
    private var random = SystemRandomNumberGenerator()
    /// Why the last connection attempt failed, or the last connection broke.
    private var lastFailure: PostgresError?
    private var whenFinished: [CheckedContinuation<Void, Never>] = []
    private let start = ContinuousClock.now

    init(_ configuration: PostgresConfiguration, reactor: Reactor) {
        self.configuration = configuration
        self.reactor = reactor
        connector = Connector(configuration, reactor: reactor)
        state = PoolState(
            limits: PoolState.Limits(
                size: configuration.poolSize, connectTimeout: configuration.connectTimeout,
                waitTimeout: configuration.statementTimeout))
    }

    var now: Duration { .now - start }

    /// Enters the actor: at once from the reactor's thread, soon from any other.
    nonisolated func enter(_ body: @escaping @Sendable (isolated PoolCore) -> Void) {
        if reactor.isCurrent {
            assumeIsolated { body($0) }
        } else {
            reactor.run { self.assumeIsolated { body($0) } }
        }
    }

    /// Does what the state has decided. Carrying out may lead to new decisions, which follow in turn.
    func perform() {
        guard !isPerforming else { return }
        isPerforming = true
        while let action = actions.popFirst() {
            switch action {
            case .connect(let member): connect(member)
            case .close(let member): connections.removeValue(forKey: member)?.closeNow(.shutDown)
            case .send(let waiter, let member): send(waiter, on: member)
            case .lease(let waiter, let member): grant(waiter, member)
            case .refuse(let waiter, let refusal): refuse(waiter, refusal)
            case .finished: finish()
            }
        }
        isPerforming = false
        setTimer()
    }

    private func setTimer() {
        guard !state.shared.isEmpty || !state.leases.isEmpty, let next = state.nextTime(after: now) else {
            timer?.timer.cancel()
            timer = nil
            return
        }
        if let timer, timer.at <= next { return }
        timer?.timer.cancel()
        let fresh = reactor.schedule(after: next - now) { self.assumeIsolated { $0.timerFired() } }
        timer = (next, fresh)
    }

    private func timerFired() {
        timer = nil
        state.timePassed(to: now, &actions)
        perform()
    }
}

// MARK: Connections

extension PoolCore {
    private func connect(_ member: PoolMember) {
        connector.connect { outcome in
            self.assumeIsolated { $0.didConnect(member, outcome) }
        }
    }

    private func didConnect(_ member: PoolMember, _ outcome: Result<Session, PostgresError>) {
        switch outcome {
        case .success(let session):
            let connection = Connection(
                session, connector: connector, cancelGrace: configuration.cancelGrace, reactor: reactor
            ) { event in self.assumeIsolated { $0.handle(event, of: member) } }
            connections[member] = connection
            connection.assumeIsolated { $0.open() }
            state.opened(member, at: now, &actions)
        case .failure(let error):
            lastFailure = error
            let jitter = Double.random(in: 0...1, using: &random)
            state.failed(member, at: now, jitter: jitter, &actions)
        }
        perform()
    }

    private func handle(_ event: Connection.Event, of member: PoolMember) {
        switch event {
        case .answered(let count): state.answered(member, count, at: now, &actions)
        case .undone(let call): call.ticket = state.submit(.call(call), at: now, &actions)
        case .cancelling(let isCancelling): state.cancelling(member, isCancelling, at: now, &actions)
        case .notification: break
        case .lost(let error):
            lastFailure = error
            connections[member] = nil
            state.lost(member, at: now, &actions)
        }
        perform()
    }

    private func send(_ waiter: Waiter, on member: PoolMember) {
        guard case .call(let call) = waiter else { return }
        if let connection = connections[member] {
            call.ticket = nil
            connection.assumeIsolated { $0.send(call) }
        } else {
            // It broke between the decision and now, and nothing of the call was sent.
            call.ticket = state.submit(waiter, at: now, &actions)
        }
    }

    private func refuse(_ waiter: Waiter, _ refusal: PoolState<Waiter>.Refusal) {
        let error = refusal.error(configuration, lastFailure: lastFailure)
        switch waiter {
        case .call(let call): call.answer(.failure(error.about(call.name)))
        case .lease(let request): request.answer(.failure(error))
        }
    }
}

// MARK: Shutdown

extension PoolCore {
    /// Refuses new calls, lets those under way end, and returns when all connections are closed.
    func shutDown() async {
        stopListeners()
        await withCheckedContinuation { continuation in
            whenFinished.append(continuation)
            state.shutDown(&actions)
            perform()
        }
    }

    /// Closes everything at once. Calls under way fail.
    func abandon() {
        stopListeners()
        state.shutDown(&actions)
        perform()
        let open = connections.values
        connections.removeAll()
        for connection in open { connection.closeNow(.shutDown) }
    }

    private func finish() {
        let waiting = whenFinished
        whenFinished.removeAll()
        for continuation in waiting { continuation.resume() }
    }
}

extension Connection {
    /// Closes the connection from another actor of the same reactor.
    nonisolated func closeNow(_ error: PostgresError) {
        assumeIsolated { $0.close(error) }
    }
}

internal import DequeModule
internal import LinuxReactor

/// The client's one connection and the calls on it, in order; opens it again when it breaks.
actor ClientCore: ReactorActor {
    private enum Phase {
        case idle
        case connecting
        /// The greeting is out; its answers come first.
        case greeting(Link, answersLeft: Int)
        case ready(Link)
        case pausing
        case ended
    }

    private static let whoAreYou = "check that a Redis server listens there"

    nonisolated let reactor: Reactor
    nonisolated let connector: Connector
    nonisolated var configuration: RedisConfiguration { connector.configuration }

    private var phase = Phase.idle
    /// For a first connection. They are few: after a failure nobody waits.
    private var waiting: Deque<Call> = []
    private var underWay: Deque<Call> = []
    private var commandCount = 0
    private var failures = 0
    private var lastFailure = RedisError(.connectionLoss, "there is no connection to Redis yet")
    private var watchdog: Reactor.Timer?
    private var retry: Reactor.Timer?
    private var subscribers: [ObjectIdentifier: Subscriber] = [:]

    init(_ configuration: RedisConfiguration, reactor: Reactor) {
        self.reactor = reactor
        connector = Connector(configuration, reactor: reactor)
    }

    /// Enters the actor: at once from the reactor's thread, soon from any other.
    nonisolated func enter(_ body: @escaping @Sendable (isolated ClientCore) -> Void) {
        if reactor.isCurrent {
            assumeIsolated { body($0) }
        } else {
            reactor.run { self.assumeIsolated { body($0) } }
        }
    }

    /// Sends a call and waits for its answers. When the calling task is cancelled, it throws at once.
    nonisolated func answer(_ call: Call) async throws(RedisError) -> [RedisValue] {
        guard !Task.isCancelled else { throw .cancelled(call.name, outcomeUnknown: false) }
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                enter { $0.begin(call) { continuation.resume(returning: $0) } }
            }
        } onCancel: {
            reactor.run { call.abandon(.cancelled(nil, outcomeUnknown: false)) }
        }
        return try answer.get()
    }

    /// Opens the connection without waiting for a command.
    func warmUp() {
        if case .idle = phase { connect() }
    }

    func shutDown() {
        if case .ended = phase { return }
        closeLink()
        phase = .ended
        retry?.cancel()
        failAll(.shutDown)
        for subscriber in subscribers.values { subscriber.assumeIsolated { $0.stop() } }
        subscribers = [:]
    }

    func start(_ subscriber: Subscriber) {
        if case .ended = phase { return subscriber.assumeIsolated { $0.stop() } }
        subscribers[ObjectIdentifier(subscriber)] = subscriber
        subscriber.assumeIsolated { $0.connect() }
    }

    func stop(_ subscriber: Subscriber) {
        subscribers[ObjectIdentifier(subscriber)] = nil
        subscriber.assumeIsolated { $0.stop() }
    }

    private func begin(_ call: Call, _ reply: @escaping @Sendable (Call.Answer) -> Void) {
        guard call.begin(reply) else { return }
        if let reason = overload(by: call) {
            let message = "\(reason) are under way; no more are taken"
            return call.answer(.failure(RedisError(.refused, message, command: call.name)))
        }
        switch phase {
        case .ended: return call.answer(.failure(.shutDown.about(call.name)))
        case .ready(let link): send(call, on: link)
        case .idle, .connecting, .greeting, .pausing:
            // Whoever comes after a failure learns of it at once: waiting is for the first connection only.
            guard failures == 0 else { return call.answer(.failure(lastFailure.about(call.name))) }
            commandCount += call.count
            waiting.append(call)
            warmUp()
        }
        call.timer = reactor.schedule(after: call.timeout) { call.abandon(.tooLate) }
    }

    /// Why no more is taken. Whatever comes alone is, however large.
    private func overload(by call: Call) -> String? {
        guard commandCount > 0 else { return nil }
        if commandCount + call.count > configuration.maxInFlight { return "\(commandCount) commands" }
        guard case .ready(let link) = phase, link.backlog > 0,
            link.backlog + call.bytes.count > configuration.maxBacklogBytes
        else { return nil }
        return "\(link.backlog) bytes"
    }

    private func send(_ call: Call, on link: Link, isCounted: Bool = false) {
        if !isCounted { commandCount += call.count }
        call.sentAt = .now
        underWay.append(call)
        link.send(call.bytes)
        if watchdog == nil { watch() }
    }
}

// MARK: The connection

extension ClientCore {
    private func connect() {
        phase = .connecting
        connector.connect { outcome in self.assumeIsolated { $0.didConnect(outcome) } }
    }

    private func didConnect(_ outcome: Result<Int32, RedisError>) {
        do throws(RedisError) {
            let link = try Link(outcome.get(), configuration: configuration, reactor: reactor) { event in
                self.assumeIsolated { $0.handle(event) }
            }
            guard case .connecting = phase else { return link.close() }
            let greeting = connector.greeting
            phase = .greeting(link, answersLeft: greeting.count)
            link.send(greeting.bytes)
            retry = reactor.schedule(after: configuration.connectTimeout) {
                self.assumeIsolated {
                    $0.lose(
                        RedisError(
                            .timeout, "Redis at \($0.configuration.url) did not answer the greeting in time",
                            hint: Self.whoAreYou))
                }
            }
        } catch {
            if case .connecting = phase { lose(error) }
        }
    }

    private func handle(_ event: Link.Event) {
        switch event {
        case .lost(var error):
            if case .greeting = phase { error.hint = error.hint ?? Self.whoAreYou }
            lose(error)
        case .reply(let value): take(value)
        }
    }

    private func take(_ value: RedisValue) {
        switch phase {
        case .greeting(let link, let left):
            if case .error(let refusal) = value { return lose(connector.greetingFailed(refusal)) }
            phase = left > 1 ? .greeting(link, answersLeft: left - 1) : .ready(link)
            if left == 1 { becomeReady(link) }
        case .ready:
            guard let call = underWay.first else {
                return lose(RedisError(.protocolViolation, "Redis sent an answer that nobody asked for"))
            }
            commandCount -= 1
            if call.take(value) { underWay.removeFirst() }
            // The server lost its role: another one has it now, which a new connection may find.
            if case .error(let refusal) = value, refusal.code == "READONLY" {
                lose(
                    RedisError(
                        .connectionLoss, "Redis at \(configuration.url) is a replica: \(refusal.message)",
                        hint: "redis.url must lead to the primary"))
            }
        case .idle, .connecting, .pausing, .ended: break
        }
    }

    private func becomeReady(_ link: Link) {
        retry?.cancel()
        failures = 0
        while let call = waiting.popFirst() {
            if call.isAbandoned { commandCount -= call.count } else { send(call, on: link, isCounted: true) }
        }
    }

    /// Gives up the connection, or the attempt; tries again after a pause.
    private func lose(_ error: RedisError) {
        if case .ended = phase { return }
        closeLink()
        failures += 1
        lastFailure = error
        phase = .pausing
        failAll(error)
        retry?.cancel()
        retry = reactor.schedule(after: configuration.backoff(afterFailures: failures)) {
            self.assumeIsolated { core in
                if case .pausing = core.phase { core.connect() }
            }
        }
    }

    private func closeLink() {
        switch phase {
        case .greeting(let link, _), .ready(let link): link.close()
        case .idle, .connecting, .pausing, .ended: break
        }
        watchdog?.cancel()
        watchdog = nil
    }

    private func failAll(_ error: RedisError) {
        let sent = underWay
        let unsent = waiting
        underWay = []
        waiting = []
        commandCount = 0
        for call in sent { call.answer(.failure(error.about(call.name, outcomeUnknown: true))) }
        for call in unsent { call.answer(.failure(error.about(call.name))) }
    }

    /// A server that hangs, or a peer that vanished, does not close its connection: its silence tells.
    private func watch() {
        guard let first = underWay.first, let sentAt = first.sentAt else {
            watchdog = nil
            return
        }
        let left = ContinuousClock.now.duration(to: sentAt + configuration.silenceLimit)
        guard left > .zero else {
            return lose(
                RedisError(
                    .timeout, "Redis was silent for \(configuration.silenceLimit); the connection is dropped")
            )
        }
        watchdog = reactor.schedule(after: left) { self.assumeIsolated { $0.watch() } }
    }
}

internal import EventLoops
internal import JobQueueProto
internal import Logging
internal import NIOCore
internal import Synchronization

/// Runs attempts and tells the session about them; does what the session decides.
///
/// The steps of one attempt are decode, admit, start, execute, classify, report. The first two are the
/// session's and take a whole message at once.
final class JobRunner: Sendable {
    typealias Session = WorkerSession<Task<Void, Never>>

    private let handlers: HandlerRegistry
    private let logger: Logger
    private let executor: EventLoopExecutor
    private let alarm: Alarm
    private let session: Mutex<Session>
    /// Rung when the sender of the stream has something to send.
    let outgoing = WakeUp()
    /// Rung when the connection, or the wait for the next one, should end.
    let interruption = WakeUp()
    /// How much of an attempt's output is kept, see ``OutputCutter``.
    let outputLimit: Int
    /// Attempts with something to say that waits for company or room.
    let waitingFeeds = Mutex<[ObjectIdentifier: AttemptFeed]>([:])
    let feedAlarm: Alarm
    /// Set by `connected`, taken by the one who connects.
    private let wasWelcomed = Atomic(false)

    init(
        _ session: Session, handlers: HandlerRegistry, outputLimit: Int, loop: any EventLoop,
        executor: EventLoopExecutor, logger: Logger
    ) {
        self.handlers = handlers
        self.logger = logger
        self.executor = executor
        self.outputLimit = outputLimit
        alarm = Alarm(loop)
        feedAlarm = Alarm(loop)
        self.session = Mutex(session)
    }

    /// Tells the session something, and does what it decides.
    func update(_ body: (inout Session, ContinuousClock.Instant) -> [Session.Action]) {
        let now = ContinuousClock.now
        let (actions, wakesSender, nextTick, isOver) = session.withLock { session in
            let actions = body(&session, now)
            return (actions, session.takeWakeUp(), session.nextTick, session.isOver)
        }
        for action in actions { perform(action) }
        if wakesSender { outgoing.ring() }
        if isOver {
            alarm.cancel()
            feedAlarm.cancel()
            interruption.ring()
        } else {
            alarm.set(nextTick) { self.update { $0.tick(now: $1) } }
        }
    }

    func read<Answer: Sendable>(_ body: (borrowing Session) -> Answer) -> Answer {
        session.withLock { body($0) }
    }

    /// A stream is about to be opened. Returns its number.
    func connect(to address: ServerAddress) -> Int {
        var generation = 0
        update { session, now in
            generation = session.connecting(to: address.description, now: now)
            return []
        }
        return generation
    }

    /// Whether a server has welcomed this worker since the last call.
    func takeWelcome() -> Bool { wasWelcomed.exchange(false, ordering: .relaxed) }

    /// Waits for messages that the stream `generation` should send. nil: it should end.
    func nextMessages(_ generation: Int) async -> [Jq_V1_WorkerMessage]? {
        while true {
            let messages = session.withLock { $0.takeOutgoing(generation, now: .now) }
            guard let messages else { return nil }
            if !messages.isEmpty { return messages }
            await outgoing.wait()
            if Task.isCancelled { return nil }
        }
    }

    private func perform(_ action: Session.Action) {
        switch action {
        case .start(let attempts): launch(attempts)
        case .interrupt(let tasks): for task in tasks { task.cancel() }
        case .disconnect(let reason):
            logger.warning("the connection is given up: \(reason)")
            interruption.ring()
        case .connected: wasWelcomed.store(true, ordering: .relaxed)
        case .notice(let level, let message): logger.log(level: Logger.Level(level), "\(message)")
        }
    }

    private func launch(_ attempts: [Attempt]) {
        var launched: [(lease: Lease, handle: Task<Void, Never>)] = []
        launched.reserveCapacity(attempts.count)
        for attempt in attempts { launched.append((attempt.lease, launch(attempt))) }
        let overdue = session.withLock { $0.attach(launched) }
        for task in overdue { task.cancel() }
    }

    /// Tasks of their own, because each one is cancelled on its own and outlives connections; all of them
    /// have ended, or are given up, before the worker ends.
    private func launch(_ attempt: Attempt) -> Task<Void, Never> {
        switch handlers.entry(for: attempt.assignment.queueName)?.placement {
        case .pool?: Task { await self.perform(attempt) }
        case .inline?, nil: Task(executorPreference: executor) { await self.perform(attempt) }
        }
    }
}

// The life of one attempt

extension JobRunner {
    private func perform(_ attempt: Attempt) async {
        let started = start(attempt)
        let executed = await execute(started)
        let classified = classify(executed)
        report(classified)
    }

    /// The session has noted the start for the server when it admitted the attempt.
    private func start(_ attempt: Attempt) -> Attempt {
        var attempt = attempt
        attempt.context = JobContext(attempt, feed: AttemptFeed(attempt, runner: self), logger: logger)
        return attempt
    }

    private func execute(_ attempt: Attempt) async -> Attempt {
        var attempt = attempt
        let queue = attempt.assignment.queueName
        do {
            guard let context = attempt.context, let entry = handlers.entry(for: queue) else {
                throw MissingHandler(queue: queue)
            }
            attempt.ending = .success(try await entry.handler(context))
        } catch {
            attempt.ending = .failure(error)
        }
        return attempt
    }

    private func classify(_ attempt: Attempt) -> Attempt {
        if case .success? = attempt.ending { return attempt.classified(stop: nil).timed(.now) }
        return attempt.classified(stop: session.withLock { $0.stopReason(of: attempt.lease) }).timed(.now)
    }

    private func report(_ attempt: Attempt) {
        if logger.logLevel <= .debug {
            let outcome = attempt.result.map { "\($0.outcome)" } ?? "nothing"
            attempt.context?.logger.debug("attempt ended: \(outcome) \(attempt.result?.errorMessage ?? "")")
        }
        let feed = attempt.context?.feed
        update { session, now in
            let outputs = feed?.finish(room: session.lastOutputRoom(of: attempt.lease)) ?? []
            return session.report(attempt, outputs: outputs, now: now)
        }
    }
}

/// Another worker of the queue may have the handler, so this is worth a retry.
private struct MissingHandler: Error, CustomStringConvertible {
    let queue: String

    var description: String {
        "this worker has no handler for queue \(queue); register one or take the queue from its list"
    }
}

extension Logger.Level {
    fileprivate init(_ level: NoticeLevel) {
        self =
            switch level {
            case .debug: .debug
            case .info: .info
            case .warning: .warning
            case .error: .error
            }
    }
}

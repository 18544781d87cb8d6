internal import JobQueueProto
internal import Resources

/// What one worker and its servers owe each other: slots, credits, attempts, reports, heartbeats. Pure: it is
/// told what happened and at what time, and says what to do.
///
/// It outlives connections. `Handle` is whatever interrupts a running handler.
struct WorkerSession<Handle: Sendable>: Sendable {
    typealias Instant = ContinuousClock.Instant
    typealias Action = SessionAction<Handle>

    enum Link: Hashable, Sendable {
        /// Can become `connecting`.
        case disconnected
        /// A stream is being opened, and the server has not answered the hello. Can become `running` or
        /// `disconnected`.
        case connecting
        /// The server has welcomed the worker. Can become `disconnected`.
        case running
    }

    enum Intake: Hashable, Sendable {
        case open
        /// The server asked for it and may take it back. Can become any other.
        case drained
        /// The worker is about to end. Final.
        case stopping
    }

    struct Slot: Sendable {
        let attempt: Attempt
        var handle: Handle?
        var stop: StopReason?
        var stoppedAt: Instant?
        /// The attempt was given up: its handler ignores the interruption and keeps only the slot.
        var isReported = false
    }

    /// Who the worker is; the number of its slots and its queues are those of `ownSettings`.
    let identity: Jq_V1_WorkerHello
    let ownSettings: SessionSettings
    var settings: SessionSettings

    var link = Link.disconnected
    /// The server of the connection, for people.
    var server = ""
    /// Counts connections: what an old one still says is not mistaken for the new one's.
    var generation = 0
    var intake = Intake.open

    /// Running attempts by job id: no job ever runs twice at once in one worker.
    var slots: [String: Slot] = [:]
    /// Assigned and not started: the slots became fewer, or an older attempt of the job has yet to end.
    var waiting: [Attempt] = []
    var outbox = Outbox()
    /// Assignments that the server may still send on this connection.
    var credits = 0

    var owesHello = false
    var owesHeartbeat = false
    var owesDraining = false
    var saidGoodbye = false
    /// The stream's sender has nothing to do and wants to be woken.
    var senderIsIdle = false

    var heartbeatAt: Instant
    var failedHeartbeats = 0
    var connectBy: Instant?
    /// The server has owed an answer since then; nil when it owes none.
    var answerDueSince: Instant?
    /// No running attempt's time is over before this.
    var nextDeadline: Instant?
    var shutdown: ShutdownPlan?
    var isOver = false

    init(identity: Jq_V1_WorkerHello, settings: SessionSettings, now: Instant) {
        self.identity = identity
        ownSettings = settings
        self.settings = settings
        heartbeatAt = now.advanced(by: settings.heartbeatInterval)
    }

    /// Attempts that have a slot.
    var busy: Int { slots.count }
}

// Connections

extension WorkerSession {
    /// A stream is being opened. Returns its number, with which the stream speaks from now on.
    mutating func connecting(to server: String, now: Instant) -> Int {
        generation += 1
        link = .connecting
        self.server = server
        // A drain is the server's word, and a server that still means it says it to each new connection.
        if intake == .drained { intake = .open }
        owesHello = true
        connectBy = now.advanced(by: settings.connectTimeout)
        answerDueSince = nil
        return generation
    }

    /// The stream has ended; running attempts go on. Old streams are ignored.
    mutating func disconnected(_ ended: Int, now: Instant) {
        guard ended == generation, link != .disconnected else { return }
        link = .disconnected
        outbox.connectionEnded()
        credits = 0
        owesHello = false
        owesHeartbeat = false
        owesDraining = false
        senderIsIdle = false
        connectBy = nil
        answerDueSince = nil
        settleShutdown(now: now)
    }

    /// What a server says on the stream `from`.
    mutating func receive(_ message: Jq_V1_ServerMessage, from: Int, now: Instant) -> [Action] {
        guard from == generation, link != .disconnected else { return [] }
        answerDueSince = outbox.awaitsAcknowledgement ? now : nil
        switch message.message {
        case .welcome(let welcome)?: return receive(welcome, now: now)
        case .assignments(let list)?: return admit(list.assignments, now: now)
        case .ack(let ack)?: return receive(ack, now: now)
        case .cancel(let cancel)?: return receive(cancel, now: now)
        case .drain(true)?: return drain()
        case .resume(true)?: return resume()
        case .shutdown(true)?:
            // What runs may take its time: nobody waits for the process.
            return beginShutdown(grace: nil, now: now)
        case .drain(false)?, .resume(false)?, .shutdown(false)?: return []
        case nil: return [.notice(.warning, "a message of a kind that this version does not know is ignored")]
        }
    }

    private mutating func receive(_ welcome: Jq_V1_Welcome, now: Instant) -> [Action] {
        var actions: [Action] = []
        let adopted = ownSettings.adopting(welcome)
        if adopted != settings {
            settings = adopted
            heartbeatAt = min(heartbeatAt, now.advanced(by: adopted.heartbeatInterval))
            actions.append(
                .notice(
                    .info,
                    "settings of the server: concurrency \(adopted.concurrency), "
                        + "queues \(adopted.queues.joined(separator: ",")), "
                        + "heartbeat every \(adopted.heartbeatInterval.manifestText)"))
        }
        if link == .connecting {
            link = .running
            connectBy = nil
            failedHeartbeats = 0
            owesDraining = intake != .open
            actions += [.connected, .notice(.info, "connected to \(server)")]
        }
        return actions + startWaiting()
    }
}

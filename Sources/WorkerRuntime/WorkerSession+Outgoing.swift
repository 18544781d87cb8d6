internal import JobQueueProto

// What the worker says

extension WorkerSession {
    /// Grants of fewer than this share of the slots wait for the reports that free more of them.
    private static var smallGrantDivisor: Int { 4 }
    /// While so many results wait for the server, it gets no credits.
    private static var smallestBacklogLimit: Int { 1024 }

    /// The messages that the stream `from` should send now. nil: there will be none on it any more.
    mutating func takeOutgoing(_ from: Int, now: Instant) -> [Jq_V1_WorkerMessage]? {
        senderIsIdle = false
        guard from == generation, link != .disconnected, !saidGoodbye else { return nil }
        var messages: [Jq_V1_WorkerMessage] = []
        if owesHello {
            owesHello = false
            answerDueSince = now
            messages.append(Self.message(.hello(hello)))
        }
        if link == .running { appendOutgoing(&messages, now: now) }
        senderIsIdle = messages.isEmpty
        return messages
    }

    private mutating func appendOutgoing(_ messages: inout [Jq_V1_WorkerMessage], now: Instant) {
        if owesDraining {
            owesDraining = false
            credits = 0
            messages.append(Self.message(.draining(true)))
        }
        let reports = outbox.takeOutgoing()
        if !reports.isEmpty, answerDueSince == nil { answerDueSince = now }
        for report in reports { messages.append(Self.message(.reports(report))) }
        let grant = nextGrant
        if grant > 0 {
            credits += grant
            messages.append(Self.message(.credits(Int32(clamping: grant))))
        }
        if owesHeartbeat {
            owesHeartbeat = false
            var heartbeat = Jq_V1_WorkerHeartbeat()
            heartbeat.activeJobCount = Int32(clamping: busy)
            messages.append(Self.message(.heartbeat(heartbeat)))
        }
        if intake == .stopping, nothingIsLeft {
            saidGoodbye = true
            shutdown = ShutdownPlan(exitAt: now.advanced(by: ShutdownPlan.flushTime))
            messages.append(Self.message(.goodbye(true)))
        }
    }

    /// Never more than the free slots: credits, running and waiting attempts together fill them at most.
    private var nextGrant: Int {
        guard intake == .open else { return 0 }
        let free = settings.concurrency - busy - waiting.count - credits
        let backlogLimit = max(Self.smallestBacklogLimit, 4 * settings.concurrency)
        guard free > 0, outbox.backlog < backlogLimit else { return 0 }
        let isSmall = free * Self.smallGrantDivisor < settings.concurrency
        // With a full window an acknowledgement is on its way, and it wakes the sender again.
        return isSmall && outbox.isFull && outbox.backlog > 0 ? 0 : free
    }

    /// Whether the sender should be woken, which then counts as done.
    mutating func takeWakeUp() -> Bool {
        guard senderIsIdle else { return false }
        let hasWork =
            saidGoodbye || owesHello
            || (link == .running
                && (owesHeartbeat || owesDraining || outbox.hasOutgoing || nextGrant > 0
                    || (intake == .stopping && nothingIsLeft)))
        if hasWork { senderIsIdle = false }
        return hasWork
    }

    /// No attempt is left, and the server knows how each of them ended.
    var nothingIsLeft: Bool {
        waiting.isEmpty && outbox.isEmpty && slots.values.allSatisfy { $0.isReported }
    }

    private var hello: Jq_V1_WorkerHello {
        var hello = identity
        hello.queues = ownSettings.queues
        hello.concurrency = Int32(clamping: ownSettings.concurrency)
        var held = outbox.unreportedLeases
        held += slots.values.filter { !$0.isReported && $0.stop != .leaseLost }.map(\.attempt.lease)
        held += waiting.map(\.lease)
        hello.held = held.map(\.message)
        return hello
    }

    private static func message(_ content: Jq_V1_WorkerMessage.OneOf_Message) -> Jq_V1_WorkerMessage {
        var message = Jq_V1_WorkerMessage()
        message.message = content
        return message
    }
}

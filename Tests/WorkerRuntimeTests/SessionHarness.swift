import JobQueueProto

@testable import WorkerRuntime

/// A session whose time stands still until a test moves it, and whose handlers are interrupted by name.
final class SessionHarness {
    var session: WorkerSession<String>
    var now = ContinuousClock.now
    var generation = 0

    init(concurrency: Int = 4, grace: Duration = .seconds(60)) {
        var identity = Jq_V1_WorkerHello()
        identity.workerID = "01890000-0000-7000-8000-000000000001"
        identity.pool = "general"
        let settings = SessionSettings(
            concurrency: concurrency, queues: ["default"], heartbeatInterval: .seconds(10),
            gracePeriod: grace)
        session = WorkerSession(identity: identity, settings: settings, now: now)
    }

    /// A harness that has been welcomed and has asked for assignments.
    static func running(concurrency: Int = 4, grace: Duration = .seconds(60)) -> SessionHarness {
        let harness = SessionHarness(concurrency: concurrency, grace: grace)
        harness.connect()
        _ = harness.outgoing()
        return harness
    }

    /// Connects, says hello and is welcomed.
    @discardableResult
    func connect(_ welcome: Jq_V1_Welcome = Jq_V1_Welcome()) -> Jq_V1_WorkerHello? {
        generation = session.connecting(to: "jq:1", now: now)
        let hello = outgoing()?.first?.hello
        receive(.welcome(welcome))
        return hello
    }

    func disconnect() { session.disconnected(generation, now: now) }

    func outgoing() -> [Jq_V1_WorkerMessage]? { session.takeOutgoing(generation, now: now) }

    @discardableResult
    func receive(_ content: Jq_V1_ServerMessage.OneOf_Message) -> Outcome {
        var message = Jq_V1_ServerMessage()
        message.message = content
        return Outcome(session.receive(message, from: generation, now: now))
    }

    @discardableResult
    func assign(_ assignments: Jq_V1_Assignment...) -> Outcome {
        var list = Jq_V1_Assignments()
        list.assignments = assignments
        let outcome = receive(.assignments(list))
        let handles = outcome.started.map { (lease: $0.lease, handle: "task \($0.assignment.jobID)") }
        _ = session.attach(handles)
        return outcome
    }

    /// The handler of a running job ends.
    @discardableResult
    func finish(_ jobID: String, _ ending: Result<[UInt8], any Error> = .success([])) -> Outcome {
        guard var attempt = session.slots[jobID]?.attempt else { return Outcome([]) }
        attempt.ending = ending
        let stop = session.stopReason(of: attempt.lease)
        return Outcome(session.report(attempt.classified(stop: stop), now: now))
    }

    @discardableResult
    func acknowledge(_ reports: Jq_V1_WorkerReports, stale: [String] = []) -> Outcome {
        var ack = Jq_V1_ReportAck()
        ack.sequence = reports.sequence
        ack.stale = stale
        return receive(.ack(ack))
    }

    /// Lets time pass and rings every alarm on the way.
    @discardableResult
    func advance(_ duration: Duration) -> Outcome {
        let end = now.advanced(by: duration)
        var actions: [SessionAction<String>] = []
        while session.nextTick <= end, !session.isOver {
            now = max(now, session.nextTick)
            actions += session.tick(now: now)
        }
        now = end
        return Outcome(actions)
    }

    /// Sorted actions of one step.
    struct Outcome {
        var started: [Attempt] = []
        var interrupted: [String] = []
        var disconnects: [String] = []
        var isConnected = false
        var notices: [(level: NoticeLevel, text: String)] = []

        init(_ actions: [SessionAction<String>]) {
            for action in actions {
                switch action {
                case .start(let attempts): started += attempts
                case .interrupt(let handles): interrupted += handles
                case .disconnect(let reason): disconnects.append(reason)
                case .connected: isConnected = true
                case .notice(let level, let text): notices.append((level, text))
                }
            }
        }

        var startedIDs: [String] { started.map(\.assignment.jobID) }
    }
}

func assignment(_ jobID: String, epoch: Int64 = 1, timeout: Duration? = nil) -> Jq_V1_Assignment {
    var assignment = Jq_V1_Assignment()
    assignment.jobID = jobID
    assignment.queueName = "default"
    assignment.attempt = 1
    assignment.leaseEpoch = epoch
    if let timeout { assignment.timeoutMs = timeout.components.seconds * 1000 }
    return assignment
}

extension [Jq_V1_WorkerMessage] {
    var reports: [Jq_V1_WorkerReports] {
        compactMap { if case .reports(let reports)? = $0.message { reports } else { nil } }
    }
    var results: [Jq_V1_JobResult] { reports.flatMap(\.results) }
    var startedIDs: [String] { reports.flatMap(\.started).map(\.jobID) }
    var credits: Int { reduce(0) { $0 + Int($1.credits) } }
    var saysDraining: Bool { contains { $0.message == .draining(true) } }
    var saysGoodbye: Bool { contains { $0.message == .goodbye(true) } }
    var saysHeartbeat: Bool { contains { if case .heartbeat? = $0.message { true } else { false } } }
}

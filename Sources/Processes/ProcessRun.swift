internal import Glibc
public import LinuxReactor
internal import Synchronization

/// Runs a child to its end, with everything that it has started in its process group: when this returns,
/// the child is reaped, and nothing of its group is left (unless the request says otherwise and the child
/// ended by itself).
///
/// When the time is over or the task is cancelled the group gets SIGTERM, and SIGKILL for what is left of
/// it after `killGrace`. A background process that holds the child's output open delays the result by at
/// most a tenth of a second.
///
/// - Parameters:
///   - request: What to run.
///   - timeout: How long the child may take; nil is for ever.
///   - killGrace: The time between SIGTERM and SIGKILL.
///   - reactor: Whose thread watches the child and reads what it writes.
///   - listener: Hears what the child writes while it runs.
/// - Returns: How the child ended and what it wrote; also when it was stopped.
/// - Throws: `SpawnError` when there was no child.
public func runProcess(
    _ request: ProcessRequest, timeout: Duration? = nil, killGrace: Duration = .seconds(5),
    reactor: Reactor = .shared, listener: ProcessListener? = nil
) async throws(SpawnError) -> ProcessResult {
    let plan = try SpawnPlan(request)
    return try await retryingWhileBusy { () async throws(SpawnError) in
        if Task.isCancelled {
            throw SpawnError(.cancelled, 0, "cancelled before \(request.executable) was started")
        }
        let early = try plan.startHere()
        let run = ProcessRun(
            plan, timeout: timeout, killGrace: killGrace, reactor: reactor, listener: listener)
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                reactor.run { run.begin(early, continuation) }
            }
        } onCancel: {
            reactor.run { run.stop(.terminated) }
        }
        return try outcome.get()
    }
}

/// Carries out what `RunMachine` decides. Everything happens on the reactor's thread.
private final class ProcessRun: Sendable {
    typealias Outcome = Result<ProcessResult, SpawnError>

    /// How long somebody else may hold the output open after the child has ended.
    private static let drainLimit = Duration.milliseconds(100)
    /// How long killed processes may take to disappear; under an init that does not reap they never do.
    private static let sweepLimit = Duration.seconds(1)
    private static let firstGroupCheck = Duration.milliseconds(1)
    private static let firstThoroughCheck = Duration.milliseconds(4)
    private static let slowestGroupCheck = Duration.milliseconds(50)

    private struct State: Sendable {
        var machine: RunMachine
        var child: ChildProcess?
        var timers: [Reactor.Timer] = []
        var continuation: CheckedContinuation<Outcome, Never>?
        var isStoppedBeforeBegin = false
    }

    private let plan: SpawnPlan
    private let timeout: Duration?
    private let killGrace: Duration
    private let reactor: Reactor
    private let listener: ProcessListener?
    private let state: Mutex<State>

    init(
        _ plan: SpawnPlan, timeout: Duration?, killGrace: Duration, reactor: Reactor,
        listener: ProcessListener?
    ) {
        self.plan = plan
        self.timeout = timeout
        self.killGrace = killGrace
        self.reactor = reactor
        self.listener = listener
        state = Mutex(State(machine: RunMachine(capturing: plan.request.isCapturing)))
    }

    func begin(_ early: StartedChild?, _ continuation: CheckedContinuation<Outcome, Never>) {
        let outcome = ChildProcess.adopt(early, of: plan, on: reactor, listener: listener) { news in
            switch news {
            case .exited: self.handle(.exited)
            case .outputsClosed: self.handle(.outputsClosed)
            }
        }
        switch outcome {
        case .failure(let error): continuation.resume(returning: .failure(error))
        case .success(let child):
            let isStopped = state.withLock { state in
                state.child = child
                state.continuation = continuation
                return state.isStoppedBeforeBegin
            }
            if let timeout { startTimer(timeout, .stop(.timedOut)) }
            if isStopped { handle(.stop(.terminated)) }
        }
    }

    /// A task may be cancelled before its run has come to the reactor.
    func stop(_ reason: ProcessResult.Reason) {
        let hasBegun = state.withLock { state in
            state.isStoppedBeforeBegin = state.child == nil
            return state.child != nil
        }
        if hasBegun { handle(.stop(reason)) }
    }

    private func handle(_ event: RunMachine.Event) {
        let (actions, child) = state.withLock { ($0.machine.on(event), $0.child) }
        guard let child else { return }
        for action in actions {
            switch action {
            case .terminateGroup: child.sendToGroup(SIGTERM)
            case .killGroup: child.sendToGroup(SIGKILL)
            case .startGrace: startTimer(killGrace, .graceOver)
            case .startDrain: startTimer(Self.drainLimit, .drainOver)
            case .startSweepLimit: startTimer(Self.sweepLimit, .sweepOver)
            case .watchGroup: watchGroup(of: child, next: Self.firstGroupCheck)
            case .sweep: sweep(child)
            case .finish: finish(child)
            }
        }
    }

    private func startTimer(_ delay: Duration, _ event: RunMachine.Event) {
        let timer = reactor.schedule(after: delay) { self.handle(event) }
        state.withLock { $0.timers.append(timer) }
    }

    /// The kernel tells nobody when a group becomes empty, so it is asked, ever less often.
    private func watchGroup(of child: ChildProcess, next delay: Duration) {
        if state.withLock({ $0.continuation == nil }) { return }
        if child.groupIsEmpty(thorough: delay >= Self.firstThoroughCheck) {
            handle(.groupEmpty)
            return
        }
        let timer = reactor.schedule(after: delay) {
            self.watchGroup(of: child, next: min(delay * 2, Self.slowestGroupCheck))
        }
        state.withLock { $0.timers.append(timer) }
    }

    private func sweep(_ child: ChildProcess) {
        let leavesThem = plan.request.leftovers == .leave && state.withLock { $0.machine.reason } == .finished
        if leavesThem || !child.sendToGroup(SIGKILL) {
            handle(.groupEmpty)
        } else {
            startTimer(Self.sweepLimit, .sweepOver)
            watchGroup(of: child, next: Self.firstGroupCheck)
        }
    }

    private func finish(_ child: ChildProcess) {
        let (timers, continuation, reason) = state.withLock { state in
            defer { (state.timers, state.continuation, state.child) = ([], nil, nil) }
            return (state.timers, state.continuation, state.machine.reason)
        }
        for timer in timers { timer.cancel() }
        child.close()
        let (output, errorOutput) = child.buffers
        let result = ProcessResult(
            exit: child.exit ?? .exited(255), reason: reason,
            standardOutput: output.bytes, standardError: errorOutput.bytes,
            standardOutputDropped: output.dropped, standardErrorDropped: errorOutput.dropped)
        continuation?.resume(returning: .success(result))
    }
}

extension ProcessRequest {
    /// Whether there is a stream whose end is awaited.
    fileprivate var isCapturing: Bool {
        if case .capture = output { return true }
        if case .capture = errorOutput { return true }
        return false
    }
}

internal import CLinux
internal import Glibc
public import LinuxReactor
internal import Synchronization

/// A running child and the leader of its own process group. It is reaped as soon as it ends, whether or
/// not anybody waits, and no thread waits for it: the reactor watches its process descriptor.
public final class ChildProcess: Sendable {
    /// What the one who started a child hears about it, on the reactor's thread.
    enum News: Sendable {
        case exited
        /// All captured streams have ended. Not sent when nothing is captured.
        case outputsClosed
    }

    private struct State: Sendable {
        var descriptor: Int32
        var exit: ProcessExit?
        var waiters: [CheckedContinuation<ProcessExit, Never>] = []
        var input: InputWriter?
        var output: OutputReader?
        var errorOutput: OutputReader?
        var channel: OutputReader?
        var openOutputs = 0
    }

    /// The process id, which is also the id of its process group. It may belong to another process once
    /// this one has ended.
    public let pid: Int32

    private let reactor: Reactor
    private let news: @Sendable (News) -> Void
    private let state: Mutex<State>

    private init(_ started: StartedChild, reactor: Reactor, news: @escaping @Sendable (News) -> Void) {
        pid = started.pid
        self.reactor = reactor
        self.news = news
        state = Mutex(State(descriptor: started.descriptor))
    }

    deinit {
        let descriptor = state.withLock { $0.descriptor }
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    /// Starts a child.
    ///
    /// - Parameters:
    ///   - request: What to start; `leftovers` has no effect here.
    ///   - reactor: Whose thread watches the child and reads what it writes.
    /// - Throws: `SpawnError`, with the step that failed.
    public static func spawn(
        _ request: ProcessRequest, reactor: Reactor = .shared
    ) async throws(SpawnError) -> ChildProcess {
        let plan = try SpawnPlan(request)
        return try await retryingWhileBusy { () async throws(SpawnError) in
            let early = try plan.startHere()
            let outcome: Result<ChildProcess, SpawnError> = await withCheckedContinuation { continuation in
                reactor.run { continuation.resume(returning: adopt(early, of: plan, on: reactor) { _ in }) }
            }
            return try outcome.get()
        }
    }

    /// Waits until the child has ended, and says how. Processes that it started may go on. Cancelling the
    /// waiting task does not end the child, and does not end the wait.
    public func wait() async -> ProcessExit {
        await withCheckedContinuation { continuation in
            let exit = state.withLock { state in
                if state.exit == nil { state.waiters.append(continuation) }
                return state.exit
            }
            if let exit { continuation.resume(returning: exit) }
        }
    }

    /// Sends a signal to every process of the child's group, also when the child itself has ended. Does
    /// nothing when there is none left.
    public func signalGroup(_ signal: Int32) { sendToGroup(signal) }

    /// What the child has written so far, as far as it is captured.
    public var captured: (standardOutput: [UInt8], standardError: [UInt8]) {
        let (output, errorOutput) = buffers
        return (output.bytes, errorOutput.bytes)
    }
}

extension ChildProcess {
    /// Takes over a started child, or starts it now. On the reactor's thread. News comes later, never from
    /// inside this call.
    static func adopt(
        _ early: StartedChild?, of plan: SpawnPlan, on reactor: Reactor, listener: ProcessListener? = nil,
        news: @escaping @Sendable (News) -> Void
    ) -> Result<ChildProcess, SpawnError> {
        let started: StartedChild
        do throws(SpawnError) {
            if let early { started = early } else { started = try plan.start() }
        } catch {
            return .failure(error)
        }
        let child = ChildProcess(started, reactor: reactor, news: news)
        child.watchExit(started.descriptor)
        child.attach(started.streams, of: plan.request, listener)
        return .success(child)
    }

    private func watchExit(_ descriptor: Int32) {
        // The closure keeps the child alive until it is reaped.
        reactor.watch(descriptor, .readable) { _ in self.reap(descriptor) }
    }

    private func attach(
        _ streams: ChildStreams, of request: ProcessRequest, _ listener: ProcessListener?
    ) {
        func heard(_ stream: ProcessStream) -> (@Sendable ([UInt8]) -> Void)? {
            guard let listener else { return nil }
            return { listener(stream, $0) }
        }
        func reader(
            _ descriptor: Int32, _ output: ProcessRequest.Output, _ stream: ProcessStream
        ) -> OutputReader? {
            guard descriptor >= 0, case .capture(let limit) = output else { return nil }
            return OutputReader(descriptor, limit: limit, on: reactor, heard: heard(stream)) {
                self.outputClosed()
            }
        }
        let output = reader(streams.parentOutput, request.output, .output)
        let errorOutput = reader(streams.parentError, request.errorOutput ?? request.output, .errorOutput)
        var channel: OutputReader?
        if streams.parentChannel >= 0 {
            channel = OutputReader(streams.parentChannel, limit: 0, on: reactor, heard: heard(.channel)) {}
        }
        var input: InputWriter?
        if case .bytes(let bytes) = request.standardInput {
            input = InputWriter(streams.parentInput, bytes, on: reactor)
        }
        state.withLock { state in
            state.input = input
            state.output = output
            state.errorOutput = errorOutput
            state.channel = channel
            state.openOutputs = (output == nil ? 0 : 1) + (errorOutput == nil ? 0 : 1)
        }
    }

    private func outputClosed() {
        let isLast = state.withLock { state in
            state.openOutputs -= 1
            return state.openOutputs == 0
        }
        if isLast { news(.outputsClosed) }
    }

    private func reap(_ descriptor: Int32) {
        var value: Int32 = 0
        let exit: ProcessExit
        switch Int(cspawn_reap(descriptor, &value)) {
        case CSPAWN_RUNNING: return
        case CSPAWN_EXITED: exit = .exited(value)
        case CSPAWN_SIGNALLED: exit = .signalled(value)
        // SIGCHLD is ignored in this process, or somebody waits for every child: how it ended is lost.
        default: exit = .exited(255)
        }
        reactor.unwatch(descriptor)
        let waiters = state.withLock { state in
            state.exit = exit
            defer { state.waiters = [] }
            return state.waiters
        }
        state.withLock { $0.input }?.close()
        news(.exited)
        for waiter in waiters { waiter.resume(returning: exit) }
    }

    /// How the child ended; nil while it runs.
    var exit: ProcessExit? { state.withLock { $0.exit } }

    var buffers: (output: HeadTailBuffer, errorOutput: HeadTailBuffer) {
        let (output, errorOutput) = state.withLock { ($0.output, $0.errorOutput) }
        let nothing = HeadTailBuffer(limit: 0)
        return (output?.buffer ?? nothing, errorOutput?.buffer ?? nothing)
    }

    /// Returns whether there was a process to send it to.
    @discardableResult
    func sendToGroup(_ signal: Int32) -> Bool {
        state.withLock { state in
            state.descriptor >= 0 && cspawn_signal_group(state.descriptor, pid, signal) != ESRCH
        }
    }

    /// Whether no process of the child's group runs. In a container where we are process 1 the orphans
    /// among them are ours to reap; where nobody reaps them, only a `thorough` check sees through.
    func groupIsEmpty(thorough: Bool) -> Bool {
        if !sendToGroup(0) { return true }
        if exit == nil { return false }
        cspawn_reap_orphans(pid)
        return !sendToGroup(0) || thorough && !LiveGroups.shared.contains(pid)
    }

    /// Closes what is left to close, once the child has ended. On the reactor's thread.
    func close() {
        let (input, output, errorOutput, channel, descriptor) = state.withLock { state in
            defer { state.descriptor = -1 }
            return (state.input, state.output, state.errorOutput, state.channel, state.descriptor)
        }
        channel?.drain()
        channel?.close()
        input?.close()
        output?.close()
        errorOutput?.close()
        if descriptor >= 0 { Glibc.close(descriptor) }
    }
}

internal import FoundationEssentials
internal import JobQueueProto
internal import Synchronization

/// What one running attempt says besides its result: output, progress, and the exit status of its command. It
/// costs an attempt that says nothing one allocation.
final class AttemptFeed: Sendable {
    private struct State: Sendable {
        /// nil: nothing was written.
        var output: OutputCutter?
        var progress: ProgressPacer?
        var exitCode: Int32?
        var isOver = false
    }

    /// What may be sent now.
    struct News {
        var outputs: [Jq_V1_JobOutput] = []
        var progress: Jq_V1_JobProgress?
        /// Nothing is left that could be sent later.
        var isSpent = true
    }

    let lease: Lease
    private let attempt: Int32
    private let runner: JobRunner
    private let state = Mutex(State())

    init(_ attempt: Attempt, runner: JobRunner) {
        lease = attempt.lease
        self.attempt = attempt.assignment.attempt
        self.runner = runner
    }

    /// Never waits; see ``OutputCutter`` for what becomes of too much.
    func write(_ stream: JobOutputStream, _ bytes: [UInt8]) {
        let step = state.withLock { state in
            if state.isOver { return OutputCutter.Step.nothing }
            var output = state.output.take() ?? OutputCutter(limit: runner.outputLimit)
            defer { state.output = output }
            return output.append(stream, bytes)
        }
        if step != .nothing { runner.hear(self, isUrgent: step == .filled) }
    }

    /// What is nil stays as it was.
    func progress(percent: Double?, note: String?) {
        let (isFirst, isNews) = state.withLock { state in
            if state.isOver { return (false, false) }
            let isFirst = state.progress == nil
            var progress = state.progress ?? ProgressPacer()
            defer { state.progress = progress }
            let wasSpent = progress.isSpent
            return (isFirst, progress.set(percent: percent, note: note) && wasSpent)
        }
        if isNews { runner.hear(self, isUrgent: isFirst) }
    }

    /// Of the command, when it exited by itself.
    var exitCode: Int32? {
        get { state.withLock { $0.exitCode } }
        set { state.withLock { $0.exitCode = newValue } }
    }

    /// - Parameter room: How many bytes of output the session takes.
    func take(room: Int, now: ContinuousClock.Instant) -> News {
        state.withLock { state in
            var news = News()
            if state.isOver { return news }
            news.outputs = (state.output?.take(room: room) ?? []).map(message)
            news.progress = state.progress?.take(now: now).map(message)
            news.isSpent = state.output?.isSpent != false && state.progress?.isSpent != false
            return news
        }
    }

    /// The last pieces of an attempt that has ended. Nothing is heard of it any more.
    func finish(room: Int) -> [Jq_V1_JobOutput] {
        state.withLock { state in
            state.isOver = true
            return (state.output?.finish(room: room) ?? []).map(message)
        }
    }

    private func message(_ piece: OutputCutter.Piece) -> Jq_V1_JobOutput {
        var message = Jq_V1_JobOutput()
        message.jobID = lease.jobID
        message.leaseEpoch = lease.epoch
        message.attempt = attempt
        message.sequence = piece.sequence
        message.stream = piece.stream.rawValue
        message.data = Data(piece.bytes)
        return message
    }

    private func message(_ progress: (percent: Double?, note: String)) -> Jq_V1_JobProgress {
        var message = Jq_V1_JobProgress()
        message.jobID = lease.jobID
        message.leaseEpoch = lease.epoch
        if let percent = progress.percent { message.percent = percent }
        message.note = progress.note
        return message
    }
}

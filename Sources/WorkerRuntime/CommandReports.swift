internal import Logging
internal import Synchronization

/// What a command says over the descriptor of `JQ_PROGRESS`.
final class CommandReports: Sendable {
    private struct State: Sendable {
        var lines = LineAssembler()
        /// The last wish counts.
        var wish: (any Error)?
        var hasWarned = false
    }

    private let job: JobContext
    private let state = Mutex(State())

    init(_ job: JobContext) { self.job = job }

    /// The answer of a command that wants its job snoozed or discarded, once it has ended.
    var wish: (any Error)? {
        if let line = state.withLock({ $0.lines.takeLine() }) { hear([line], dropped: false) }
        return state.withLock { $0.wish }
    }

    func receive(_ bytes: [UInt8]) {
        let (lines, dropped) = state.withLock { state in
            let before = state.lines.dropped
            let lines = state.lines.add(bytes)
            return (lines, state.lines.dropped > before)
        }
        if !lines.isEmpty || dropped { hear(lines, dropped: dropped) }
    }

    private func hear(_ lines: [[UInt8]], dropped: Bool) {
        var isMalformed = dropped
        for line in lines {
            switch ProgressLine(line) {
            case .progress(let percent, let note)?: job.progress(percent: percent, note: note)
            case .snooze(let delay, let reason)?:
                state.withLock { $0.wish = JobSnooze(for: delay, reason) }
            case .discard(let reason)?: state.withLock { $0.wish = JobDiscard(reason) }
            case nil: isMalformed = true
            }
        }
        guard isMalformed else { return }
        let isFirst = state.withLock { state in
            defer { state.hasWarned = true }
            return !state.hasWarned
        }
        if isFirst {
            job.logger.debug(
                "a line written to JQ_PROGRESS is ignored; write \"42\", \"42 text\" or \"text\"")
        }
    }
}

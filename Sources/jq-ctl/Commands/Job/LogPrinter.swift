import JobQueueProto
import SwiftProtobuf
import Synchronization

/// Prints the messages of a watch of a job, each once, also when the watch had to begin anew.
final class LogPrinter: Sendable {
    private struct State: Sendable {
        var lastEvent: Int64 = 0
        var attempt: Int32 = 0
        var sequence: Int64 = -1
        /// By attempt, for the lines between attempts.
        var workers: [Int32: String] = [:]
        var hasPrinted = false
        var progress = ""
        var job: Jq_V1_Job?
    }

    private let saysAttempts: Bool
    private let saysEvents: Bool
    private let saysProgress: Bool
    private let state = Mutex(State())

    /// - Parameters:
    ///   - saysAttempts: A line before what each attempt has written.
    ///   - saysEvents: A line on standard error for each event.
    ///   - saysProgress: A line on standard error for each news about the progress.
    init(saysAttempts: Bool, saysEvents: Bool, saysProgress: Bool) {
        self.saysAttempts = saysAttempts
        self.saysEvents = saysEvents
        self.saysProgress = saysProgress
    }

    /// The job as it was told last, and whether it has written something.
    var outcome: (job: Jq_V1_Job?, hasPrinted: Bool) { state.withLock { ($0.job, $0.hasPrinted) } }

    func take(_ update: Jq_V1_JobUpdate) {
        state.withLock { state in
            switch update.update {
            case .output(let piece)?: take(piece, &state)
            case .event(let event)?: take(event, &state)
            case .job(let job)?: take(job, &state)
            case nil: break
            }
        }
    }

    private func take(_ piece: Jq_V1_OutputChunk, _ state: inout State) {
        guard (piece.attempt, piece.sequence) > (state.attempt, state.sequence) else { return }
        if saysAttempts, piece.attempt != state.attempt {
            let worker = state.workers[piece.attempt].map { " on worker \($0)" } ?? ""
            Console.line("==> attempt \(piece.attempt)\(worker) <==")
        }
        (state.attempt, state.sequence, state.hasPrinted) = (piece.attempt, piece.sequence, true)
        if piece.stream == 2 {
            Console.error(bytes: Array(piece.data))
        } else {
            Console.out(bytes: Array(piece.data))
        }
    }

    private func take(_ event: Jq_V1_JobEvent, _ state: inout State) {
        guard event.id > state.lastEvent else { return }
        state.lastEvent = event.id
        if !event.workerID.isEmpty { state.workers[event.attempt] = event.workerID }
        guard saysEvents else { return }
        let time = event.hasOccurredAt ? Moment(event.occurredAt).textInMilliseconds : ""
        let attempt = event.attempt > 0 ? "attempt \(event.attempt)" : ""
        let error = event.errorMessage.onOneLine.shortened(to: 200)
        let words = [time, attempt, event.toStatus.word, event.reason, error]
        Console.note("# " + words.filter { !$0.isEmpty }.joined(separator: " "))
    }

    private func take(_ job: Jq_V1_Job, _ state: inout State) {
        state.job = job
        let progress = job.progressText
        if saysProgress, progress != state.progress, !progress.isEmpty {
            Console.note("# progress \(progress)")
        }
        state.progress = progress
    }
}

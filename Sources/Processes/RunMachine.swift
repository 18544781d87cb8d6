/// The order in which a child that is run to its end is stopped, drained and swept up. Pure: it is told
/// what happened and says what to do.
package struct RunMachine: Sendable {
    package enum Event: Equatable, Sendable {
        /// The child has been reaped.
        case exited
        /// Nobody can write to the captured streams any more.
        case outputsClosed
        /// The time is over, or the waiting task was cancelled.
        case stop(ProcessResult.Reason)
        /// The time between SIGTERM and SIGKILL is over.
        case graceOver
        /// Whoever still holds a stream open has had the time to write its last words.
        case drainOver
        /// No process is left in the child's group.
        case groupEmpty
        /// Killed processes of the group should be gone by now.
        case sweepOver
    }

    package enum Action: Equatable, Sendable {
        case terminateGroup
        case killGroup
        case startGrace
        case startDrain
        /// Report `.groupEmpty` as soon as it is so.
        case watchGroup
        case startSweepLimit
        /// Kill what the child left behind; report `.groupEmpty` if there was nothing.
        case sweep
        case finish
    }

    private enum Phase { case running, ending, killing, draining, sweeping, finished }

    private var phase = Phase.running
    private var childGone = false
    private var outputsClosed: Bool
    package private(set) var reason = ProcessResult.Reason.finished

    /// - Parameter capturing: Whether there are streams that `.outputsClosed` will be told about.
    package init(capturing: Bool) { outputsClosed = !capturing }

    package mutating func on(_ event: Event) -> [Action] {
        if event == .exited { childGone = true }
        if event == .outputsClosed { outputsClosed = true }
        switch (phase, event) {
        case (.running, .exited):
            return drain()
        case (.running, .stop(let why)):
            reason = why
            phase = .ending
            return [.terminateGroup, .startGrace]
        // The child itself often obeys before what it started does; the grace is for all of them.
        case (.ending, .exited):
            return [.watchGroup]
        case (.ending, .graceOver):
            phase = .killing
            return childGone ? [.killGroup, .startSweepLimit] : [.killGroup]
        case (.killing, .exited):
            return [.watchGroup, .startSweepLimit]
        case (.ending, .groupEmpty), (.killing, .groupEmpty), (.killing, .sweepOver):
            return drain()
        case (.draining, .outputsClosed), (.draining, .drainOver):
            return sweep()
        case (.sweeping, .groupEmpty), (.sweeping, .sweepOver):
            phase = .finished
            return [.finish]
        default:
            return []
        }
    }

    private mutating func drain() -> [Action] {
        if outputsClosed { return sweep() }
        phase = .draining
        return [.startDrain]
    }

    private mutating func sweep() -> [Action] {
        phase = .sweeping
        return [.sweep]
    }
}

internal import JobQueueProto

// What running attempts say besides their results

extension WorkerSession {
    /// How many bytes of output this attempt may hand over now; none when nobody wants to hear them.
    func outputRoom(of lease: Lease) -> Int {
        wantsOutput(of: lease) ? outbox.outputRoom : 0
    }

    /// How many bytes of output an attempt may hand over with its result.
    func lastOutputRoom(of lease: Lease) -> Int {
        wantsOutput(of: lease) ? outbox.lastOutputRoom : 0
    }

    private func wantsOutput(of lease: Lease) -> Bool {
        guard let slot = slot(of: lease) else { return false }
        return !slot.isReported && slot.stop?.isSilent != true
    }

    /// Pieces for which there was room.
    mutating func add(_ outputs: [Jq_V1_JobOutput]) {
        for output in outputs { outbox.add(output) }
    }

    /// Replaces what the attempt said before, if that is still here.
    mutating func add(_ progress: Jq_V1_JobProgress, of lease: Lease) {
        guard wantsOutput(of: lease) else { return }
        outbox.add(progress, of: lease)
    }
}

public import Lifecycle
import Postgres

/// What a claim from queues with limits came to.
public struct GatedClaim: Sendable {
    /// Handed to their workers.
    public var claimed: [ClaimedJob] = []
    /// Still wait, because a limit is full; the others of the wanted jobs are gone.
    public var refused: [Refusal] = []
    /// Every queue of the claim, as it stands after it.
    public var gates: [GateState] = []

    /// A job that a limit held up.
    public struct Refusal: Hashable, Sendable {
        /// Names the job.
        public var job: JobID
        /// The limit of its key was full, whatever room its queue had.
        public var isByKey: Bool

        /// A job that waits on, and why.
        public init(job: JobID, isByKey: Bool) {
            self.job = job
            self.isByKey = isByKey
        }
    }
}

extension JobQueueStore {
    /// Takes jobs of gated queues out of the ready table for their workers, in the given order, as far as the limits
    /// of these queues allow: exact over all servers. Slots held are rows of running jobs, so nothing leaks when a
    /// worker or a server dies.
    public func claimGated(
        _ wanted: [(job: JobID, worker: JobID)], queues: [String]
    ) async throws(StoreError) -> GatedClaim {
        let wanted = firstOfEach(wanted)
        guard !wanted.isEmpty else { return GatedClaim() }
        let claim = try await claimOnce(wanted, queues: queues)
        let new = claim.gates.filter(\.needsEnforcing).map(\.queue)
        guard !new.isEmpty, try await enforceGates(of: new) else { return claim }
        let refused = Set(claim.refused.map(\.job))
        var second = try await claimOnce(wanted.filter { refused.contains($0.job) }, queues: queues)
        second.claimed += claim.claimed
        return second
    }

    private func claimOnce(
        _ wanted: [(job: JobID, worker: JobID)], queues names: [String]
    ) async throws(StoreError) -> GatedClaim {
        var parameters = Parameters()
        parameters.append(names)
        let results: [Rows]
        do {
            results = try await queue.batch([
                (GateSQL.lock, parameters), (GateSQL.claim, claimParameters(wanted, queues: names)),
                (GateSQL.state, parameters),
            ])
        } catch { throw StoreError(error) }
        var claim = GatedClaim()
        let rows = results[1]
        for index in 0..<rows.count {
            let row = rows[index]
            if row.isNull(5) {
                claim.refused.append(GatedClaim.Refusal(job: row.jobID(0), isByKey: row.int16(3) == 1))
            } else {
                claim.claimed.append(ClaimedJob(row))
            }
        }
        claim.gates = (0..<results[2].count).map { GateState(results[2][$0]) }
        return claim
    }
}

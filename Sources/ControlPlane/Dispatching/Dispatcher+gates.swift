import Lifecycle
import LinuxReactor
import Logging
import PostgresStore
import RedisProjection
import Scheduling

/// A claim through gates that is under way, and the slots that became free meanwhile: the claim's answer does not
/// know of them.
struct Passage {
    var queues: Set<String>
    var freed: [FreedSlot] = []
}

/// What the dispatcher knows of limits. The database decides; all this only saves claims that would be refused.
extension Dispatcher {
    /// Most keys of a queue that are kept in mind and asked for.
    private static let keyLimit = 10_000

    /// Claims for queues with gates.
    func pass(_ matches: [Match]) async {
        let streams = mailboxes
        let queues = passage?.queues ?? []
        passed.formUnion(queues)
        do {
            let claim = try await store.claimGated(
                matches.map { ($0.job, $0.worker) }, queues: queues.sorted())
            let freed = passage?.freed ?? []
            passage = nil
            setGates(claim.gates, freed: freed)
            settle(matches, claim, freed: Set(freed))
            shutGatesThatRefuse(queues, claim, freed: freed)
            if let hints, hints.isUsed { note(claim.claimed, of: matches, to: hints) }
            await deliver(claim.claimed, streams)
            if claim.claimed.count < matches.count {
                returnCredits(matches, claims: claim.claimed, streams)
            }
        } catch {
            await recover(matches, from: error, streams)
            for match in matches { state.unhold(match) }
            passage = nil
        }
        self.claim()
    }

    /// Refused jobs wait on; their keys wait for a slot when that was the reason.
    private func settle(_ matches: [Match], _ claim: GatedClaim, freed: Set<FreedSlot>) {
        guard claim.claimed.count < matches.count else { return }
        let claimed = Set(claim.claimed.map(\.id))
        let refused = Dictionary(claim.refused.map { ($0.job, $0.isByKey) }, uniquingKeysWith: { $0 || $1 })
        for match in matches where !claimed.contains(match.job) {
            state.unhold(match)
            if refused[match.job] != nil { putBack(match) }
        }
        for match in matches where refused[match.job] == true {
            guard let key = match.key, !freed.contains(FreedSlot(queue: match.queue, key: key)) else {
                continue
            }
            state.park(key, of: match.queue)
        }
    }

    /// A gate that seems open and yet lets nothing through would be tried again and again: after a few times it
    /// counts as shut until the next poll. It may not be in force yet.
    private func shutGatesThatRefuse(_ queues: Set<String>, _ claim: GatedClaim, freed: [FreedSlot]) {
        guard claim.claimed.isEmpty, claim.refused.contains(where: { !$0.isByKey }), freed.isEmpty else {
            vainPassages = 0
            return
        }
        vainPassages += 1
        guard vainPassages > 3 else { return }
        vainPassages = 0
        for queue in queues where state.gate(of: queue)?.isOpen == true {
            state.setGate(Gate(isPaused: true), of: queue)
        }
    }

    /// What the database says about gates is what counts, but for slots that became free since.
    func setGates(_ gates: [GateState], freed: [FreedSlot] = []) {
        for gate in gates {
            guard gate.isGated || gate.isInForce else {
                state.setGate(nil, of: gate.queue)
                continue
            }
            let more = freed.reduce(0) { $0 + ($1.queue == gate.queue ? 1 : 0) }
            let now = ContinuousClock.now
            let reopensAt = gate.reopensIn.map { now + .microseconds(max($0, 1000)) }
            state.setGate(
                Gate(
                    isPaused: gate.isPaused, free: gate.free.map { $0 + more }, perKey: gate.perKey,
                    rateLeft: gate.rateLeft, reopensAt: reopensAt), of: gate.queue)
            if gate.rateLeft == 0, let reopensAt { scheduleReopening(of: gate.queue, at: reopensAt) }
        }
    }

    private func scheduleReopening(of queue: String, at instant: ContinuousClock.Instant) {
        guard reopening.insert(queue).inserted else { return }
        _ = store.reactor.schedule(after: ContinuousClock.now.duration(to: instant)) {
            Task { await self.reopen(queue) }
        }
    }

    private func reopen(_ queue: String) {
        reopening.remove(queue)
        state.reopen(queue, now: .now)
        claim()
    }

    /// Slots of gated queues are free again.
    ///
    /// - Returns: the queues that were full, as far as is known here.
    @discardableResult
    func freed(_ slots: [FreedSlot]) -> Set<String> {
        guard !slots.isEmpty else { return [] }
        var full: Set<String> = []
        for (queue, slots) in Dictionary(grouping: slots, by: \.queue) {
            passed.insert(queue)
            if state.isHeldUp(queue) || state.gate(of: queue)?.perKey != nil { full.insert(queue) }
            state.free(queue, keys: slots.map(\.key))
        }
        if let queues = passage?.queues {
            passage?.freed += slots.filter { queues.contains($0.queue) }
        }
        claim()
        return full
    }

    /// Another server freed slots of this queue.
    func slotsFreed(_ queue: String) async throws {
        guard state.gate(of: queue) != nil else { return }
        try await readGates(of: [queue])
        claim()
    }

    /// The poll: what the rows say about every queue that is served here. Ends gates that are no more.
    func followGates() async throws {
        try await readGates(of: state.servedQueues)
        claim()
    }

    /// Claims that are under way meanwhile bring news of their own, which are younger.
    private func readGates(of queues: [String]) async throws {
        passed = passage?.queues ?? []
        let gates = try await store.gates(of: queues)
        setGates(gates.filter { !passed.contains($0.queue) })
        let over = gates.filter { $0.isInForce && !$0.isGated }.map(\.queue)
        if !over.isEmpty { try await store.retireGates(of: over) }
        let parked = state.parkedKeys(limit: Self.keyLimit).filter { queues.contains($0.queue) }
        for entry in try await store.heldSlots(of: parked) where !passed.contains(entry.queue) {
            state.setHeld(entry.held, key: entry.key, of: entry.queue)
        }
    }

    /// Jobs that a claim did not get may belong to a queue that has got a gate meanwhile.
    func learnGates(_ matches: [Match], claims: [ClaimedJob]) async {
        let claimed = Set(claims.map(\.id))
        let missing = matches.filter { !claimed.contains($0.job) }
        do {
            let gates = try await store.gates(of: Array(Set(missing.map(\.queue))))
            setGates(gates)
            let gated = Set(gates.filter { $0.isGated || $0.isInForce }.map(\.queue))
            for match in missing where gated.contains(match.queue) { putBack(match) }
        } catch {
            logger.debug("cannot read gates; the poll will", metadata: ["error": "\(error)"])
        }
    }
}

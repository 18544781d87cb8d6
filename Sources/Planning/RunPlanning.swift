import Lifecycle
import Resources

/// Whether declaring this Job starts a run, given everything it ran before (DESIGN §3).
func decideRun(_ job: Resource, ledger: [LedgerEntry]) -> RunDecision {
    let spec = JobSpec(job)
    let content = RunKey(job: job)
    // The policy is no part of the content: what ran under one policy has run under every other.
    let same = ledger.last { $0.contentKey == content }
    switch spec.runPolicy {
    case .oncePerContent:
        if let same { return skip(same, "same content") }
        return run(content, spec: spec, ledger: ledger)
    case .oncePerName, .manual:
        if let same { return skip(same, "same content") }
        guard spec.trigger != nil else {
            if spec.runPolicy == .manual {
                return .skip(content, reason: "runPolicy is Manual: set spec.trigger to run it")
            }
            if let latest = ledger.last { return skip(latest, "runPolicy is OncePerName: other content") }
            return run(RunKey(once: job), spec: spec, ledger: ledger)
        }
        let key = RunKey(once: job)
        if let earlier = ledger.last(where: { $0.runKey == key }) { return skip(earlier, "same trigger") }
        return run(key, spec: spec, ledger: ledger)
    case .oncePerChange:
        guard let latest = ledger.last else { return run(content, spec: spec, ledger: ledger) }
        if latest.contentKey == content { return skip(latest, "same content") }
        return run(RunKey(job: job, salt: latest.runKey), spec: spec, ledger: ledger)
    }
}

private func run(_ key: RunKey, spec: JobSpec, ledger: [LedgerEntry]) -> RunDecision {
    let reason = ledger.isEmpty ? "new content \(key.short)" : "changed content \(key.short)"
    let active = ledger.filter { !$0.state.isTerminal }
    switch spec.onChange {
    case .letFinish: return .run(key, reason: reason, cancels: [], waitsFor: [])
    case .queue: return .run(key, reason: reason, cancels: [], waitsFor: active.map(\.jobID.description))
    case .cancelThenRun:
        let held = active.filter(\.state.isHeld)
        return .run(
            key, reason: reason, cancels: active.map(\.jobID.description),
            waitsFor: held.map(\.jobID.description))
    }
}

/// "same content ran 2026-11-02 14:03 (DONE), declared at a1b2c3d"
private func skip(_ earlier: LedgerEntry, _ what: String) -> RunDecision {
    var reason =
        earlier.state.isTerminal
        ? "\(what) ran \(utcMinute(earlier.declaredAt)) (\(earlier.state.rawValue))"
        : "\(what) is \(earlier.state.rawValue) since \(utcMinute(earlier.declaredAt))"
    if let revision = earlier.sourceRevision, !revision.isEmpty {
        reason += ", declared at \(revision.prefix(7))"
    }
    return .skip(earlier.runKey, reason: reason)
}

/// What a run decision means for live work.
func runEffects(_ decision: RunDecision, job: Resource, ledger: [LedgerEntry]) -> [String] {
    guard case .run(_, let reason, let cancels, let waitsFor) = decision else {
        if case .skip(_, let reason) = decision { return ["skipped: \(reason)"] }
        return []
    }
    var effects = ["would run (\(reason))"]
    for entry in ledger where !entry.state.isTerminal {
        let id = entry.jobID.description
        if cancels.contains(id) {
            effects.append(
                "run \(id) is \(entry.state.rawValue) and is cancelled first (onChange: CancelThenRun)")
        } else if waitsFor.contains(id) {
            effects.append("waits until run \(id) (\(entry.state.rawValue)) has ended (onChange: Queue)")
        } else {
            effects.append("run \(id) on the old content is \(entry.state.rawValue) and finishes undisturbed")
        }
    }
    return effects
}

/// "2026-11-02 14:03", UTC.
private func utcMinute(_ unixMicroseconds: Int64) -> String {
    let text = Timestamp.text(micros: unixMicroseconds)
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
}

import Lifecycle
import Resources

/// Whether declaring this Job starts a run, given everything it ran before (DESIGN §3).
func decideRun(_ job: Resource, ledger: [LedgerEntry]) -> RunDecision {
    let spec = JobSpec(job)
    let content = RunKey(job: job)
    switch spec.runPolicy {
    case .oncePerContent: return runUnlessKnown(content, spec: spec, ledger: ledger)
    case .oncePerName: return runUnlessKnown(RunKey(once: job), spec: spec, ledger: ledger)
    case .manual:
        guard spec.trigger != nil else {
            return .skip(content, reason: "runPolicy is Manual: set spec.trigger to run it")
        }
        return runUnlessKnown(RunKey(once: job), spec: spec, ledger: ledger)
    case .oncePerChange:
        guard let latest = ledger.last else { return runUnlessKnown(content, spec: spec, ledger: ledger) }
        if latest.contentKey == content { return .skip(latest.runKey, reason: sameContent(latest)) }
        return runUnlessKnown(RunKey(job: job, salt: latest.runKey), spec: spec, ledger: ledger)
    }
}

private func runUnlessKnown(_ key: RunKey, spec: JobSpec, ledger: [LedgerEntry]) -> RunDecision {
    if let earlier = ledger.last(where: { $0.runKey == key }) {
        return .skip(key, reason: sameContent(earlier))
    }
    let reason = ledger.isEmpty ? "new content \(key.short)" : "changed content \(key.short)"
    let active = ledger.filter { !$0.state.isTerminal }
    switch spec.onChange {
    case .letFinish: return .run(key, reason: reason, cancels: [], waitsFor: nil)
    case .queue: return .run(key, reason: reason, cancels: [], waitsFor: active.last?.jobID.description)
    case .cancelThenRun:
        let held = active.last { $0.state.isHeld }
        return .run(
            key, reason: reason, cancels: active.map(\.jobID.description), waitsFor: held?.jobID.description)
    }
}

private func sameContent(_ entry: LedgerEntry) -> String {
    let what =
        entry.state.isTerminal
        ? "same content ran \(utcMinute(entry.declaredAt)) (\(entry.state.rawValue))"
        : "same content is \(entry.state.rawValue) since \(utcMinute(entry.declaredAt))"
    guard let revision = entry.sourceRevision, !revision.isEmpty else { return what }
    return "\(what), declared at \(revision.prefix(7))"
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
            effects.append("run \(id) is \(entry.state.rawValue) and is cancelled first (onChange: CancelThenRun)")
        } else if waitsFor == id {
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

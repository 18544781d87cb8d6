import Lifecycle
public import Resources

/// A worker has the job.
func heldCause(_ facts: JobFacts) -> Cause {
    let job = facts.job
    let worker = job.worker.map { " on \(oneLine($0, 80))" } ?? ""
    let stop = job.cancelRequested ? "; it was asked to stop" : ""
    guard job.state == .running else {
        let since = job.assignedAt.map { " for \(span(facts.now - $0))" } ?? ""
        return Cause(
            .assigned, "it was given to a worker\(worker)\(since), which has not told that it started\(stop)")
    }
    let since = job.startedAt.map { " for \(span(facts.now - $0))" } ?? ""
    let attempt = job.attempt > 1 ? ", attempt \(job.attempt)" : ""
    var progress = job.progress.map { "; \(decimal($0)) % done" } ?? ""
    if let note = job.progressNote, !note.isEmpty { progress += "; it says: \(oneLine(note, 200))" }
    return Cause(.running, "it runs\(worker)\(since)\(attempt)\(progress)\(stop)")
}

/// The job is over.
func endedCause(_ facts: JobFacts) -> Cause {
    let job = facts.job
    let when = job.endedAt.map { " at \(utcSecond($0)), \(span(facts.now - $0)) ago" } ?? ""
    var clauses: [String] = []
    if job.state == .done {
        clauses.append("it succeeded\(when)")
    } else {
        let reason = job.reason.map { " (\($0))" } ?? ""
        clauses.append(
            "it is a dead letter since\(job.endedAt.map { " \(utcSecond($0))" } ?? " a while")\(reason)")
    }
    if job.attempt > 1 { clauses.append("after \(counted(job.attempt, "attempt"))") }
    if let code = job.exitCode, job.state != .done, job.error?.hasPrefix("exit status") != true {
        clauses.append("exit status \(code)")
    }
    var message = clauses.joined(separator: ", ")
    if let error = job.error, !error.isEmpty { message += ": \(oneLine(error, 200))" }
    if job.state != .done { message += "; `jq-ctl job retry \(job.id)` puts it back into its queue" }
    if job.resource != nil {
        message += "; what is declared runs again when its content or spec.trigger changes"
    }
    return Cause(.ended, message)
}

/// A Job that is declared and has no run.
public func explainUnrun(_ job: Resource) -> Explanation {
    let manual = JobSpec(job).runPolicy == .manual
    let place = job.origin.map { " at \($0.file):\($0.line)" } ?? ""
    let advice =
        manual
        ? "runPolicy is Manual; set spec.trigger to run it"
        : "applying it starts a run, unless `jq-ctl diff` says what holds that up"
    return Explanation(causes: [
        Cause(.neverRun, "\(job.key) is declared\(place) and has never run: \(advice)")
    ])
}

/// A run whose rows are gone; the ledger remembers how it ended.
public func explainForgotten(_ job: ResourceKey, run: LedgerEntry) -> Explanation {
    let message =
        "\(job)'s newest run \(run.jobID), declared \(utcSecond(run.declaredAt)), ended \(run.state.rawValue); "
        + "its rows are no longer kept"
    return Explanation(causes: [Cause(.ended, message, jobs: [run.jobID])])
}

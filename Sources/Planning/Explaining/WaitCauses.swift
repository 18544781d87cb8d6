import Lifecycle

/// Jobs that have to be done first.
func dependencyCause(_ facts: JobFacts) -> Cause? {
    let awaited = facts.dependencies
    guard !awaited.isEmpty else { return nil }
    let names = listed(awaited.map(awaitedText), of: Int64(awaited.count))
    let what = awaited.count == 1 ? "" : "\(counted(Int64(awaited.count), "job")): "
    return Cause(
        .waitsForDependency, "it depends on \(what)\(names)", jobs: awaited.prefix(20).compactMap(\.id))
}

/// An earlier run of the same Job has to end first, or the job of an earlier tick.
func earlierRunCause(_ facts: JobFacts) -> Cause? {
    guard let run = facts.earlierRun else { return nil }
    let what =
        facts.job.schedule.map { "the job of an earlier tick of Schedule/\($0)" }
        ?? "an earlier run of its Job"
    return Cause(
        .waitsForRun, "it waits until \(what) has ended: \(awaitedText(run))",
        jobs: [run.id].compactMap(\.self))
}

/// Another job has its unique key.
func twinCause(_ facts: JobFacts) -> Cause? {
    guard let twin = facts.twin else { return nil }
    let key = facts.job.uniqueKey.map { " \"\(oneLine($0, 60))\"" } ?? ""
    return Cause(
        .waitsForTwin, "another job has its unique key\(key): \(awaitedText(twin))",
        jobs: [twin.id].compactMap(\.self))
}

/// Its time has not come: by its own wish, or after a failure.
func timeCause(_ facts: JobFacts) -> Cause? {
    guard let due = facts.job.notBefore, due > facts.now else { return nil }
    let when = "at \(utcSecond(due)), in \(span(due - facts.now))"
    guard facts.job.reason == TransitionReason.retry.rawValue else {
        return Cause(.scheduled, "it is scheduled: it is due \(when)", until: due)
    }
    let error = facts.job.error.map { ": \(oneLine($0, 200))" } ?? ""
    return Cause(
        .retryWait,
        "attempt \(facts.job.attempt) failed, and retry \(facts.job.retries) of \(facts.job.maxRetries) is due "
            + "\(when)\(error)", until: due)
}

/// "Job/migrate, run 0190… (RUNNING)"
private func awaitedText(_ awaited: AwaitedJob) -> String {
    let state = awaited.state.map { " (\($0.rawValue))" } ?? ""
    switch (awaited.resource, awaited.id) {
    case (let resource?, let id?): return "Job/\(resource), run \(id)\(state)"
    case (let resource?, nil): return "Job/\(resource), which has not run yet"
    case (nil, let id?): return "job \(id)\(state)"
    case (nil, nil): return "a job that has not run yet"
    }
}

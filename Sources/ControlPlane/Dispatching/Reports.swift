import LinuxReactor
import Lifecycle
import PostgresStore

/// What workers reported in one message.
struct Report: Sendable {
    var started: [Lease] = []
    var completed: [Completion] = []
    var failed: [Failure] = []

    var weight: Int { started.count + completed.count + failed.count }
    var jobs: [JobID] { started.map(\.job) + completed.map(\.lease.job) + failed.map(\.lease.job) }
}

/// Writes reports: all that arrive while a flush is under way go into the next one. One flush at a time, because a
/// start must not overtake its end.
struct ReportWriter: Sendable {
    private let gatherer: Gatherer<Report, Set<JobID>>

    /// - Parameters:
    ///   - freed: called with slots of gated queues that are free again.
    ///   - released: called with jobs that are claimable again.
    init(
        store: JobQueueStore, watchers: JobWatchers,
        freed: @escaping @Sendable ([FreedSlot]) async -> Void = { _ in },
        released: @escaping @Sendable ([ReadyJob]) async -> Void
    ) {
        gatherer = Gatherer(reactor: store.reactor, lanes: 1, limit: 5000, weight: \.weight) { reports in
            let stale = try await ReportWriter.write(reports, store: store, freed: freed, released: released)
            watchers.ring(reports.flatMap(\.jobs))
            return stale
        }
    }

    /// Waits for the commit; returns the jobs whose lease had passed to another attempt.
    func write(_ report: Report) async throws -> Set<JobID> {
        report.weight == 0 ? [] : try await gatherer.perform(report)
    }

    private static func write(
        _ reports: [Report], store: JobQueueStore, freed: @Sendable ([FreedSlot]) async -> Void,
        released: @escaping @Sendable ([ReadyJob]) async -> Void
    ) async throws -> [Set<JobID>] {
        var completed: [Completion] = []
        var failed: [Failure] = []
        var ended: Set<Lease> = []
        for report in reports {
            for completion in report.completed where ended.insert(completion.lease).inserted {
                completed.append(completion)
            }
            for failure in report.failed where ended.insert(failure.lease).inserted { failed.append(failure) }
        }
        // A start that is followed by its end in the same flush is written by the end, with both events.
        let started = reports.flatMap(\.started).filter { !ended.contains($0) }
        async let settled = store.settling(started: started, completed: completed)
        let failures = try await store.fail(failed)
        let (settledStale, slots) = try await settled
        let stale = settledStale.union(failures.stale)
        await freed(slots + failures.freed)
        if !failures.ready.isEmpty { await released(failures.ready) }
        if stale.isEmpty { return Array(repeating: [], count: reports.count) }
        return reports.map { report in
            stale.intersection(report.jobs)
        }
    }
}

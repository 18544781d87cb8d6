import Lifecycle
import LinuxReactor
import Postgres
import PostgresStore
import TestCluster

extension JobQueueStore {
    /// Changes rows behind the store's back: the test's way to let time pass, or to break things.
    func backdate(_ sql: String) async throws {
        let pool = PostgresPool(
            PostgresConfiguration(conninfo: conninfo, poolSize: 1, applicationName: "test"), reactor: reactor)
        defer { Task { await pool.shutdown() } }
        try await pool.simple(sql)
    }
}

/// A store on a migrated database of its own.
func withStore<T>(_ body: (JobQueueStore) async throws -> T) async throws -> T {
    let store = JobQueueStore(
        conninfo: try await TestCluster.shared.makeDatabase(), queueConnections: 2, generalConnections: 2,
        applicationName: "test")
    try await store.migrate()
    do {
        let result = try await body(store)
        await store.shutdown()
        return result
    } catch {
        await store.shutdown()
        throw error
    }
}

extension JobQueueStore {
    /// Enqueues jobs with default settings and gives their ids.
    func enqueue(_ count: Int, queue: String = "default", _ change: (inout NewJob) -> Void = { _ in })
        async throws
        -> [NewJob]
    {
        let jobs = (0..<count).map { index in
            var job = NewJob(id: freshJobID(), queue: queue, payload: Array("payload \(index)".utf8))
            change(&job)
            return job
        }
        _ = try await submit(jobs, allOrNone: true)
        return jobs
    }

    /// What a tick of the monitors makes claimable.
    func release() async throws -> [ReadyJob] {
        var ready: [ReadyJob] = []
        while true {
            let outcome = try await releaseWaiting(limit: 100)
            ready += outcome.ready
            if !outcome.isPartial { break }
        }
        return ready + (try await promoteDue(limit: 100))
    }

    /// The states that a job went through, with reasons: "NULL>PENDING PENDING>ASSIGNED".
    func trail(_ job: NewJob) async throws -> String {
        try await events(of: job.id).map { event in
            let reason = event.reason.map { "(\($0))" } ?? ""
            return "\(event.from?.rawValue ?? "NULL")>\(event.to.rawValue)\(reason)"
        }.joined(separator: " ")
    }
}

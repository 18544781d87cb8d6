import Lifecycle
import Postgres
import Testing

@testable import PostgresStore

/// A job that is to become a dead letter.
struct DeadJob {
    var queue = "default"
    var end = AttemptEnd.failedPermanently
    var error = "boom"
    var labels: [String: String] = [:]
}

extension JobQueueStore {
    /// Makes dead letters by submitting, claiming and failing jobs; gives their records, oldest first.
    @discardableResult
    func bury(_ jobs: [DeadJob]) async throws -> [JobRecord] {
        let made = jobs.map { job in
            var new = NewJob(id: freshJobID(), queue: job.queue, payload: Array("{}".utf8))
            new.labels = job.labels
            new.maxRetries = 0
            return new
        }
        _ = try await submit(made, allOrNone: true)
        try await run(made.map(\.id), ends: jobs.map { ($0.end, $0.error) })
        var records: [JobRecord] = []
        for job in made { records.append(try #require(try await self.job(job.id))) }
        return records
    }

    /// `count` dead letters of the default queue.
    func bury(_ count: Int) async throws -> [JobRecord] {
        try await bury(Array(repeating: DeadJob(), count: count))
    }

    /// Claims ready jobs and ends each; nil is success.
    func run(_ ids: [JobID], ends: [(AttemptEnd, String)?]) async throws {
        let worker = freshJobID()
        let claims = try await claim(ids.map { ($0, worker) })
        let leases = Dictionary(
            uniqueKeysWithValues: claims.map { ($0.id, Lease(job: $0.id, epoch: $0.leaseEpoch)) })
        var failures: [Failure] = []
        var done: [Completion] = []
        for (id, end) in zip(ids, ends) {
            let lease = try #require(leases[id])
            if let end {
                failures.append(Failure(lease: lease, end: end.0, message: end.1))
            } else {
                done.append(Completion(lease: lease, result: []))
            }
        }
        _ = try await settle(started: Array(leases.values), completed: [])
        if !done.isEmpty { _ = try await settle(started: [], completed: done) }
        if !failures.isEmpty { _ = try await fail(failures) }
    }

    func run(_ ids: [JobID], ends: (AttemptEnd, String)?) async throws {
        try await run(ids, ends: ids.map { _ in ends })
    }

    /// Runs `body` as if a sweep of the history was on, on another server.
    func whileTheHistoryIsSwept(_ body: () async throws -> Void) async throws {
        let other = PostgresPool(
            PostgresConfiguration(conninfo: conninfo, poolSize: 1, applicationName: "sweeper"),
            reactor: reactor)
        try await other.transaction { transaction in
            _ = try await transaction.execute(
                Statement("sweep", "SELECT pg_advisory_xact_lock(\(PartitionSQL.sweepLock))"), Parameters())
            try await body()
        }
        await other.shutdown()
    }

    /// Whether the counts are those of the tables.
    func expectRightCounts() async throws {
        #expect(try await checkHistory([]).violations.map(\.description) == [])
    }
}

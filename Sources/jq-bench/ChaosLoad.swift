import FoundationEssentials
import GRPCCore
import JobQueueProto
import Lifecycle
import SwiftProtobuf

/// What it took to submit the jobs of a chaos run.
struct SubmitStatistics: Sendable {
    var calls = 0
    var repeated = 0
}

/// Submits jobs in bulk over all servers, again and again until each call was answered: the ids are the
/// client's, so a repetition is the same job.
struct ChaosLoad: Sendable {
    private static let batch = 100

    let site: ChaosSite
    let progress: ChaosProgress
    let limit: Duration
    let payload: Data

    func submit(_ ids: [JobID]) async throws -> SubmitStatistics {
        // So that submits go on while everything is broken.
        let ahead = max(500, ids.count / 5)
        let deadline = ContinuousClock.now + limit
        var stats = SubmitStatistics()
        for (turn, start) in stride(from: 0, to: ids.count, by: Self.batch).enumerated() {
            while start > progress.ended + ahead, !progress.isOver {
                try await Task.sleep(for: .milliseconds(10))
            }
            let request = request(ids[start..<min(start + Self.batch, ids.count)])
            var attempt = turn
            stats.calls += 1
            while !(await send(request, attempt)) {
                guard ContinuousClock.now < deadline else { throw BenchError("submits fail without end") }
                attempt += 1
                stats.repeated += 1
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        return stats
    }

    private func send(_ request: Jq_V1_SubmitJobsRequest, _ attempt: Int) async -> Bool {
        let servers = site.servers
        guard !servers.isEmpty else { return false }
        var options = CallOptions.defaults
        options.timeout = .seconds(10)
        do {
            _ = try await servers[attempt % servers.count].jobs.submitJobs(request, options: options)
            return true
        } catch {
            return false
        }
    }

    private func request(_ ids: ArraySlice<JobID>) -> Jq_V1_SubmitJobsRequest {
        .with {
            $0.jobs = ids.map { id in
                .with {
                    $0.jobID = id.description
                    $0.queueName = "default"
                    $0.payload = payload
                }
            }
        }
    }
}

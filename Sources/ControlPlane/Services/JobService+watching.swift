import GRPCCore
import JobQueueProto
import Lifecycle
import PostgresStore
import SwiftProtobuf

extension JobService {
    func listJobAttempts(
        request: Jq_V1_ListJobAttemptsRequest, context: ServerContext
    ) async throws -> Jq_V1_ListJobAttemptsResponse {
        let id = try parseID(request.jobID, field: "job_id")
        let events = try await store.events(of: id)
        if events.isEmpty { throw notFound("job \(id) does not exist") }
        var attempts = attemptHistory(events)
        // The event of a success has no exit code: its row has it.
        if let last = attempts.indices.last, attempts[last].outcome == JobState.done.rawValue {
            attempts[last].exitCode = try await store.job(id)?.exitCode
        }
        let history = attempts
        return .with { $0.attempts = history.map { Jq_V1_JobAttempt($0) } }
    }

    func watchJob(
        request: Jq_V1_WatchJobRequest, response: RPCWriter<Jq_V1_JobUpdate>, context: ServerContext
    ) async throws {
        let id = try parseID(request.jobID, field: "job_id")
        guard request.attempt >= 0 else { throw invalid("attempt \(request.attempt) is negative") }
        guard try await store.events(of: id, after: 0, limit: 1).first != nil else {
            throw notFound("job \(id) does not exist")
        }
        var watch = JobWatch(
            id, only: request.attempt > 0 ? request.attempt : nil, sendsOutput: !request.withoutOutput,
            store: store, response: response)
        guard request.follow else { return try await watch.run(nil) }
        // Made before the first look: what is written after it rings.
        let bell = watchers.add(id)
        defer { watchers.remove(bell) }
        let watched = bell
        do {
            try await withRPCCancellationHandler {
                try await watch.run(watched)
            } onCancelRPC: {
                watched.continuation.finish()
            }
        } catch let error where context.cancellation.isCancelled && !watchers.isClosed {
            // The client has left: nobody hears how this ends.
            throw RPCError(code: .cancelled, message: "\(error)")
        }
    }
}

extension Jq_V1_JobAttempt {
    init(_ attempt: AttemptRecord) {
        self.init()
        self.attempt = attempt.attempt
        workerID = attempt.worker?.description ?? ""
        if let time = attempt.assignedAt { assignedAt = .init(micros: time) }
        if let time = attempt.startedAt { startedAt = .init(micros: time) }
        if let time = attempt.endedAt { endedAt = .init(micros: time) }
        outcome = attempt.outcome
        if let code = attempt.exitCode { exitCode = code }
        errorMessage = attempt.error ?? ""
    }
}

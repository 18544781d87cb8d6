import FoundationEssentials
import GRPCCore
import JobQueueProto
import Lifecycle
import PostgresStore
import SwiftProtobuf

/// Jobs over gRPC: thin translation between the wire and the store.
struct JobService: Jq_V1_JobService.SimpleServiceProtocol {
    let store: JobQueueStore
    let submits: SubmitWriter
    let dispatcher: Dispatcher
    let wakeUps: WakeUps
    let watchers: JobWatchers

    func submitJob(request: Jq_V1_SubmitJobRequest, context: ServerContext) async throws
        -> Jq_V1_SubmitJobResponse
    {
        let job = try NewJob(request.job)
        switch try await submits.submit(job) {
        case .duplicate(let holder):
            return .with {
                $0.jobID = holder.description
                $0.isDuplicate = true
            }
        case let answer:
            return .with {
                $0.jobID = job.id.description
                $0.created = answer == .created
            }
        }
    }

    func submitJobs(
        request: Jq_V1_SubmitJobsRequest, context: ServerContext
    ) async throws -> Jq_V1_SubmitJobsResponse {
        let (jobs, outcome) = try await submitAll(request)
        return .with {
            $0.jobIds = jobs.map { (outcome.duplicates[$0.id] ?? $0.id).description }
            $0.created = Int64(outcome.created)
            $0.duplicates = Int64(outcome.duplicates.count)
        }
    }

    func submitJobStream(
        request: RPCAsyncSequence<Jq_V1_SubmitJobsRequest, any Error>, context: ServerContext
    ) async throws -> Jq_V1_SubmitJobStreamResponse {
        var response = Jq_V1_SubmitJobStreamResponse()
        for try await batch in request {
            let (jobs, outcome) = try await submitAll(batch)
            response.received += Int64(jobs.count)
            response.created += Int64(outcome.created)
            response.duplicates += Int64(outcome.duplicates.count)
        }
        return response
    }

    private func submitAll(
        _ request: Jq_V1_SubmitJobsRequest
    ) async throws -> (jobs: [NewJob], outcome: SubmitOutcome) {
        guard request.jobs.count <= 10_000 else {
            throw invalid(
                "\(request.jobs.count) jobs in one call; at most 10,000 are taken, send them in parts")
        }
        let jobs = try request.jobs.map { try NewJob($0) }
        let outcome = try await store.submit(jobs, allOrNone: true)
        await wakeUps.ready(outcome.ready)
        return (jobs, outcome)
    }

    func cancelJob(request: Jq_V1_CancelJobRequest, context: ServerContext) async throws
        -> Jq_V1_CancelJobResponse
    {
        let id = try parseID(request.jobID, field: "job_id")
        switch try await store.cancel(id, force: request.force) {
        case .notFound: throw notFound("job \(id) does not exist")
        case .ended(let state):
            throw RPCError(code: .failedPrecondition, message: "job \(id) has ended (\(state.rawValue))")
        case .running:
            throw RPCError(
                code: .failedPrecondition,
                message: "job \(id) is RUNNING; cancel it with force to have it killed")
        case .cancelled(let lease?, let worker?), .requested(let lease, let worker):
            if await !dispatcher.tell(worker, .cancel(lease)) { try await store.notifyWorker(worker) }
        case .cancelled: break
        }
        let job = try await known(id)
        return .with { $0.job = Jq_V1_Job(job) }
    }

    func getJobStatus(
        request: Jq_V1_GetJobStatusRequest, context: ServerContext
    ) async throws -> Jq_V1_GetJobStatusResponse {
        let job = try await known(parseID(request.jobID, field: "job_id"))
        return .with { $0.job = Jq_V1_Job(job) }
    }

    func listJobs(request: Jq_V1_ListJobsRequest, context: ServerContext) async throws
        -> Jq_V1_ListJobsResponse
    {
        guard request.pageSize >= 0, request.pageSize <= 100 else {
            throw invalid("page_size \(request.pageSize) is not within 0 to 100")
        }
        let limit = request.pageSize == 0 ? 20 : Int(request.pageSize)
        let before = request.pageToken.isEmpty ? nil : try parseID(request.pageToken, field: "page_token")
        let jobs = try await store.jobs(
            queue: request.queueName.isEmpty ? nil : request.queueName, state: request.status.state,
            before: before,
            limit: limit)
        return .with {
            $0.jobs = jobs.map { Jq_V1_Job($0) }
            if jobs.count == limit, let last = jobs.last { $0.nextPageToken = last.id.description }
        }
    }

    func getJobLogs(request: Jq_V1_GetJobLogsRequest, context: ServerContext) async throws
        -> Jq_V1_GetJobLogsResponse
    {
        let id = try parseID(request.jobID, field: "job_id")
        let events = try await store.events(of: id)
        if events.isEmpty { throw notFound("job \(id) does not exist") }
        return .with { $0.events = events.map { Jq_V1_JobEvent($0) } }
    }

    func retryJob(request: Jq_V1_RetryJobRequest, context: ServerContext) async throws
        -> Jq_V1_RetryJobResponse
    {
        let id = try parseID(request.jobID, field: "job_id")
        switch try await store.retry(id) {
        case .ready(let ready): await wakeUps.ready([ready])
        case .waiting: break
        case .keyHeld(let holder):
            let key = try await known(id).uniqueKey ?? ""
            throw RPCError(
                code: .failedPrecondition,
                message: "job \(id) cannot be retried: its unique key \"\(key)\" is held by job \(holder) "
                    + "(\(try await known(holder).state.rawValue)); retry it when that has ended")
        case .refused:
            let job = try await known(id)
            let why =
                job.state == .deadLettered
                ? "its queue \"\(job.queue)\" does not exist any more" : "it is \(job.state.rawValue)"
            throw RPCError(
                code: .failedPrecondition,
                message: "job \(id) cannot be retried: \(why); only dead letters can")
        }
        let job = try await known(id)
        return .with { $0.job = Jq_V1_Job(job) }
    }

    private func known(_ id: JobID) async throws -> JobRecord {
        guard let job = try await store.job(id) else { throw notFound("job \(id) does not exist") }
        return job
    }
}

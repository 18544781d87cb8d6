import GRPCCore
import JobQueueProto
import Lifecycle
import PostgresStore
import SwiftProtobuf

/// Workers over gRPC: the `Work` stream, and five plain calls for simple clients.
struct WorkerService: Jq_V1_WorkerService.SimpleServiceProtocol {
    let store: JobQueueStore
    let desk: WorkerDesk
    let dispatcher: Dispatcher
    let reports: ReportWriter
    let feeds: FeedWriter
    let heartbeatInterval: Duration
    let stream: WorkStream

    func work(
        request: RPCAsyncSequence<Jq_V1_WorkerMessage, any Error>, response: RPCWriter<Jq_V1_ServerMessage>,
        context: ServerContext
    ) async throws {
        try await stream.run(request: request, response: response)
    }

    func registerWorker(
        request: Jq_V1_RegisterWorkerRequest, context: ServerContext
    ) async throws -> Jq_V1_RegisterWorkerResponse {
        guard request.concurrency > 0 else { throw invalid("concurrency must be at least 1") }
        guard !request.queues.isEmpty else { throw invalid("queues is empty: name at least one") }
        let id = request.workerID.isEmpty ? freshJobID() : try parseID(request.workerID, field: "worker_id")
        _ = try await store.register(
            WorkerRegistration(
                id: id, hostname: request.hostname, concurrency: request.concurrency, queues: request.queues,
                pool: request.pool, version: ""))
        return .with {
            $0.workerID = id.description
            $0.heartbeatIntervalMs = heartbeatInterval.microseconds / 1000
        }
    }

    func heartbeat(request: Jq_V1_HeartbeatRequest, context: ServerContext) async throws
        -> Jq_V1_HeartbeatResponse
    {
        let id = try parseID(request.workerID, field: "worker_id")
        guard let worker = try await store.heartbeat([(id, request.activeJobCount)]).first else {
            throw unknown(id)
        }
        await desk.wrote([worker])
        let cancellations = try await store.cancellations(workers: [id])
        return .with {
            $0.status = Jq_V1_Worker(worker).status
            $0.cancel = cancellations.map { entry in
                .with {
                    $0.jobID = entry.lease.job.description
                    $0.leaseEpoch = entry.lease.epoch
                    $0.reason = TransitionReason.cancelled.rawValue
                }
            }
        }
    }

    func streamJobs(
        request: Jq_V1_StreamJobsRequest, response: RPCWriter<Jq_V1_Assignments>, context: ServerContext
    ) async throws {
        let id = try parseID(request.workerID, field: "worker_id")
        guard let worker = try await store.workers(all: true).first(where: { $0.id == id }) else {
            throw unknown(id)
        }
        let orders = Mailbox<WorkerOrder>()
        let registration = WorkerRegistration(
            id: id, hostname: worker.hostname, concurrency: worker.concurrency, queues: worker.queues,
            pool: worker.pool, version: worker.version)
        // A simple client names what it holds by what it has not reported: keep everything that it was assigned.
        let held = try await store.held(by: id)
        _ = try await desk.welcome(registration, held: held, mailbox: orders)
        await dispatcher.addCredits(max(0, Int(worker.concurrency) - held.count), to: id)
        do {
            while case let batch = await orders.next(), !batch.isEmpty {
                let assigned = batch.flatMap { order -> [ClaimedJob] in
                    if case .assign(let jobs) = order { jobs } else { [] }
                }
                if assigned.isEmpty { continue }
                try await response.write(.with { $0.assignments = assigned.map { Jq_V1_Assignment($0) } })
            }
            await desk.leave(id, mailbox: orders)
        } catch {
            await desk.leave(id, mailbox: orders)
            throw error
        }
    }

    func reportResult(
        request: Jq_V1_ReportResultRequest, context: ServerContext
    ) async throws -> Jq_V1_ReportResultResponse {
        let id = try parseID(request.workerID, field: "worker_id")
        let report = Report(started: request.started, results: request.results)
        try await feeds.write(Feed(request.outputs, request.progress))
        let stale = try await reports.write(report)
        let ended = report.completed.map(\.lease.job) + report.failed.map(\.lease.job)
        await dispatcher.addCredits(ended.count { !stale.contains($0) }, to: id)
        if report.weight == 1, let job = stale.first {
            throw RPCError(
                code: .failedPrecondition,
                message: "the lease of job \(job) has passed to another attempt; this report changed nothing")
        }
        return .with { $0.stale = stale.map(\.description) }
    }

    func deregister(request: Jq_V1_DeregisterRequest, context: ServerContext) async throws
        -> Jq_V1_DeregisterResponse
    {
        let id = try parseID(request.workerID, field: "worker_id")
        guard try await store.deregister(id) else { throw unknown(id) }
        return Jq_V1_DeregisterResponse()
    }

    private func unknown(_ id: JobID) -> RPCError { notFound("worker \(id) is not known; register it first") }
}

import GRPCCore
import JobQueueProto
import KafkaBridge
import Lifecycle
import Planning
import PostgresStore
import Resources
import SwiftProtobuf

/// What operators ask for by hand.
struct AdminService: Jq_V1_AdminService.SimpleServiceProtocol {
    let store: JobQueueStore
    let dispatcher: Dispatcher
    let identity: ServerIdentity
    var redis: RedisBackEnd?
    /// Nil: this server works without Kafka.
    let kafka: KafkaStatus?

    func createQueue(
        request: Jq_V1_CreateQueueRequest, context: ServerContext
    ) async throws -> Jq_V1_CreateQueueResponse {
        guard let key = ResourceKey(kind: .queue, storedName: request.name), key.nameProblem == nil else {
            throw invalid(
                "\"\(request.name)\" is not a queue name; use lower-case letters, digits, '-' and '.'")
        }
        if request.hasMaxRetries, request.maxRetries < 0 { throw invalid("max_retries is negative") }
        if request.hasTtlSeconds, request.ttlSeconds <= 0 { throw invalid("ttl_seconds must be positive") }
        let queue = try await store.createQueue(
            key.storedName, maxRetries: request.hasMaxRetries ? request.maxRetries : nil,
            ttlSeconds: request.hasTtlSeconds ? request.ttlSeconds : nil)
        return .with { $0.queue = Jq_V1_Queue(queue, owner: nil) }
    }

    /// Follows the same plan as a manifest's deletion.
    func deleteQueue(
        request: Jq_V1_DeleteQueueRequest, context: ServerContext
    ) async throws -> Jq_V1_DeleteQueueResponse {
        guard let key = ResourceKey(kind: .queue, storedName: request.name),
            try await store.queue(named: key.storedName) != nil
        else { throw StoreError(.notFound, "queue \"\(request.name)\" does not exist") }
        if let owner = try await store.declared(kind: .queue, namespace: key.namespace, name: key.name).first?
            .live.owner
        {
            throw StoreError(
                .failedPrecondition,
                "queue \"\(request.name)\" is declared by \(owner); remove its manifest, or use `jq-ctl delete \(key)`"
            )
        }
        let outcome = try await store.apply(
            [], options: PlanOptions(owner: "jq-ctl", delete: [key]),
            provenance: Provenance(actor: "AdminService"))
        if let blocked = outcome.plan.entries.compactMap(\.blocked).first {
            throw StoreError(.failedPrecondition, "queue \"\(request.name)\" cannot be deleted: \(blocked)")
        }
        return Jq_V1_DeleteQueueResponse()
    }

    func listQueues(request: Jq_V1_ListQueuesRequest, context: ServerContext) async throws
        -> Jq_V1_ListQueuesResponse
    {
        let queues = try await store.queues()
        var owners: [String: String] = [:]
        for record in try await store.declared(kind: .queue) {
            owners[record.live.resource.key.storedName] = record.live.owner
        }
        return .with { $0.queues = queues.map { Jq_V1_Queue($0, owner: owners[$0.name]) } }
    }

    func getQueueStats(
        request: Jq_V1_GetQueueStatsRequest, context: ServerContext
    ) async throws -> Jq_V1_GetQueueStatsResponse {
        guard let counts = try await store.counts(queue: request.name)[request.name] else {
            throw StoreError(.notFound, queueNotFound(request.name))
        }
        let oldest = try await store.oldestReady(queue: request.name)
        return .with {
            $0.stats = .with {
                $0.queueName = request.name
                $0.pending = counts.ready
                $0.scheduled = counts.scheduled
                $0.assigned = counts.assigned
                $0.running = counts.running
                $0.done = counts.done
                $0.deadLettered = counts.deadLettered
                $0.finishRate = counts.finishRate
                if let oldest { $0.oldestPendingAt = .init(micros: oldest) }
            }
        }
    }

    func listWorkers(
        request: Jq_V1_ListWorkersRequest, context: ServerContext
    ) async throws -> Jq_V1_ListWorkersResponse {
        let workers = try await store.workers(all: request.all)
        return .with { $0.workers = workers.map { Jq_V1_Worker($0) } }
    }

    func drainWorker(
        request: Jq_V1_DrainWorkerRequest, context: ServerContext
    ) async throws -> Jq_V1_DrainWorkerResponse {
        let id = try parseID(request.workerID, field: "worker_id")
        let worker = try await known(id, try await store.setDraining(id, !request.undo))
        if await !dispatcher.tell(id, request.undo ? .resume : .drain) { try await store.notifyWorker(id) }
        return .with { $0.worker = Jq_V1_Worker(worker) }
    }

    func shutdownWorker(
        request: Jq_V1_ShutdownWorkerRequest, context: ServerContext
    ) async throws -> Jq_V1_ShutdownWorkerResponse {
        let id = try parseID(request.workerID, field: "worker_id")
        let worker = try await known(id, try await store.requestShutdown(id))
        if await !dispatcher.tell(id, .shutdown) { try await store.notifyWorker(id) }
        return .with { $0.worker = Jq_V1_Worker(worker) }
    }

    func getSystemStatus(
        request: Jq_V1_GetSystemStatusRequest, context: ServerContext
    ) async throws -> Jq_V1_GetSystemStatusResponse {
        let version = try await store.ping()
        let schema = try await store.schemaVersion()
        let counts = try await store.counts()
        let workers = try await store.workers()
        let leader = try await store.leaseHolder(Monitors.leaseName)
        let servers = try await store.serverCount()
        return .with {
            $0.version = identity.version
            $0.serverID = identity.id.description
            $0.startedAt = .init(micros: identity.startedAt)
            $0.components = [
                .with {
                    $0.name = "postgres"
                    $0.ready = true
                    $0.detail = "PostgreSQL \(version)"
                }
            ]
            if let redis { $0.components.append(redis.component) }
            if let kafka { $0.components.append(component(kafka.report)) }
            $0.queues = Int32(clamping: counts.count)
            $0.workersOnline = Int32(clamping: workers.count { $0.state != .offline })
            $0.pending = counts.values.reduce(0) { $0 + $1.pending }
            $0.running = counts.values.reduce(0) { $0 + $1.held }
            $0.servers = Int32(clamping: servers)
            $0.leader = leader?.description ?? ""
            $0.schemaVersion = Int32(clamping: schema)
        }
    }

    private func known(_ id: JobID, _ worker: WorkerRecord?) async throws -> WorkerRecord {
        if let worker { return worker }
        guard try await store.workers(all: true).contains(where: { $0.id == id }) else {
            throw notFound("worker \(id) is not known")
        }
        throw StoreError(.failedPrecondition, "worker \(id) is OFFLINE")
    }
}

extension Jq_V1_Queue {
    init(_ queue: QueueRecord, owner: String?) {
        self.init()
        name = queue.name
        maxRetries = queue.settings.maxRetries
        ttlSeconds = queue.settings.ttlSeconds ?? 0
        createdAt = .init(micros: queue.createdAt)
        paused = queue.effective.paused
        priority = Int32(queue.settings.priority)
        self.owner = owner ?? ""
        draining = queue.draining
        overrides = queue.overrideRecords.map { Jq_V1_QueueOverride($0) }
    }
}

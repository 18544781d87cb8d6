import Lifecycle
import Planning
import Postgres
import Resources

/// Reads the facts about one job, inside a snapshot.
struct ExplainLoader {
    let transaction: PostgresTransaction

    func explain(_ id: JobID) async throws -> ExplainedJob? {
        var parameters = Parameters()
        parameters.append(id)
        let rows = try await transaction.batch([(ExplainSQL.job, parameters), (ExplainSQL.place, parameters)])
        guard rows[0].count > 0 else { return nil }
        let job = JobRecord(rows[0][0])
        let facts = try await facts(job, place: rows[1][0])
        return ExplainedJob(job: job, facts: facts, explanation: Planning.explain(facts))
    }

    private func facts(_ job: JobRecord, place: Row) async throws -> JobFacts {
        var situation = JobSituation(job)
        situation.isPutOff = place.bool(2)
        situation.assignedAt = place.timestampMicrosOrNil(3)
        situation.worker = place.stringOrNil(4) ?? job.worker?.description
        var facts = JobFacts(now: place.timestampMicros(0), job: situation, queue: nil)
        // Of a job that runs or has ended nothing else matters.
        guard job.state == .pending else { return facts }
        facts.queue = try await queue(job, now: facts.now)
        facts.workers = try await workers(of: job.queue)
        if let rank = place.int16OrNil(1) { facts.line = try await line(job, rank: rank) }
        guard situation.isPutOff else { return facts }
        let waits = try await waits(of: job)
        facts.dependencies = waits.dependencies
        facts.earlierRun = waits.earlierRun
        facts.twin = waits.twin
        return facts
    }

    private func queue(_ job: JobRecord, now: Int64) async throws -> QueueSituation? {
        let rows = try await transaction.execute(DeclarationSQL.namedQueues, .names([job.queue]))
        guard rows.count > 0 else { return nil }
        let live = QueueRecord(rows[0]).live(QueueCounts(rows[0], from: QueueRecord.columnCount))
        var queue = QueueSituation(live: live)
        if let key = ResourceKey(kind: .queue, storedName: job.queue) {
            let declared = try await transaction.execute(DeclarationSQL.byKey, DeclarationSQL.keys([key]))
            if declared.count > 0 { queue.declared = try DeclaredRecord(declared[0]).live }
        }
        let settings = live.effective
        if settings.concurrencyLimit != nil { queue.slots = try await slots(job.queue, key: nil) }
        if settings.concurrencyPerKey != nil, let key = job.concurrencyKey {
            queue.keySlots = try await slots(job.queue, key: key)
        }
        if settings.rateLimit != nil, let period = settings.ratePeriodMilliseconds {
            queue.rate = try await rate(of: job.queue, periodMilliseconds: period, now: now)
        }
        return queue
    }

    private func slots(_ queue: String, key: String?) async throws -> SlotUse {
        var parameters = Parameters()
        parameters.append(queue)
        parameters.append(key)
        let rows = try await transaction.execute(ExplainSQL.holders, parameters)
        guard rows.count > 0 else { return SlotUse() }
        return SlotUse(
            count: rows[0].int64(0),
            holders: (0..<rows.count).map { index in
                let row = rows[index]
                return SlotHolder(job: row.jobID(1), since: row.timestampMicros(2), worker: row.string(3))
            })
    }

    private func line(_ job: JobRecord, rank: Int16) async throws -> LinePlace {
        var parameters = Parameters()
        parameters.append(job.queue)
        parameters.append(rank)
        parameters.append(job.id)
        return LinePlace(ahead: try await transaction.execute(ExplainSQL.ahead, parameters)[0].int64(0))
    }

    /// Workers of a declared pool serve what that says now, whatever they said when they came.
    private func workers(of queue: String) async throws -> WorkerSituation {
        let pools = try await pools()
        var parameters = Parameters()
        parameters.append(queue)
        let rows = try await transaction.execute(ExplainSQL.workers, parameters)
        var situation = WorkerSituation()
        for index in 0..<rows.count {
            let row = rows[index]
            let pool = pools[row.string(3)]
            guard pool.map({ $0.queues.contains(queue) }) ?? row.bool(4) else { continue }
            if row.string(1) == WorkerState.draining.rawValue || pool?.place.drains == true {
                situation.draining.append(row.string(0))
            } else {
                situation.online += 1
                situation.slots += pool.map(\.concurrency) ?? Int64(row.int32(2))
                situation.held += row.int64(5)
            }
        }
        situation.pools = pools.values.filter { $0.queues.contains(queue) }.map(\.place)
            .sorted { $0.name < $1.name }
        return situation
    }

    private struct Pool {
        var place: PoolPlace
        var queues: Set<String>
        var concurrency: Int64
    }

    /// The declared pools by their stored names.
    private func pools() async throws -> [String: Pool] {
        var parameters = Parameters()
        parameters.append(Kind.workerPool.rawValue)
        for _ in 0..<3 { parameters.append(String?.none) }
        let rows = try await transaction.execute(DeclarationSQL.list, parameters)
        var pools: [String: Pool] = [:]
        for index in 0..<rows.count {
            let resource = try DeclaredRecord(rows[index]).live.resource
            let spec = WorkerPoolSpec(resource)
            let replicas = spec.runtime == .external ? nil : Int64(spec.replicas)
            pools[resource.key.storedName] = Pool(
                place: PoolPlace(
                    name: resource.key.storedName, replicas: replicas, drains: spec.drain,
                    origin: resource.origin),
                queues: Set(spec.queues.map { storedQueueName($0, in: resource.key.namespace) }),
                concurrency: Int64(spec.concurrency))
        }
        return pools
    }

    /// Where these jobs stand; one whose rows are gone has no state.
    func awaited(_ ids: [JobID]) async throws -> [AwaitedJob] {
        var parameters = Parameters()
        parameters.append(ids)
        let rows = try await transaction.execute(ExplainSQL.states, parameters)
        var found: [JobID: AwaitedJob] = [:]
        for index in 0..<rows.count {
            let row = rows[index]
            found[row.jobID(0)] = AwaitedJob(
                id: row.jobID(0), resource: row.stringOrNil(1), state: JobState(rawValue: row.string(2)))
        }
        return ids.map { found[$0] ?? AwaitedJob(id: $0) }
    }
}

extension JobSituation {
    fileprivate init(_ job: JobRecord) {
        self.init(id: job.id, queue: job.queue, state: job.state)
        attempt = Int64(job.attempt)
        retries = Int64(job.retryCount)
        maxRetries = Int64(job.maxRetries)
        notBefore = job.notBefore
        startedAt = job.startedAt
        endedAt = job.completedAt
        error = job.error
        reason = job.reason
        cancelRequested = job.cancelRequested
        progress = job.progressPercent
        progressNote = job.progressNote
        exitCode = job.exitCode
        concurrencyKey = job.concurrencyKey
        uniqueKey = job.uniqueKey
        resource = job.resource
        schedule = job.schedule
    }
}

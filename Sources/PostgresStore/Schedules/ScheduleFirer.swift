import Cron
import Lifecycle
import Planning
import Postgres
import Resources

/// One look at one schedule, inside a transaction.
struct ScheduleFirer {
    let transaction: PostgresTransaction
    let schedule: DeclaredSchedule
    let times: TickTimes
    /// When it was noticed that a tick is due; nil is now.
    let noticed: Int64?

    private var key: Parameters { ScheduleSQL.key(schedule.key) }
    private var queue: String {
        storedQueueName(schedule.spec.jobTemplate.queue, in: schedule.key.namespace)
    }

    func look(now: Int64?) async throws -> ScheduleLook? {
        // The declaration's lock first: whoever changes it takes no lock on the schedule's row.
        let rows = try await transaction.batch([
            (ScheduleSQL.byIndex, Parameters()), (ScheduleSQL.declared, key), (ScheduleSQL.begin, key),
            (ScheduleSQL.lock, key), (ScheduleSQL.active, key), (ScheduleSQL.queue, .name(queue)),
        ])
        guard rows[1].count > 0, rows[1][0].int64(0) == schedule.generation,
            rows[1][0].timestampMicros(1) == schedule.createdAt,
            rows[1][0].timestampMicros(2) == schedule.updatedAt
        else { return nil }
        var active: [JobID] = []
        var ended: [JobID] = []
        for index in 0..<rows[4].count {
            let row = rows[4][index]
            if row.bool(1) { active.append(row.jobID(0)) } else { ended.append(row.jobID(0)) }
        }
        let decision = ScheduleTicks(name: schedule.key.storedName, spec: schedule.spec, times: times)
            .decide(
                ScheduleTicks.Situation(
                    watermark: watermark(rows[3][0]), now: now ?? rows[3][0].timestampMicros(3),
                    noticed: noticed, active: active.count, obstacle: obstacle(rows[5])))
        var look = ScheduleLook(next: decision.next)
        try await submit(decision.ticks, active: active, &look)
        try await record(look, watermark: decision.watermark, ended: ended)
        return look
    }

    /// A declaration that is new, or names other times, begins anew: nothing before it is made up for. And nothing
    /// that was decided before, by whatever declaration of this name, is decided again.
    private func watermark(_ row: Row) -> Int64 {
        let last = row.timestampMicros(0)
        if row.timestampMicros(1) != schedule.createdAt { return max(last, schedule.createdAt) }
        let timing = row.string(2)
        return timing.isEmpty || timing == schedule.timing ? last : max(last, schedule.updatedAt)
    }

    private func obstacle(_ queues: Rows) -> String? {
        if queues.count == 0 { return "queue \"\(queue)\" does not exist" }
        return queues[0].bool(0) ? "queue \"\(queue)\" is being drained" : nil
    }

    /// Inserts the jobs of the ticks that fire. One whose unique key is taken waits for it.
    private func submit(
        _ ticks: [ScheduleTicks.Decided], active: [JobID], _ look: inout ScheduleLook
    ) async throws {
        var jobs: [NewJob] = []
        var newest = active.last
        for tick in ticks {
            var job = newJob(tick)
            switch tick.action {
            case .skip(let reason):
                look.ticks.append(ScheduleTick(instant: tick.instant, job: nil, reason: reason))
                continue
            case .fire: break
            case .fireAfterActive: job.waits = newest.map { [.end(of: $0)] } ?? []
            case .fireInstead: job.waits = try await replace(active, &look).map { [.end(of: $0)] } ?? []
            }
            newest = job.id
            jobs.append(job)
            look.ticks.append(ScheduleTick(instant: tick.instant, job: job.id, reason: nil))
        }
        guard !jobs.isEmpty else { return }
        // Fails when the queue went away since it was looked at: the next look says so.
        look.ready += try await DeclaredEnqueue(transaction: transaction).enqueue(jobs)
    }

    /// - Returns: the newest job that runs until its worker has killed it.
    private func replace(_ active: [JobID], _ look: inout ScheduleLook) async throws -> JobID? {
        var running: JobID?
        for job in active {
            let (worker, isRunning) = try await transaction.forceCancel(job)
            if let worker { look.workersToTell.insert(worker) }
            if isRunning { running = job }
        }
        return running
    }

    private func newJob(_ tick: ScheduleTicks.Decided) -> NewJob {
        let spec = schedule.spec.jobTemplate
        var job = NewJob(spec, in: schedule.key.namespace)
        job.schedule = schedule.key.storedName
        job.labels = schedule.labels
        job.notBefore = tick.notBefore
        return job
    }

    private func record(_ look: ScheduleLook, watermark: Int64, ended: [JobID]) async throws {
        var statements: [(Statement, Parameters)] = []
        if !ended.isEmpty {
            var parameters = key
            parameters.append(ended)
            statements.append((ScheduleSQL.end, parameters))
        }
        if !look.ticks.isEmpty {
            var parameters = key
            parameters.append(timestampMicros: look.ticks.map(\.instant))
            parameters.append(look.ticks.map(\.reason))
            parameters.append(look.ticks.map { $0.job?.uuid })
            statements.append((ScheduleSQL.record, parameters))
            statements.append((ScheduleSQL.prune, key))
        }
        var parameters = key
        parameters.append(timestampMicros: watermark)
        parameters.append(timestampMicros: schedule.createdAt)
        parameters.append(schedule.generation)
        parameters.append(schedule.timing)
        parameters.append(timestampMicros: look.next)
        statements.append((ScheduleSQL.advance, parameters))
        _ = try await transaction.batch(statements)
    }
}

extension Parameters {
    /// One name, as $1.
    fileprivate static func name(_ name: String) -> Parameters {
        var parameters = Parameters()
        parameters.append(name)
        return parameters
    }
}

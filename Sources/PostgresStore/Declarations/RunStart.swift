import Lifecycle
import Planning
import Postgres
import Resources

extension Applier {
    /// The ledger row and the enqueued job commit together: whoever else declares the same content finds the row.
    func startRuns(_ entries: [PlanEntry], _ outcome: inout ApplyOutcome) async throws {
        var jobs: [NewJob] = []
        var keys: [(key: ResourceKey, run: RunKey, content: RunKey)] = []
        for entry in entries {
            guard case .run(let run, _, let cancels, let former)? = entry.run,
                let resource = resources[entry.key]
            else { continue }
            for id in cancels.compactMap({ JobID($0) }) { try await cancel(id, &outcome) }
            var job = newJob(resource, run: run)
            job.waits += former.compactMap { JobID($0) }.map { .end(of: $0) }
            jobs.append(job)
            keys.append((entry.key, run, RunKey(job: resource)))
        }
        guard !jobs.isEmpty else { return }
        var parameters = Parameters()
        parameters.append(keys.map(\.key.namespace))
        parameters.append(keys.map(\.key.name))
        parameters.append(keys.map(\.run.bytes))
        parameters.append(keys.map(\.content.bytes))
        parameters.append(jobs.map(\.id))
        parameters.append(Int16(RunKey.hashVersion))
        parameters.append(plan.owner)
        parameters.append(provenance.sourceRevision)
        let rows = try await transaction.execute(RunSQL.record, parameters)
        let recorded = Set((0..<rows.count).map { rows[$0].jobID(0) })
        let fresh = jobs.filter { recorded.contains($0.id) }
        guard !fresh.isEmpty else { return }
        outcome.ready += try await DeclaredEnqueue(transaction: transaction).enqueue(fresh)
        try await attach(keys.map(\.key), jobs, recorded)
    }

    /// Who waits for one of these Jobs waits for its new run from now on.
    private func attach(_ keys: [ResourceKey], _ jobs: [NewJob], _ recorded: Set<JobID>) async throws {
        let new = zip(keys, jobs).filter { recorded.contains($1.id) }
        var parameters = Parameters()
        parameters.append(new.map(\.0.namespace))
        parameters.append(new.map(\.0.name))
        guard try await transaction.execute(WaitSQL.isAwaited, parameters)[0].bool(0) else { return }
        parameters.append(new.map(\.1.id))
        _ = try await transaction.batch([(WaitSQL.lock, Parameters()), (WaitSQL.attach, parameters)])
    }

    /// Tells the dispatchers of other servers; this one's reads the outcome.
    func wake(_ ready: [ReadyJob]) async throws {
        guard !ready.isEmpty else { return }
        var parameters = Parameters()
        parameters.append(Set(ready.map(\.queue)).sorted())
        _ = try await transaction.execute(RunSQL.wake, parameters)
    }

    private func newJob(_ resource: Resource, run: RunKey) -> NewJob {
        let spec = JobSpec(resource)
        var job = NewJob(spec, in: resource.key.namespace)
        job.labels = resource.labels
        job.waits = spec.dependsOn.map { .newestRun(namespace: resource.key.namespace, name: $0) }
        job.declaration = NewJob.Declaration(resource: resource.key.storedName, runKey: run.bytes)
        return job
    }
}

private enum RunSQL {
    static let record = Statement(
        "ledger_record",
        """
        INSERT INTO ledger (namespace, name, run_key, content_key, hash_version, job_id, owner, source_revision)
        SELECT t.namespace, t.name, t.run_key, t.content_key, $6, t.job_id, $7, $8
        FROM unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[], $5::uuid[])
            AS t(namespace, name, run_key, content_key, job_id)
        ON CONFLICT DO NOTHING RETURNING job_id
        """)
    static let wake = Statement(
        "ledger_wake", "SELECT pg_notify('jq_ready', q) FROM unnest($1::text[]) AS q")
}

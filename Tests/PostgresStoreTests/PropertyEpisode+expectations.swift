import Lifecycle
import Planning
import Postgres
import PostgresStore
import Resources

extension PropertyEpisode {
    /// Every decision to run, or not to, has its reason in what the ledger holds.
    mutating func expectRuns(_ plan: Plan, desired: [Resource], runs: PropertySnapshot) {
        let resources = Dictionary(uniqueKeysWithValues: desired.map { ($0.key, $0) })
        for entry in plan.entries {
            guard let decision = entry.run, let job = resources[entry.key] else { continue }
            let spec = JobSpec(job)
            let ledger = runs.ledger.filter {
                $0.key.namespace == job.key.namespace && $0.key.name == job.key.name
            }
            let newest = ledger.values.max { $0.job < $1.job }
            let content = RunKey(job: job).bytes
            let ranContent = ledger.values.contains { $0.content == content }
            switch spec.runPolicy {
            case .oncePerContent:
                expect(decision.runs == !ranContent, "\(entry.key) OncePerContent: \(decision)")
            case .oncePerChange:
                expect(
                    decision.runs == (newest?.content != content), "\(entry.key) OncePerChange: \(decision)")
            case .oncePerName:
                let isFree = ledger.isEmpty || spec.trigger != nil && !ranContent
                expect(!decision.runs || isFree, "\(entry.key) OncePerName: \(decision)")
                if ledger.isEmpty { expect(decision.runs, "\(entry.key) OncePerName: \(decision)") }
            case .manual:
                let isFree = spec.trigger != nil && !ranContent
                expect(!decision.runs || isFree, "\(entry.key) Manual: \(decision)")
                if ledger.isEmpty, spec.trigger != nil {
                    expect(decision.runs, "\(entry.key) Manual: \(decision)")
                }
            }
        }
    }

    /// Whatever became claimable elsewhere or now is announced to the dispatcher.
    mutating func expectReady(_ outcome: ApplyOutcome, before: PropertySnapshot, after: PropertySnapshot) {
        let moved = after.jobs.filter { $0.value.place == .ready && before.jobs[$0.key] != $0.value }
        let announced = Dictionary(
            outcome.ready.map { ($0.id, $0.queue) }, uniquingKeysWith: { first, _ in first })
        // A job that was announced and is gone costs a claim that finds nothing; one that was not costs a poll.
        let silent = moved.filter { announced[$0.key] != $0.value.queue }
        expect(silent.isEmpty, "announced \(announced), and not \(silent)")
        let told = after.jobs.filter {
            $0.value.cancelRequested && before.jobs[$0.key]?.cancelRequested == false
        }
        expect(told.isEmpty || !outcome.workersToTell.isEmpty, "nobody is told to cancel \(told)")
    }

    /// The stored state is what the manifests ask for, wherever nothing was held up.
    mutating func expectGoal(_ plan: Plan, desired: [Resource], options: PlanOptions, after: PropertySnapshot)
    {
        let held = Set(plan.entries.filter { $0.blocked != nil }.map(\.key))
        for resource in desired where !held.contains(resource.key) && !options.delete.contains(resource.key) {
            guard let stored = after.declared[resource.key] else {
                expect(false, "\(resource.key) is not stored")
                continue
            }
            let effective = Resource(key: resource.key, spec: stored.spec).effectiveSpec
            expect(effective == resource.effectiveSpec, "\(resource.key) is stored as \(stored.spec)")
            let labels = Value.object(resource.labels.mapValues { .string($0) })
            expect(stored.labels == labels, "\(resource.key) has labels \(stored.labels)")
            expect(stored.owner == options.owner, "\(resource.key) belongs to \(stored.owner)")
            if resource.key.kind == .queue {
                let row = after.queues[resource.key.storedName]
                expect(
                    row?.settings == QueueSettings(resource) && row?.draining == false,
                    "\(resource.key): \(String(describing: row))")
            }
        }
        let gone = options.delete.filter { !held.contains($0) && after.declared[$0] != nil }
        expect(gone.isEmpty, "\(gone) should have been deleted")
        guard options.prune else { return }
        let kept = Set(desired.map(\.key)).union(options.protected).union(held)
        let disabled = Set(plan.entries.filter { $0.action == .unchanged }.map(\.key))
        for (key, stored) in after.declared where stored.owner == options.owner && !kept.contains(key) {
            expect(disabled.contains(key), "\(key) should have been pruned")
        }
    }

    /// What holds of every state, however it came to be.
    mutating func expectConsistency(_ state: PropertySnapshot) async throws {
        let places = try await pool.execute(
            Statement(
                "places",
                """
                SELECT (SELECT count(*) FROM jobs), (SELECT count(*) FROM job_ready) +
                    (SELECT count(*) FROM job_scheduled) + (SELECT count(*) FROM job_running) +
                    (SELECT count(*) FROM job_done)
                """), Parameters())
        let jobs = places[0].int64(0)
        expect(jobs == places[0].int64(1) && Int64(state.jobs.count) == jobs, "jobs in no place, or in two")
        let runs = state.jobs.filter { $0.value.resource != nil }
        expect(runs.count == state.ledger.count, "\(runs.count) runs, \(state.ledger.count) ledger rows")
        for (name, run) in state.ledger {
            let resource = ResourceKey(kind: .job, namespace: name.namespace, name: name.name).storedName
            guard let job = runs[run.job], job.resource == resource, job.runKey == name.runKey else {
                expect(false, "ledger row \(name) has no job of its own")
                continue
            }
            let hasEnded = job.place == .done || job.place == .dead
            expect((run.state != nil) == hasEnded, "ledger row \(name) says \(run.state ?? "-"): \(job)")
        }
        let counted = try await store.counts()
        for name in state.queues.keys {
            var real: [PropertySnapshot.Place: Int64] = [:]
            for job in state.jobs.values where job.queue == name { real[job.place, default: 0] += 1 }
            let counts = counted[name] ?? QueueCounts(ready: -1)
            let isRight =
                counts.ready == real[.ready, default: 0] && counts.scheduled == real[.scheduled, default: 0]
                && counts.assigned == real[.assigned, default: 0]
                && counts.running == real[.running, default: 0]
                && counts.done == real[.done, default: 0] && counts.deadLettered == real[.dead, default: 0]
            expect(isRight, "queue \(name) counts \(counts), and holds \(real)")
        }
    }
}

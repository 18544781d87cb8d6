import Planning
import PostgresStore
import Resources
import Testing

/// A queue's manifest.
func queue(_ name: String, in namespace: String = "default", file: String = "main.yaml", _ spec: Value = [:])
    -> Resource
{
    manifest(.queue, name, in: namespace, file: file, spec)
}

/// A job's manifest: the command is its content, `more` are other fields of the spec.
func job(
    _ name: String, _ command: String = "a", queue: String = "q", in namespace: String = "default",
    file: String = "main.yaml", _ more: [String: Value] = [:]
) -> Resource {
    let spec: [String: Value] = ["queue": .string(queue), "command": [.string(command)]]
    return manifest(.job, name, in: namespace, file: file, .object(spec.merging(more) { $1 }))
}

func manifest(
    _ kind: Kind, _ name: String, in namespace: String = "default", file: String = "main.yaml", _ spec: Value
) -> Resource {
    Resource(
        key: ResourceKey(kind: kind, namespace: namespace, name: name), spec: spec,
        origin: Mark(file: file, line: 1, column: 1))
}

extension JobQueueStore {
    /// Applies manifests of owner "src", and checks that `plan` had said the same before.
    @discardableResult
    func declare(
        _ resources: [Resource], revision: String? = nil, sourceLocation: SourceLocation = #_sourceLocation,
        _ change: (inout PlanOptions) -> Void = { _ in }
    ) async throws -> ApplyOutcome {
        var options = PlanOptions(owner: "src")
        change(&options)
        let dry = try await plan(resources, options: options)
        let outcome = try await apply(
            resources, options: options, provenance: Provenance(actor: "tester", sourceRevision: revision),
            expectedHash: dry.hash)
        #expect(dry == outcome.plan, sourceLocation: sourceLocation)
        return outcome
    }

    /// The runs of a job in namespace default, oldest first.
    func runs(of name: String, in namespace: String = "default") async throws -> [LedgerEntry] {
        let key = ResourceKey(kind: .job, namespace: namespace, name: name)
        return try await ledger([key])[key] ?? []
    }

    /// Takes a waiting job for a worker, and starts it.
    @discardableResult
    func hold(_ run: LedgerEntry, start: Bool) async throws -> Lease {
        let claim = try #require(try await claim([(run.jobID, freshJobID())]).first)
        let lease = Lease(job: run.jobID, epoch: claim.leaseEpoch)
        if start { _ = try await settle(started: [lease], completed: []) }
        return lease
    }

    /// Lets a waiting job succeed.
    func finish(_ run: LedgerEntry) async throws {
        let lease = try await hold(run, start: true)
        _ = try await settle(started: [], completed: [Completion(lease: lease, result: [])])
    }

    /// Lets a job that a worker holds succeed.
    func complete(_ lease: Lease) async throws {
        #expect(try await settle(started: [], completed: [Completion(lease: lease, result: [])]).isEmpty)
    }
}

extension ApplyOutcome {
    /// "Queue/q create": what was to be done, entry by entry; "blocked" stands for what was not.
    var summary: [String] {
        plan.entries.map { "\($0.key) \($0.blocked == nil ? $0.action.rawValue : "blocked")" }
    }

    func entry(_ key: String) throws -> PlanEntry {
        try #require(plan.entries.first { $0.key.description == key })
    }
}

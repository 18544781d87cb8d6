import FoundationEssentials
import GRPCCore
import JobQueueProto
import Planning
import PostgresStore
import Resources
import SwiftProtobuf
import YAML

/// The declarative side over gRPC. `plan` and `apply` decode the manifests again, whatever the client did.
struct ResourceService: Jq_V1_ResourceService.SimpleServiceProtocol {
    let store: JobQueueStore
    let wakeUps: WakeUps
    let dispatcher: Dispatcher

    func plan(request: Jq_V1_PlanRequest, context: ServerContext) async throws -> Jq_V1_PlanResponse {
        let manifests = decode(request.files)
        let plan = try await store.plan(manifests.resources, options: try options(request.options, manifests))
        return .with {
            $0.plan = Jq_V1_Plan(plan)
            $0.problems = manifests.diagnostics.map { Jq_V1_Problem($0) }
        }
    }

    func apply(request: Jq_V1_ApplyRequest, context: ServerContext) async throws -> Jq_V1_ApplyResponse {
        let manifests = decode(request.files)
        let options = try options(request.options, manifests)
        let problems = manifests.diagnostics.map { Jq_V1_Problem($0) }
        if !options.keepGoing, manifests.diagnostics.contains(where: { $0.severity == .error }) {
            let plan = try await store.plan(manifests.resources, options: options)
            return .with {
                $0.plan = Jq_V1_Plan(plan)
                $0.problems = problems
            }
        }
        let outcome = try await carryOut(
            manifests.resources, options: options, context: context, revision: request.options.sourceRevision,
            expectedHash: request.expectedHash.isEmpty ? nil : request.expectedHash)
        return .with {
            $0.plan = Jq_V1_Plan(outcome.plan)
            $0.problems = problems
            $0.applied = outcome.applied
        }
    }

    func deleteResource(
        request: Jq_V1_DeleteResourceRequest, context: ServerContext
    ) async throws -> Jq_V1_DeleteResourceResponse {
        let key = try request.key.key()
        let options = Planning.PlanOptions(owner: "jq-ctl", delete: [key])
        let plan: Planning.Plan
        if request.dryRun {
            plan = try await store.plan([], options: options)
        } else {
            plan = try await carryOut([], options: options, context: context, revision: "", expectedHash: nil)
                .plan
        }
        guard !plan.entries.isEmpty else { throw notFound("\(key) does not exist") }
        if let blocked = plan.entries.compactMap(\.blocked).first, !request.dryRun {
            throw StoreError(.failedPrecondition, "\(key) cannot be deleted: \(blocked)")
        }
        return .with { $0.plan = Jq_V1_Plan(plan) }
    }

    func rollback(request: Jq_V1_RollbackRequest, context: ServerContext) async throws
        -> Jq_V1_RollbackResponse
    {
        let key = try request.key.key()
        let history = try await store.history(key, limit: request.revision == 0 ? 2 : 10_000)
        let wanted =
            request.revision == 0
            ? history.dropFirst().first : history.first { $0.revision == request.revision }
        guard let revision = wanted else {
            throw notFound(
                request.revision == 0
                    ? "\(key) has no earlier revision"
                    : "\(key) has no revision \(request.revision); see history")
        }
        let owner = try await store.declared(kind: key.kind, namespace: key.namespace, name: key.name).first?
            .live.owner
        let options = Planning.PlanOptions(owner: owner ?? revision.owner)
        let plan: Planning.Plan
        if request.dryRun {
            plan = try await store.plan([revision.resource], options: options)
        } else {
            plan = try await carryOut(
                [revision.resource], options: options, context: context,
                revision: "rollback to revision \(revision.revision)", expectedHash: nil
            ).plan
        }
        if let blocked = plan.entries.compactMap(\.blocked).first, !request.dryRun {
            throw StoreError(.failedPrecondition, "\(key) cannot be rolled back: \(blocked)")
        }
        return .with { $0.plan = Jq_V1_Plan(plan) }
    }

    func getHistory(request: Jq_V1_GetHistoryRequest, context: ServerContext) async throws
        -> Jq_V1_GetHistoryResponse
    {
        let key = try request.key.key()
        let limit = request.limit > 0 ? min(Int(request.limit), 10_000) : 100
        let history = try await store.history(key, limit: limit)
        if history.isEmpty { throw notFound("\(key) was never declared") }
        return .with { response in
            response.revisions = history.map { revision in
                .with {
                    $0.revision = revision.revision
                    $0.key = Jq_V1_ResourceKey(key)
                    $0.generation = revision.generation
                    $0.action = revision.action
                    $0.owner = revision.owner
                    $0.actor = revision.actor
                    $0.sourceRevision = revision.sourceRevision ?? ""
                    $0.appliedAt = .init(micros: revision.appliedAt)
                    $0.spec = Data(revision.resource.spec.canonicalJSON())
                    $0.planHash = revision.planHash
                }
            }
        }
    }

    func listSources(
        request: Jq_V1_ListSourcesRequest, context: ServerContext
    ) async throws -> Jq_V1_ListSourcesResponse {
        let sources = try await store.sources()
        return .with { response in
            response.sources = sources.map { source in
                .with {
                    $0.owner = source.owner
                    $0.sourceRevision = source.sourceRevision ?? ""
                    $0.lastPassAt = .init(micros: source.lastPassAt)
                    $0.problems = source.problems.map { Jq_V1_Problem($0) }
                    $0.message = source.message
                }
            }
        }
    }

    /// Applies, then wakes whoever waits for what it made.
    private func carryOut(
        _ resources: [Resources.Resource], options: Planning.PlanOptions, context: ServerContext,
        revision: String,
        expectedHash: String?
    ) async throws -> ApplyOutcome {
        let outcome = try await store.apply(
            resources, options: options,
            provenance: Provenance(actor: "grpc", sourceRevision: revision.isEmpty ? nil : revision),
            expectedHash: expectedHash)
        await wakeUps.ready(outcome.ready)
        for worker in outcome.workersToTell { try await store.notifyWorker(worker) }
        return outcome
    }

    private func decode(_ files: [Jq_V1_ManifestFile]) -> DecodedManifests {
        decodeManifests(files.map { Resources.ManifestFile(path: $0.path, bytes: [UInt8]($0.content)) })
    }

    /// A resource whose manifest is bad now is not one that is gone.
    private func options(
        _ wire: Jq_V1_PlanOptions, _ manifests: DecodedManifests
    ) throws -> Planning.PlanOptions {
        var options = try Planning.PlanOptions(wire)
        options.protected = Set(manifests.diagnostics.filter { $0.severity == .error }.compactMap(\.resource))
        if options.prune, manifests.resources.isEmpty {
            throw StoreError(
                .failedPrecondition, "nothing is declared, so nothing is pruned; delete by name instead")
        }
        if options.prune,
            let unnamed = manifests.diagnostics.first(where: { $0.severity == .error && $0.resource == nil })
        {
            throw StoreError(
                .failedPrecondition, "nothing is pruned while a manifest cannot be read: \(unnamed)")
        }
        return options
    }
}

import FoundationEssentials
import JobQueueProto
import Lifecycle
import Planning
import PostgresStore
import Resources
import SwiftProtobuf

extension Jq_V1_ResourceKey {
    init(_ key: Resources.ResourceKey) {
        self.init()
        kind = key.kind.rawValue
        namespace = key.namespace
        name = key.name
    }

    /// INVALID_ARGUMENT when the kind is unknown or the name empty.
    func key() throws -> Resources.ResourceKey {
        guard let kind = Kind(rawValue: kind) ?? Kind(argument: kind) else {
            throw invalid(
                "unknown kind \"\(kind)\"; kinds are \(Kind.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        guard !name.isEmpty else { throw invalid("the name of the \(kind.rawValue) is empty") }
        return Resources.ResourceKey(
            kind: kind, namespace: namespace.isEmpty ? "default" : namespace, name: name)
    }
}

extension Jq_V1_Problem {
    init(_ diagnostic: Diagnostic) {
        self.init()
        warning = diagnostic.severity == .warning
        text = diagnostic.description
        file = diagnostic.mark?.file ?? ""
        line = Int32(clamping: diagnostic.mark?.line ?? 0)
        column = Int32(clamping: diagnostic.mark?.column ?? 0)
        field = diagnostic.field ?? ""
    }
}

extension Planning.PlanOptions {
    init(_ options: Jq_V1_PlanOptions) throws {
        self.init(owner: options.owner.isEmpty ? "jq-ctl" : options.owner)
        prune = options.prune
        if options.maxPrune > 0 { maxPrune = Int(options.maxPrune) }
        if !options.confirm.isEmpty { confirm = options.confirm }
        keepGoing = options.keepGoing
        delete = try options.delete.map { try $0.key() }
        takeOver = options.takeOver
    }
}

extension Jq_V1_Plan {
    init(_ plan: Planning.Plan) {
        self.init()
        entries = plan.entries.map { Jq_V1_PlanEntry($0) }
        hash = plan.hash
        owner = plan.owner
        let summary = plan.summary
        create = Int32(clamping: summary.create)
        change = Int32(clamping: summary.change)
        delete = Int32(clamping: summary.delete)
        blocked = Int32(clamping: summary.blocked)
        unchanged = Int32(clamping: summary.unchanged)
    }
}

extension Jq_V1_PlanEntry {
    init(_ entry: Planning.PlanEntry) {
        self.init()
        key = Jq_V1_ResourceKey(entry.key)
        action =
            switch entry.action {
            case .unchanged: .unchanged
            case .create: .create
            case .change: .change
            case .delete: .delete
            }
        file = entry.origin?.file ?? ""
        line = Int32(clamping: entry.origin?.line ?? 0)
        column = Int32(clamping: entry.origin?.column ?? 0)
        changes = entry.changes.map { change in
            .with {
                $0.path = change.path
                $0.old = change.old.map(jsonText) ?? ""
                $0.new = change.new.map(jsonText) ?? ""
                $0.drift = change.drift
            }
        }
        effects = entry.effects
        blocked = entry.blocked ?? ""
        runs = entry.run?.runs ?? false
        runKey = entry.run?.key.description ?? ""
    }
}

extension Jq_V1_Resource {
    init(_ observed: ObservedResource) {
        let record = observed.record
        let resource = record.live.resource
        self.init()
        key = Jq_V1_ResourceKey(resource.key)
        generation = record.live.generation
        observedGeneration = observed.status.observedGeneration
        owner = record.live.owner
        sourceRevision = record.live.sourceRevision ?? ""
        file = resource.origin?.file ?? ""
        line = Int32(clamping: resource.origin?.line ?? 0)
        column = Int32(clamping: resource.origin?.column ?? 0)
        createdAt = .init(micros: record.createdAt)
        updatedAt = .init(micros: record.updatedAt)
        labels = resource.labels
        annotations = resource.annotations
        spec = Data(resource.spec.canonicalJSON())
        conditions = observed.status.conditions.map { Jq_V1_Condition($0) }
        status = Data(Value.object(observed.status.facts).canonicalJSON())
    }

    /// A worker, which reports itself: there is no declaration behind it.
    init(_ worker: WorkerRecord) {
        self.init()
        key = .with {
            $0.kind = Kind.worker.rawValue
            $0.namespace = "default"
            $0.name = worker.id.description
        }
        createdAt = .init(micros: worker.registeredAt)
        updatedAt = .init(micros: worker.lastHeartbeat)
        spec = Data(Value.object(["drain": .bool(worker.state == .draining)]).canonicalJSON())
        let isOnline = worker.state != .offline
        conditions = [
            Jq_V1_Condition(
                Planning.Condition(
                    "Ready", isOnline ? .yes : .no, worker.state.rawValue.capitalized,
                    isOnline ? "sends heartbeats" : "silent, or stopped", since: worker.lastHeartbeat))
        ]
        let facts: Value = [
            "status": .string(worker.state.rawValue), "queues": .array(worker.queues.map { .string($0) }),
            "busy": .int(Int64(worker.busy)), "concurrency": .int(Int64(worker.concurrency)),
            "lastHeartbeat": .string(Timestamp.text(micros: worker.lastHeartbeat)),
            "version": .string(worker.version),
            "pool": .string(worker.pool), "hostname": .string(worker.hostname),
        ]
        status = Data(facts.canonicalJSON())
    }
}

extension Jq_V1_Condition {
    init(_ condition: Planning.Condition) {
        self.init()
        type = condition.type
        status = condition.status.rawValue
        reason = condition.reason
        message = condition.message
        if let since = condition.since { lastTransition = .init(micros: since) }
    }
}

func jsonText(_ value: Value) -> String { String(decoding: value.canonicalJSON(), as: UTF8.self) }

import GRPCCore
import JobQueueProto
import PostgresStore
import Resources
import ServiceLifecycle
import SwiftProtobuf

extension ResourceService {
    func getResource(
        request: Jq_V1_GetResourceRequest, context: ServerContext
    ) async throws -> Jq_V1_GetResourceResponse {
        let key = try request.key.key()
        let found = try await list(kind: key.kind, namespace: key.namespace, name: key.name)
        guard let resource = found.first else { throw notFound("\(key) does not exist") }
        return .with { $0.resource = resource }
    }

    func listResources(
        request: Jq_V1_ListResourcesRequest, context: ServerContext
    ) async throws -> Jq_V1_ListResourcesResponse {
        let selector = try LabelSelector(request.labelSelector)
        let found = try await list(
            kind: try kind(request.kind), namespace: request.namespace.isEmpty ? nil : request.namespace,
            owner: request.owner.isEmpty ? nil : request.owner)
        return .with { $0.resources = found.filter { selector.matches($0.labels) } }
    }

    /// Compares what is with what was sent, at every hint of a change and every quarter of a second.
    func watchResources(
        request: Jq_V1_WatchResourcesRequest, response: RPCWriter<Jq_V1_WatchEvent>, context: ServerContext
    ) async throws {
        let selector = try LabelSelector(request.labelSelector)
        let kind = try kind(request.kind)
        var sent: [Jq_V1_ResourceKey: Jq_V1_Resource] = [:]
        var isFirst = true
        for await _ in Ticker(every: .milliseconds(250)).cancelOnGracefulShutdown() {
            // Nothing is written, and so nothing fails, as long as nothing changes.
            if context.cancellation.isCancelled { return }
            let found = try await list(
                kind: kind, namespace: request.namespace.isEmpty ? nil : request.namespace,
                name: request.name.isEmpty ? nil : request.name
            ).filter { selector.matches($0.labels) }
            var events = changes(from: sent, to: found)
            if isFirst { events.append(.with { $0.type = .synced }) }
            isFirst = false
            if !events.isEmpty { try await response.write(contentsOf: events) }
            sent = Dictionary(uniqueKeysWithValues: found.map { ($0.key, $0) })
        }
    }

    private func changes(
        from sent: [Jq_V1_ResourceKey: Jq_V1_Resource], to found: [Jq_V1_Resource]
    ) -> [Jq_V1_WatchEvent] {
        var events: [Jq_V1_WatchEvent] = []
        var gone = sent
        for resource in found {
            let before = gone.removeValue(forKey: resource.key)
            if before == resource { continue }
            events.append(
                .with {
                    $0.type = before == nil ? .added : .modified
                    $0.resource = resource
                })
        }
        for resource in gone.values {
            events.append(
                .with {
                    $0.type = .deleted
                    $0.resource = resource
                })
        }
        return events
    }

    private func kind(_ text: String) throws -> Kind? {
        if text.isEmpty { return nil }
        guard let kind = Kind(rawValue: text) ?? Kind(argument: text) else {
            throw invalid(
                "unknown kind \"\(text)\"; kinds are \(Kind.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        return kind
    }

    private func list(
        kind: Kind?, namespace: String?, name: String? = nil, owner: String? = nil
    ) async throws -> [Jq_V1_Resource] {
        if kind == .worker {
            return try await store.workers().map { Jq_V1_Resource($0) }.filter {
                name == nil || $0.key.name == name
            }
        }
        return try await store.observed(kind: kind, namespace: namespace, name: name, owner: owner)
            .map { Jq_V1_Resource($0) }
    }
}

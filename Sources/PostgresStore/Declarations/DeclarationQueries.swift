public import Planning
import Postgres
public import Resources

/// One applied revision of a resource.
public struct RevisionRecord: Sendable {
    /// Number among the revisions of all resources; grows with time and may have gaps.
    public var revision: Int64
    /// Generation of the resource at this revision.
    public var generation: Int64
    /// "created", "changed" or "deleted".
    public var action: String
    /// What was declared; for a deletion, what had been. Its place in a file is not kept.
    public var resource: Resource
    /// Who declared the resource.
    public var owner: String
    /// The person or program that applied it.
    public var actor: String
    /// State of the source it came from, for example a git commit; nil when none was given.
    public var sourceRevision: String?
    /// Microseconds since 1970.
    public var appliedAt: Int64
    /// Hash of the plan that it was a part of, eight hexadecimal digits.
    public var planHash: String
}

extension JobQueueStore {
    /// Declarations in order of kind, namespace and name; nil filters nothing.
    public func declared(
        kind: Kind? = nil, namespace: String? = nil, name: String? = nil, owner: String? = nil
    ) async throws(StoreError) -> [DeclaredRecord] {
        var parameters = Parameters()
        parameters.append(kind?.rawValue)
        parameters.append(namespace)
        parameters.append(name)
        parameters.append(owner)
        let rows = try await read(DeclarationSQL.list, parameters)
        var records: [DeclaredRecord] = []
        records.reserveCapacity(rows.count)
        for index in 0..<rows.count { records.append(try DeclaredRecord(rows[index])) }
        return records
    }

    /// The declarations under these keys, in order of kind, namespace and name; keys that are not declared are left
    /// out.
    public func declared(keys: [ResourceKey]) async throws(StoreError) -> [DeclaredRecord] {
        guard !keys.isEmpty else { return [] }
        let rows = try await read(DeclarationSQL.byKey, DeclarationSQL.keys(keys))
        var records: [DeclaredRecord] = []
        records.reserveCapacity(rows.count)
        for index in 0..<rows.count { records.append(try DeclaredRecord(rows[index])) }
        return records
    }

    /// What an owner declares, without the declarations themselves: to find what its source no longer holds. In no
    /// order; kinds that only a newer jq knows are left out.
    public func declaredKeys(
        owner: String
    ) async throws(StoreError) -> [(key: ResourceKey, generation: Int64)] {
        var parameters = Parameters()
        parameters.append(owner)
        let rows = try await read(DeclarationSQL.keysOfOwner, parameters)
        return (0..<rows.count).compactMap { index in
            let row = rows[index]
            return Kind(rawValue: row.string(0)).map {
                (ResourceKey(kind: $0, namespace: row.string(1), name: row.string(2)), row.int64(3))
            }
        }
    }

    /// Everything that these Jobs ran, oldest first.
    public func ledger(_ keys: [ResourceKey]) async throws(StoreError) -> [ResourceKey: [LedgerEntry]] {
        guard !keys.isEmpty else { return [:] }
        var parameters = Parameters()
        parameters.append(keys.map(\.namespace))
        parameters.append(keys.map(\.name))
        return ledgerEntries(try await read(DeclarationSQL.ledger, parameters))
    }

    /// Applied revisions of a resource, newest first.
    public func history(_ key: ResourceKey, limit: Int) async throws(StoreError) -> [RevisionRecord] {
        var parameters = Parameters()
        parameters.append(key.kind.rawValue)
        parameters.append(key.namespace)
        parameters.append(key.name)
        parameters.append(Int64(limit))
        let rows = try await read(DeclarationSQL.history, parameters)
        var revisions: [RevisionRecord] = []
        for index in 0..<rows.count {
            let row = rows[index]
            var resource = Resource(key: key, spec: try json(row, 3))
            resource.labels = strings(try json(row, 4))
            resource.annotations = strings(try json(row, 5))
            revisions.append(
                RevisionRecord(
                    revision: row.int64(0), generation: row.int64(1), action: row.string(2),
                    resource: resource,
                    owner: row.string(6), actor: row.string(7), sourceRevision: row.stringOrNil(8),
                    appliedAt: row.timestampMicros(9), planHash: row.string(10)))
        }
        return revisions
    }
}

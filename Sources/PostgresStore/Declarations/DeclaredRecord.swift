public import Planning
import Postgres
import Resources

/// A declaration as it is stored. Times are microseconds since 1970.
public struct DeclaredRecord: Sendable {
    /// The declaration with its owner and generation, as a plan looks at it.
    public var live: LiveResource
    /// First applied; a deletion forgets it.
    public var createdAt: Int64
    /// Last applied with a change, of the spec or of anything beside it.
    public var updatedAt: Int64

    init(_ row: Row) throws(StoreError) {
        guard let kind = Kind(rawValue: row.string(0)) else {
            throw StoreError(
                .internal, "the database holds a resource of unknown kind \(row.string(0)); run a newer jq")
        }
        var resource = Resource(
            key: ResourceKey(kind: kind, namespace: row.string(1), name: row.string(2)),
            spec: try json(row, 3))
        resource.labels = strings(try json(row, 4))
        resource.annotations = strings(try json(row, 5))
        if let file = row.stringOrNil(8) {
            resource.origin = Mark(
                file: file, line: Int(row.int32OrNil(9) ?? 1), column: Int(row.int32OrNil(10) ?? 1))
        }
        live = LiveResource(
            resource: resource, owner: row.string(6), generation: row.int64(7),
            sourceRevision: row.stringOrNil(11))
        createdAt = row.timestampMicros(12)
        updatedAt = row.timestampMicros(13)
    }
}

func json(_ row: Row, _ column: Int) throws(StoreError) -> Value {
    do { return try Value(json: row.bytes(column)) } catch {
        throw StoreError(.internal, "the database holds JSON that cannot be read: \(error)")
    }
}

func strings(_ value: Value) -> [String: String] {
    value.objectValue?.compactMapValues(\.stringValue) ?? [:]
}

func text(_ value: Value) -> String { String(decoding: value.canonicalJSON(), as: UTF8.self) }

func text(_ strings: [String: String]) -> String { text(.object(strings.mapValues { .string($0) })) }

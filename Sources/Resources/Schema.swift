/// The one definition of a kind. Decoding, validation, defaults, `explain`, JSON Schema and the Kubernetes
/// definitions are all read off it.
public struct Schema: Sendable {
    /// The kind that is defined.
    public let kind: Kind
    /// What the kind is for, in a sentence or two.
    public let doc: String
    /// The fields under `metadata`, the same for every kind.
    public let metadata: ObjectSchema
    /// The fields under `spec`.
    public let spec: ObjectSchema

    init(_ kind: Kind, _ doc: String, spec: ObjectSchema) {
        self.kind = kind
        self.doc = doc
        self.metadata = metadataSchema
        self.spec = spec
    }

    /// The whole resource: apiVersion, kind, metadata and spec.
    public var root: ObjectSchema {
        ObjectSchema([
            Field(
                "apiVersion", .choice([Choice(name: Kind.apiVersion, doc: "This version.")]),
                required: true, "The version of the form that the resource is written in."),
            Field(
                "kind", .choice([Choice(name: kind.rawValue, doc: doc)]), required: true,
                "What the resource is."),
            Field("metadata", .object(metadata), required: true, "What the resource is called."),
            Field("spec", .object(spec), required: spec.fields.contains(where: \.required), "What shall be."),
        ])
    }

    /// The definition of `kind`.
    public static func of(_ kind: Kind) -> Schema {
        switch kind {
        case .queue: queue
        case .workerPool: workerPool
        case .job: job
        case .schedule: schedule
        case .worker: worker
        }
    }
}

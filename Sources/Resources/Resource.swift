/// A declared resource, decoded and valid.
///
/// Two resources are equal when they declare the same; where they were declared does not count.
public struct Resource: Hashable, Sendable {
    /// Kind, namespace and name.
    public var key: ResourceKey
    /// Labels to select by.
    public var labels: [String: String]
    /// Free notes for tools and people.
    public var annotations: [String: String]
    /// An object with the fields that the author gave, in normal form: a duration as `1m30s`, a whole number
    /// as an int, a time in UTC, and nothing that only repeats a default (``ObjectSchema/omittingDefaults(_:)``).
    public var spec: Value
    /// Where the resource was declared, when it came from a file.
    public var origin: Mark?
    /// Where each field of the spec was given, by its path: `spec.backoff.base`.
    public var marks: [String: Mark]

    /// A resource from parts that are known to be valid. Text from outside goes through
    /// ``decodeResource(_:)``.
    public init(
        key: ResourceKey, labels: [String: String] = [:], annotations: [String: String] = [:], spec: Value,
        origin: Mark? = nil, marks: [String: Mark] = [:]
    ) {
        self.key = key
        self.labels = labels
        self.annotations = annotations
        self.spec = spec
        self.origin = origin
        self.marks = marks
    }

    /// The spec with the schema's defaults filled in where the author gave nothing.
    public var effectiveSpec: Value { Schema.of(key.kind).spec.fillingDefaults(spec) }

    /// Whether both declare the same under the same key.
    public static func == (left: Resource, right: Resource) -> Bool {
        left.key == right.key && left.labels == right.labels && left.annotations == right.annotations
            && left.spec == right.spec
    }

    /// Feeds what equality looks at.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(key)
        hasher.combine(labels)
        hasher.combine(annotations)
        hasher.combine(spec)
    }
}

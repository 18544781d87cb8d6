/// One field of an object in a manifest: all that decoding, validation, `explain`, JSON Schema and the
/// Kubernetes definitions need to know about it.
public struct Field: Sendable {
    /// The key in the manifest.
    public let name: String
    /// What its value may be.
    public let type: FieldType
    /// Whether it must be given.
    public let required: Bool
    /// What counts when it is not given, in normal form. An empty object stands for the defaults of its
    /// fields.
    public let defaultValue: Value?
    /// What it means, in a sentence.
    public let doc: String
    /// A value as an author may write it, for advice and explanations.
    public let example: String?
    /// Whether its value may be a secret, so that no message may repeat it.
    public let sensitive: Bool
    /// Whether a change of it makes the work of a job another one (part of the run key).
    public let runRelevant: Bool

    init(
        _ name: String, _ type: FieldType, required: Bool = false, default defaultValue: Value? = nil,
        example: String? = nil, sensitive: Bool = false, runRelevant: Bool = false,
        _ doc: String
    ) {
        self.name = name
        self.type = type
        self.required = required
        self.defaultValue = defaultValue
        self.doc = doc
        self.example = example
        self.sensitive = sensitive
        self.runRelevant = runRelevant
    }
}

public import Resources

/// One manifest of a source, decoded.
public struct SourceFile: Sendable {
    /// The path as a person would write it: the source's path, a slash, the path below it.
    public let path: String
    /// What the file declares, in its order; a document with errors is missing here.
    public let resources: [Resource]
    /// What is wrong with the file itself; resources that another file declares too are not among it.
    public let diagnostics: [Diagnostic]
    /// Of the file's bytes; nil when they could not be read.
    public let digest: ContentDigest?

    /// False when the file may declare resources whose names are not known: it could not be read, or
    /// an error stands in it that belongs to no resource.
    public var isComplete: Bool {
        !diagnostics.contains { $0.severity == .error && $0.resource == nil }
    }
}

/// What a set of manifests declares, and everything that is wrong with them.
public struct DecodedManifests: Sendable {
    /// The valid resources in the order of files and documents, no key twice.
    public var resources: [Resource]
    /// Every problem, in the order of files and places.
    public var diagnostics: [Diagnostic]

    /// A result.
    public init(resources: [Resource] = [], diagnostics: [Diagnostic] = []) {
        self.resources = resources
        self.diagnostics = diagnostics
    }

    /// Whether something could not be understood. The resources are then not all that was meant, and
    /// nothing may be deleted because it is missing among them.
    public var hasErrors: Bool { diagnostics.hasErrors }
}

public import Resources

/// All that a source declared at one moment, read in one pass.
public struct SourceSnapshot: Sendable {
    /// The path as it was given to the source.
    public let path: String
    /// The directory that was read: `path` without symbolic links, resolved once for the whole pass.
    public let root: String
    /// Every manifest, ordered by path.
    public let files: [SourceFile]
    /// Every valid resource, in file order. Of a resource that several files declare, only the first.
    public let resources: [Resource]
    /// All errors and warnings, in file order: of the files, and resources declared twice.
    public let diagnostics: [Diagnostic]
    /// Of all paths and contents; equal digests mean equal sources, also across restarts.
    public let digest: ContentDigest
    /// Resources that are declared, but not validly: never to be pruned.
    public let protectedKeys: Set<ResourceKey>
    /// The commit that is checked out (40 or 64 hexadecimal digits); nil when the directory is not in a
    /// git work tree or the hash cannot be found out. The files may differ from what was committed.
    public internal(set) var revision: String?
    /// How long until the latest change counts as finished; nil when nothing changed of late. A pass after
    /// this time can lift ``PruneObstacle/settling(wait:)``.
    public internal(set) var settlesIn: Duration?
    /// True when the pass before found the same files with the same contents. `revision` and
    /// `settlesIn` may still differ.
    public internal(set) var unchangedSinceLastPass: Bool

    let lastingObstacle: PruneObstacle?

    /// What forbids deletions on account of this snapshot; nil when they are safe.
    public var pruneObstacle: PruneObstacle? {
        lastingObstacle ?? settlesIn.map { .settling(wait: $0) }
    }

    /// True when nothing at all is declared.
    public var isEmpty: Bool { resources.isEmpty }

    /// True when at least one manifest has an error.
    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

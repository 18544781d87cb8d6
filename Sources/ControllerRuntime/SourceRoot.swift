internal import Glibc

/// The name under which Kubernetes publishes the current content of a mounted ConfigMap.
private let projectedVolumeLink = "..data"

/// The directory that one pass reads. It is looked up once, so a link that is swapped during the pass
/// cannot mix two states.
struct SourceRoot: ~Copyable {
    /// What is walked: the directory itself, or what `..data` inside it leads to.
    let directory: OpenDirectory
    /// Of `directory`.
    let identity: FileIdentity
    /// Without symbolic links.
    let resolvedPath: String

    /// Throws ``SystemFailure/removed`` when the directory went while it was being opened.
    init(path: String) throws(SystemFailure) {
        let outer = try OpenDirectory(path: path)
        let resolved = outer.resolvedPath() ?? path
        let content = try Self.content(of: outer)
        let status = try content.status()
        // A removed directory stays readable for who has it open, but as an empty one.
        guard status.st_nlink > 0 else { throw .removed }
        resolvedPath = resolved
        identity = FileIdentity(status)
        directory = content
    }

    /// A mounted ConfigMap is a folder of links into `..data`, which is swapped as a whole. Its target
    /// is a plain name; anything else is not Kubernetes' work and could lead anywhere.
    private static func content(of outer: consuming OpenDirectory) throws(SystemFailure) -> OpenDirectory {
        guard let target = outer.linkTarget(projectedVolumeLink), !target.contains("/") else { return outer }
        return try OpenDirectory(in: outer, name: projectedVolumeLink, followLink: true)
    }

    /// Whether the path leads elsewhere by now, or the directory is gone.
    func wasReplaced(path: String) throws(SystemFailure) -> Bool {
        let now = try SourceRoot(path: path)
        return !now.identity.isSameFile(as: identity)
    }
}

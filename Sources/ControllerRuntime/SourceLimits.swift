/// Bounds of what one source may hold. What lies beyond is reported, never read in part.
public struct SourceLimits: Hashable, Sendable {
    /// Largest manifest in bytes (default 4 MiB).
    public var fileBytes: Int
    /// Most manifests in one source (default 200,000).
    public var files: Int
    /// How deep folders may be nested below the root (default 32).
    public var depth: Int

    /// Limits other than the defaults, for those who need them.
    public init(fileBytes: Int = 4 * 1024 * 1024, files: Int = 200_000, depth: Int = 32) {
        self.fileBytes = fileBytes
        self.files = files
        self.depth = depth
    }
}

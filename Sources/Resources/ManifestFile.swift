/// A manifest as it was read, not yet understood.
public struct ManifestFile: Hashable, Sendable {
    /// The path, or a name such as `<stdin>`, that messages give.
    public var path: String
    /// The whole content.
    public var bytes: [UInt8]

    /// The manifest `bytes` of `path`.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}

/// What the last pass knew of one directory: the reason why an unchanged source costs one status call per
/// file and nothing else.
struct CachedDirectory {
    var listing: Listing?
    /// Ordered by name, so that a pass yields files in the order of their paths.
    var files: [CachedFile] = []
    var folders: [CachedFolder] = []
    var problems: [SourceProblem] = []

    /// When the names were read, and whether that was long enough after the last change of the directory.
    struct Listing {
        let identity: FileIdentity
        let isSettled: Bool
    }
}

/// A folder inside a cached directory.
struct CachedFolder {
    let name: String
    let path: String
    var content = CachedDirectory()
}

/// One manifest as it was last read.
struct CachedFile {
    let name: String
    let path: String
    /// nil: not read yet, or it has to be read again whatever its identity.
    var identity: FileIdentity?
    /// nil: not read yet, or it vanished between listing and reading.
    var decoded: SourceFile?
}

internal import Resources

/// One walk over a source: reads what is new, keeps what is known, and notes what it saw.
struct SourcePass {
    let limits: SourceLimits
    let clock: SettleClock
    var files: [SourceFile] = []
    var problems: [SourceProblem] = []
    /// A file or folder appeared, vanished or was read again with another content.
    var sawChange = false
    /// The latest time at which something changed, among what has not settled yet.
    var youngestChange: Int64?
    /// Something that was listed was gone when it was opened: the walk saw two states of the source.
    var sawVanishing = false

    init(limits: SourceLimits, clock: SettleClock, expectedFiles: Int) {
        self.limits = limits
        self.clock = clock
        files.reserveCapacity(expectedFiles)
    }

    mutating func visit(
        _ directory: borrowing OpenDirectory, path: String, depth: Int, cache: inout CachedDirectory
    ) throws(SystemFailure) {
        let identity = FileIdentity(try directory.status())
        note(identity)
        if cache.listing?.identity != identity || cache.listing?.isSettled != true {
            try list(directory, path: path, cache: &cache)
            cache.listing = .init(
                identity: identity, isSettled: clock.isSettled(changedAt: identity.changedAt))
        }
        problems += cache.problems
        try visitChildren(of: directory, path: path, depth: depth, cache: &cache)
    }

    /// Files and folders in one order by name, as a person sees them listed.
    private mutating func visitChildren(
        of directory: borrowing OpenDirectory, path: String, depth: Int, cache: inout CachedDirectory
    ) throws(SystemFailure) {
        var folder = 0
        for file in cache.files.indices {
            while folder < cache.folders.count, cache.folders[folder].name < cache.files[file].name {
                visit(folder: &cache.folders[folder], in: directory, depth: depth)
                folder += 1
            }
            visit(file: &cache.files[file], in: directory)
        }
        while folder < cache.folders.count {
            visit(folder: &cache.folders[folder], in: directory, depth: depth)
            folder += 1
        }
    }

    private mutating func visit(
        folder: inout CachedFolder, in parent: borrowing OpenDirectory, depth: Int
    ) {
        guard depth < limits.depth else {
            problems.append(.tooDeep(path: folder.path, limit: limits.depth))
            return
        }
        do throws(SystemFailure) {
            let directory = try OpenDirectory(in: parent, name: folder.name)
            try visit(directory, path: folder.path, depth: depth + 1, cache: &folder.content)
        } catch {
            sawChange = sawChange || folder.content.listing != nil
            folder.content = CachedDirectory()
            if error.isMissing {
                sawVanishing = true
            } else {
                problems.append(.unreadableFolder(path: folder.path, error))
            }
        }
    }

    mutating func note(_ identity: FileIdentity) {
        if !clock.isSettled(changedAt: identity.changedAt) {
            youngestChange = max(youngestChange ?? .min, identity.changedAt)
        }
    }
}

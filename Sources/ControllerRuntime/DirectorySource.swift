internal import Resources
internal import Synchronization

/// A source that is replaced under every one of so many passes is left for later.
private let passAttempts = 4

/// Manifests in a directory: a folder that people edit, a git work tree, a mounted ConfigMap.
///
/// Every `*.yaml`, `*.yml` and `*.json` below the path is read, folder by folder in the order of names.
/// Names that begin with a dot are skipped; symbolic links are not followed, with two exceptions that
/// publish a whole state at once: the path itself may be a link (git-sync swaps it), and Kubernetes'
/// `..data` is understood.
///
/// What has not changed since the last pass is neither read nor decoded again: one status call per file
/// remains. Thread-safe, but a pass blocks its thread on the file system: call ``scan()`` on a thread for
/// blocking work.
public final class DirectorySource: Sendable {
    /// The path as it was given.
    public let path: String
    private let limits: SourceLimits
    private let settleTime: Duration
    private let memory = Mutex(Memory())

    /// What stays from one pass to the next.
    private struct Memory {
        var cache = CachedDirectory()
        var problems: [SourceProblem] = []
        /// A pass that ended in no snapshot has seen a change already.
        var isDirty = false
        var snapshot: SourceSnapshot?
    }

    /// A source over `path`; nothing is read yet.
    ///
    /// - Parameter settleTime: how long a file must have been left alone until its absence or content may
    ///   lead to a deletion (``SourceSnapshot/pruneObstacle``) and until its timestamps are trusted. The
    ///   default covers file systems that store whole seconds.
    public init(path: String, limits: SourceLimits = SourceLimits(), settleTime: Duration = .seconds(1)) {
        let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        self.path = trimmed.isEmpty ? "." : trimmed
        self.limits = limits
        self.settleTime = settleTime
    }

    /// Reads what the directory declares now.
    ///
    /// A manifest with errors does not hold up the others: it is in the snapshot's diagnostics.
    ///
    /// - Throws: ``SourceError`` when the directory as a whole cannot be read. The next call starts afresh.
    public func scan() throws(SourceError) -> SourceSnapshot {
        try memory.withLock { memory throws(SourceError) in
            var obstacle: SystemFailure?
            for _ in 0..<passAttempts {
                do throws(SystemFailure) {
                    if let snapshot = try pass(&memory) { return snapshot }
                    obstacle = nil
                } catch {
                    obstacle = error
                    // What is missing may just be being swapped: the old tree gone, the new one not seen yet.
                    if !error.isMissing, error != .removed { break }
                }
            }
            // After a gap "unchanged since last pass" would mislead a caller who saw the error.
            memory.snapshot = nil
            if let obstacle, obstacle != .removed { throw SourceError(obstacle, path: path) }
            throw SourceError(.unstable, path: path, detail: "\(passAttempts) passes in a row were overtaken")
        }
    }

    /// One walk; nil when the source was replaced meanwhile, so that the walk may have seen two states.
    private func pass(_ memory: inout Memory) throws(SystemFailure) -> SourceSnapshot? {
        let root = try SourceRoot(path: path)
        let revision = GitRevision.current(of: root.resolvedPath)
        let clock = SettleClock(settleTime: settleTime)
        var pass = SourcePass(limits: limits, clock: clock, expectedFiles: memory.snapshot?.files.count ?? 0)
        do throws(SystemFailure) {
            try pass.visit(root.directory, path: path, depth: 0, cache: &memory.cache)
        } catch {
            throw error.isMissing ? .removed : error
        }
        memory.isDirty = memory.isDirty || pass.sawChange || pass.problems != memory.problems
        memory.problems = pass.problems
        let wasReplaced = try root.wasReplaced(path: path)
        let wasCheckedOut = revision != GitRevision.current(of: root.resolvedPath)
        if pass.sawVanishing || wasReplaced || wasCheckedOut { return nil }
        let snapshot = snapshot(of: pass, root: root.resolvedPath, revision: revision, last: memory)
        memory.isDirty = false
        memory.snapshot = snapshot
        return snapshot
    }

    private func snapshot(
        of pass: SourcePass, root: String, revision: String?, last: Memory
    ) -> SourceSnapshot {
        var snapshot: SourceSnapshot
        if let known = last.snapshot, known.root == root, !last.isDirty {
            snapshot = known
            snapshot.unchangedSinceLastPass = true
        } else {
            snapshot = SourceSnapshot(
                path: path, root: root, files: pass.files, problems: pass.problems.map(\.diagnostic))
            snapshot.unchangedSinceLastPass =
                last.snapshot.map { $0.digest == snapshot.digest && $0.diagnostics == snapshot.diagnostics }
                ?? false
        }
        snapshot.revision = revision
        snapshot.settlesIn = pass.youngestChange.flatMap(pass.clock.wait)
        return snapshot
    }
}

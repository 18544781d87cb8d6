internal import Resources

extension SourceSnapshot {
    /// Joins decoded files; `problems` are those of the directory rather than of one file.
    init(path: String, root: String, files: [SourceFile], problems: [Diagnostic]) {
        var joined = JoinedFiles()
        for file in files { joined.add(file) }
        self.path = path
        self.root = root
        self.files = files
        resources = joined.resources
        diagnostics = problems + joined.diagnostics
        digest = joined.digest
        protectedKeys = joined.protectedKeys
        revision = nil
        settlesIn = nil
        lastingObstacle = Self.obstacle(
            path: path, isEmpty: joined.resources.isEmpty, files: files, problems: problems)
        unchangedSinceLastPass = false
    }

    private static func obstacle(
        path: String, isEmpty: Bool, files: [SourceFile], problems: [Diagnostic]
    ) -> PruneObstacle? {
        let unreadable = problems.filter { $0.severity == .error }.map { $0.mark?.file ?? path }
        let incomplete = unreadable + files.filter { !$0.isComplete }.map(\.path)
        if !incomplete.isEmpty { return .incomplete(files: incomplete) }
        return isEmpty ? .empty(path: path) : nil
    }
}

/// The files of one pass, added in order.
private struct JoinedFiles {
    var resources: [Resource] = []
    var diagnostics: [Diagnostic] = []
    var protectedKeys: Set<ResourceKey> = []
    var digest = ContentDigest()
    private var firstPlaces: [ResourceKey: Mark?] = [:]

    mutating func add(_ file: SourceFile) {
        diagnostics += file.diagnostics
        for diagnostic in file.diagnostics where diagnostic.severity == .error {
            if let key = diagnostic.resource { protectedKeys.insert(key) }
        }
        for resource in file.resources { add(resource) }
        digest.update(Array(file.path.utf8) + [0])
        if let content = file.digest { digest.update(content) }
    }

    private mutating func add(_ resource: Resource) {
        guard let first = firstPlaces.updateValue(resource.origin, forKey: resource.key) else {
            resources.append(resource)
            return
        }
        firstPlaces[resource.key] = first
        diagnostics.append(
            .error(
                "\(resource.key) is declared twice", mark: resource.origin,
                hint: first.map { "it was first declared at \($0)" }, resource: resource.key))
    }
}

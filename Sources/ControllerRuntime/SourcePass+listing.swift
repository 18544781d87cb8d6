extension SourcePass {
    /// Reads the names of a directory anew; what the cache knows of names that stay is kept.
    mutating func list(
        _ directory: borrowing OpenDirectory, path: String, cache: inout CachedDirectory
    ) throws(SystemFailure) {
        var fresh = CachedDirectory()
        for entry in try directory.entries() {
            add(entry, of: directory, path: "\(path)/\(entry.name)", to: &fresh)
        }
        fresh.files.sort { $0.name < $1.name }
        fresh.folders.sort { $0.name < $1.name }
        let isSame =
            fresh.files.elementsEqual(cache.files) { $0.name == $1.name }
            && fresh.folders.elementsEqual(cache.folders) { $0.name == $1.name }
        if isSame {
            cache.problems = fresh.problems
            return
        }
        sawChange = true
        fresh.takeKnown(from: cache)
        cache = fresh
    }

    private func add(
        _ entry: DirectoryEntry, of directory: borrowing OpenDirectory, path: String,
        to cache: inout CachedDirectory
    ) {
        var form = entry.form
        if form == .unknown, let status = try? directory.status(of: entry.name) { form = .init(status) }
        let mayHoldManifests = form == .directory || entry.hasManifestName
        guard entry.isUTF8 else {
            if mayHoldManifests { cache.problems.append(.nameNotUTF8(path: path)) }
            return
        }
        switch form {
        case .directory:
            cache.folders.append(CachedFolder(name: entry.name, path: path))
        case .file where entry.hasManifestName:
            cache.files.append(CachedFile(name: entry.name, path: path))
        case .link where entry.hasManifestName || directory.linksToDirectory(entry.name):
            cache.problems.append(.linkNotFollowed(path: path))
        default:
            break
        }
    }
}

extension CachedDirectory {
    fileprivate mutating func takeKnown(from old: CachedDirectory) {
        let knownFiles = Dictionary(old.files.map { ($0.name, $0) }) { first, _ in first }
        for index in files.indices {
            if let known = knownFiles[files[index].name] { files[index] = known }
        }
        let knownFolders = Dictionary(old.folders.map { ($0.name, $0) }) { first, _ in first }
        for index in folders.indices {
            if let known = knownFolders[folders[index].name] { folders[index] = known }
        }
    }
}

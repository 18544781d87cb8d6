internal import Glibc

/// The directories whose changes concern one source: its folders, and those that hold a link on the way to
/// it.
struct WatchedTree: ~Copyable {
    /// What one event means for the source.
    enum Meaning {
        case nothing
        /// A manifest was written, renamed or removed.
        case content
        /// A folder came, went or was swapped: the watches no longer fit.
        case structure
    }

    private enum Role {
        case folder
        /// A directory above the source, of which only these names matter.
        case above(names: Set<String>)
    }

    private static let folderMask =
        UInt32(IN_CLOSE_WRITE) | UInt32(IN_CREATE) | UInt32(IN_DELETE) | UInt32(IN_MOVED_FROM)
        | UInt32(IN_MOVED_TO) | UInt32(IN_ATTRIB) | UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF)
    private static let aboveMask =
        UInt32(IN_CREATE) | UInt32(IN_DELETE) | UInt32(IN_MOVED_FROM) | UInt32(IN_MOVED_TO)
    private static let lostMask = UInt32(IN_Q_OVERFLOW) | UInt32(IN_IGNORED) | UInt32(IN_UNMOUNT)
    private static let selfMask = UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF)

    let inotify: Inotify
    /// The directory that the path led to; nil when there was none.
    private(set) var root: FileIdentity?
    /// Why some changes will not be noticed; nil when all will be.
    private(set) var gap: SystemFailure?
    private var roles: [Int32: Role] = [:]

    /// Watches everything that there is now.
    init(path: String, depth: Int) throws(SystemFailure) {
        inotify = try Inotify()
        watchAbove(path)
        guard let directory = try? OpenDirectory(path: path), let status = try? directory.status() else {
            return
        }
        root = FileIdentity(status)
        watchFolder(directory, path: path, depth: depth)
    }

    func meaning(of event: DirectoryEvent) -> Meaning {
        if event.has(Self.lostMask) { return .structure }
        switch roles[event.watch] {
        case nil:
            return .nothing
        case .above(let names):
            return names.contains(event.name) ? .structure : .nothing
        case .folder:
            if event.has(Self.selfMask) || event.name == "..data" { return .structure }
            if event.name.hasPrefix(".") { return .nothing }
            return event.has(UInt32(IN_ISDIR)) ? .structure : .content
        }
    }

    /// Parents of links, whose swap replaces the source, and of whatever is missing and may appear.
    private mutating func watchAbove(_ path: String) {
        var end = path.startIndex
        var names: [String: Set<String>] = [:]
        while end < path.endIndex {
            let start = path[end] == "/" ? path.index(after: end) : end
            let next = path[start...].firstIndex(of: "/") ?? path.endIndex
            let name = String(path[start..<next])
            let parent = start == path.startIndex ? "." : end == path.startIndex ? "/" : String(path[..<end])
            var status = stat()
            let exists = lstat(String(path[..<next]), &status) == 0
            if !exists || status.fileType == S_IFLNK || next == path.endIndex {
                names[parent, default: []].insert(name)
            }
            if !exists { break }
            end = next
        }
        for (parent, names) in names {
            add(parent, Self.aboveMask, .above(names: names))
        }
    }

    private mutating func watchFolder(
        _ directory: borrowing OpenDirectory, path: String, depth: Int
    ) {
        // First the watch, then the names: a folder that appears in between is noticed twice, not missed.
        add(path, Self.folderMask, .folder)
        guard depth > 0, let entries = try? directory.entries() else { return }
        for entry in entries where entry.form == .directory && entry.isUTF8 {
            guard let folder = try? OpenDirectory(in: directory, name: entry.name) else { continue }
            watchFolder(folder, path: "\(path)/\(entry.name)", depth: depth - 1)
        }
    }

    private mutating func add(_ path: String, _ mask: UInt32, _ role: Role) {
        do throws(SystemFailure) {
            roles[try inotify.add(path, mask)] = role
        } catch {
            // One that has just vanished is noticed by the watch above it.
            if !error.isMissing { gap = error }
        }
    }
}

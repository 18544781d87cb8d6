/// What one server believes to have written to Redis, and what it has to write next. No clock, no I/O.
///
/// All counters carry the marker of the rebuild that they belong to. A marker that is gone or not ours (FLUSHALL, a
/// restart, a failover, another writer) means that nothing we wrote can be relied on.
package struct ProjectionState: Sendable {
    /// What a look at Redis leads to.
    package enum Step: Hashable, Sendable {
        /// Our marker is there: write what changed.
        case goOn(marker: String)
        /// Take a new marker and write everything.
        case rebuild
    }

    /// The queues to write and the queues to remove.
    package struct Changes: Hashable, Sendable {
        package var write: [String: QueueNumbers] = [:]
        package var remove: [String] = []
        package var isEmpty: Bool { write.isEmpty && remove.isEmpty }
    }

    private let refreshEvery: Int
    private var marker: String?
    private var written: [String: QueueNumbers] = [:]
    /// Queues that an earlier writer left there.
    private var leftovers: Set<String> = []
    private var ticks = 0

    /// - Parameter refreshEvery: after so many ticks everything is written again, so that nothing expires.
    package init(refreshEvery: Int = 20) { self.refreshEvery = refreshEvery }

    /// - Parameters:
    ///   - runID: of the server that answered; another process has another one.
    ///   - marker: what is there now.
    package func step(runID: String, marker found: String?) -> Step {
        guard let marker, marker == found, marker.hasPrefix(runID + ":") else { return .rebuild }
        return .goOn(marker: marker)
    }

    /// A rebuild begins: nothing has been written under this marker.
    /// - Parameter leftovers: the queues that are there all the same.
    package mutating func begin(marker: String, leftovers: [String] = []) {
        self.marker = marker
        self.leftovers = Set(leftovers)
        written = [:]
        ticks = 0
    }

    /// Redis did not take what was to be written, or nobody knows: start over.
    package mutating func forget() { marker = nil }

    /// What differs from what was written.
    package mutating func changes(to counts: [String: QueueNumbers]) -> Changes {
        ticks += 1
        let isRefresh = ticks % refreshEvery == 0
        return Changes(
            write: isRefresh ? counts : counts.filter { written[$0.key] != $0.value },
            remove: leftovers.union(written.keys).filter { counts[$0] == nil }.sorted())
    }

    /// Redis has taken these.
    package mutating func wrote(_ changes: Changes) {
        written.merge(changes.write) { _, new in new }
        for name in changes.remove { written[name] = nil }
        leftovers.subtract(changes.remove)
    }
}

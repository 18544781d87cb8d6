import PostgresStore
import Resources

/// Finds which Jobs' runs have come further since the last look.
struct RunWatch {
    private var active: [ResourceKey: ActiveRun] = [:]
    private var cursor: EndedRunsCursor?

    /// Jobs whose status has changed.
    mutating func changes(in store: JobQueueStore) async throws(StoreError) -> Set<ResourceKey> {
        var cursor = if let cursor { cursor } else { try await store.endedRunsCursor() }
        let now = try await store.activeRuns()
        let ended = try await store.endedRuns(after: &cursor)
        self.cursor = cursor
        var changed = Set(ended.map(\.key))
        for (key, run) in now where active[key] != run { changed.insert(key) }
        for key in active.keys where now[key] == nil { changed.insert(key) }
        active = now
        return changed
    }
}

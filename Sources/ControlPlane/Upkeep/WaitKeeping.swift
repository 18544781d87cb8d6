import PostgresStore
import Synchronization

/// Releases jobs that wait for others, and removes what waits and unique keys leave behind. Large tables are gone
/// through a page at a time.
final class WaitKeeping: Sendable {
    private static let page = 1000

    private let store: JobQueueStore
    private let wakeUps: WakeUps
    private let waits = Mutex<Int64?>(nil)
    private let keys = Mutex<(queue: String, key: String)?>(nil)

    init(store: JobQueueStore, wakeUps: WakeUps) {
        self.store = store
        self.wakeUps = wakeUps
    }

    /// Looks at a page of jobs whose awaited jobs have ended; whether there may be more.
    func release() async throws -> Bool {
        let outcome = try await store.releaseWaiting(limit: Self.page)
        await wakeUps.ready(outcome.ready)
        return outcome.isPartial
    }

    func clean() async throws {
        let wait = try await store.sweepWaits(after: waits.withLock { $0 }, limit: Self.page)
        waits.withLock { $0 = wait }
        let key = try await store.cleanUniqueKeys(after: keys.withLock { $0 }, limit: Self.page)
        keys.withLock { $0 = key }
    }
}

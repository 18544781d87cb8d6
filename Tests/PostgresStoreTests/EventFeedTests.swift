import Lifecycle
import LinuxReactor
import Postgres
import PostgresStore
import Synchronization
import TestCluster
import Testing

/// On a server of their own, one at a time: the feed waits for transactions of the whole server.
@Suite(.serialized, .timeLimit(.minutes(2))) struct EventFeedTests {
    private static let cluster = TestCluster(settings: [:])

    private func withStore(_ body: (JobQueueStore) async throws -> Void) async throws {
        let store = JobQueueStore(
            conninfo: try await Self.cluster.makeDatabase(), queueConnections: 2, generalConnections: 2,
            applicationName: "test")
        try await store.migrate()
        do { try await body(store) } catch {
            await store.shutdown()
            throw error
        }
        await store.shutdown()
    }

    /// A pool beside the store, for transactions that stay open.
    private func withSecondPool(_ store: JobQueueStore, _ body: (PostgresPool) async throws -> Void)
        async throws
    {
        let pool = PostgresPool(
            PostgresConfiguration(conninfo: store.conninfo, poolSize: 4, applicationName: "test"),
            reactor: store.reactor)
        do { try await body(pool) } catch {
            await pool.shutdown()
            throw error
        }
        await pool.shutdown()
    }

    private let insert = Statement(
        "insert_event",
        """
        WITH q AS (UPDATE queues SET priority = priority WHERE name = 'default' RETURNING name)
        INSERT INTO job_events (job_id, to_status) SELECT gen_random_uuid(), 'PENDING' FROM q RETURNING id
        """)
    private let insertElsewhere = Statement(
        "insert_event_elsewhere",
        """
        WITH q AS (INSERT INTO leases (name, holder, expires_at)
                   VALUES (gen_random_uuid()::text, gen_random_uuid(), now()) RETURNING name)
        INSERT INTO job_events (job_id, to_status) SELECT gen_random_uuid(), 'PENDING' FROM q RETURNING id
        """)

    @Test func pagesHoldTheEventsInOrderWithTheirQueue() async throws {
        try await withStore { store in
            let jobs = try await store.enqueue(5)
            var feed = EventFeed(store)
            let first = try await feed.page(after: 0, limit: 3)
            #expect(first.events.map(\.event.job) == jobs.prefix(3).map(\.id) && !first.isLast)
            #expect(first.events.allSatisfy { $0.queue == "default" && $0.event.to == .pending })
            let second = try await feed.page(after: first.position, limit: 3)
            #expect(second.events.count == 2 && second.isLast)
            #expect(try await feed.page(after: second.position, limit: 3).events.isEmpty)
        }
    }

    @Test func aJobThatIsGoneHasNoQueue() async throws {
        try await withStore { store in
            let job = try await store.enqueue(1)[0]
            try await store.backdate("DELETE FROM jobs WHERE job_id = '\(job.id)'")
            var feed = EventFeed(store)
            #expect(try await feed.page(after: 0, limit: 3).events.map(\.queue) == [""])
        }
    }

    /// The transaction with the lower id commits later, and no other one has ended since it began: a horizon made
    /// of `pg_snapshot_xmax` would pass it over.
    @Test func aTransactionThatCommitsLateIsNotPassedOver() async throws {
        try await withStore { store in
            try await withSecondPool(store) { pool in
                var feed = EventFeed(store)
                let start = try await feed.end()
                var late: Int64 = 0
                var seen: [Int64] = []
                try await pool.transaction { open in
                    late = try await open.execute(insert)[0].int64(0)
                    let early = try await pool.execute(insertElsewhere)[0].int64(0)
                    #expect(early > late)
                    let page = try await feed.page(after: start, limit: 10)
                    #expect(page.events.isEmpty && page.position == start)
                    seen = [late, early]
                }
                let page = try await feed.page(after: start, limit: 10)
                #expect(page.events.map(\.event.id) == seen)
            }
        }
    }

    @Test func idsOfUndoneTransactionsHoldNothingUp() async throws {
        struct Undo: Error {}
        try await withStore { store in
            try await withSecondPool(store) { pool in
                await #expect(throws: Undo.self) {
                    try await pool.transaction { open in
                        _ = try await open.execute(insert)
                        throw Undo()
                    }
                }
                var feed = EventFeed(store)
                let page = try await feed.page(after: 0, limit: 10)
                #expect(page.events.isEmpty && page.position > 0 && page.isLast)
            }
        }
    }

    @Test func manyWritersAtOnceLoseNoEvent() async throws {
        try await withStore { store in
            try await withSecondPool(store) { pool in
                let rounds = 150
                let insert = insertElsewhere
                let isDone = Mutex(false)
                let reader = Task { () -> [Int64] in
                    var feed = EventFeed(store)
                    var position: Int64 = 0
                    var ids: [Int64] = []
                    while true {
                        let wasDone = isDone.withLock { $0 }
                        let page = try await feed.page(after: position, limit: 64)
                        ids += page.events.map(\.event.id)
                        position = page.position
                        if wasDone, page.events.isEmpty { return ids }
                    }
                }
                var written: Set<Int64> = []
                try await withThrowingTaskGroup(of: [Int64].self) { group in
                    for writer in 0..<4 {
                        group.addTask {
                            var ids: [Int64] = []
                            for round in 0..<rounds {
                                // Ids are drawn early and committed late, in ever other orders.
                                ids += try await pool.transaction { open in
                                    var mine = [try await open.execute(insert)[0].int64(0)]
                                    for _ in 0..<(round + writer) % 5 {
                                        mine.append(try await open.execute(insert)[0].int64(0))
                                    }
                                    return mine
                                }
                            }
                            return ids
                        }
                    }
                    for try await ids in group { written.formUnion(ids) }
                }
                isDone.withLock { $0 = true }
                let read = try await reader.value
                #expect(read == read.sorted() && Set(read) == written && read.count == written.count)
            }
        }
    }

    @Test func aCursorNeverGoesBack() async throws {
        try await withStore { store in
            #expect(try await store.eventCursor("reader") == 0)
            try await store.advanceEventCursor("reader", to: 7)
            try await store.advanceEventCursor("reader", to: 5)
            #expect(try await store.eventCursor("reader") == 7)
        }
    }
}

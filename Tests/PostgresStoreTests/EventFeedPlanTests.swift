import Lifecycle
import LinuxReactor
import Postgres
import Resources
import Testing

@testable import PostgresStore

/// What the feed's statements read, with the plans that the store's connections use: no more than about what they
/// return, whatever there is besides.
@Suite(.timeLimit(.minutes(3))) struct EventFeedPlanTests {
    private static let days = 4
    private static let jobsPerDay = 2_500
    private static let events = Int64(days * jobsPerDay * 4)

    /// A past of four days; every hundredth job is of queue `rare`.
    private func withPast(_ body: (JobQueueStore, Probe) async throws -> Void) async throws {
        try await withStore { store in
            for day in 1...Self.days {
                try await store.fillHistory(
                    daysAgo: day, range: 0..<Self.jobsPerDay, perDay: Self.jobsPerDay)
            }
            try await store.backdate(
                """
                INSERT INTO queues (name) VALUES ('rare');
                UPDATE jobs SET queue_name = 'rare' WHERE job_id IN (
                    SELECT job_id FROM (SELECT job_id, row_number() OVER (ORDER BY job_id) n FROM jobs) t
                    WHERE n % 100 = 0)
                """)
            // The visibility map spares a look at each row that is only counted, as it does in time by itself.
            try await store.backdate("VACUUM jobs")
            let probe = Probe(store)
            do { try await body(store, probe) } catch {
                await probe.pool.shutdown()
                throw error
            }
            await probe.pool.shutdown()
        }
    }

    /// Explains statements on a connection with the settings of the store's own.
    private struct Probe {
        let pool: PostgresPool

        init(_ store: JobQueueStore) {
            pool = PostgresPool(
                PostgresConfiguration(
                    conninfo: store.conninfo, poolSize: 1,
                    options: [
                        "enable_seqscan": "off", "plan_cache_mode": "force_generic_plan", "jit": "off",
                    ], applicationName: "test"), reactor: store.reactor)
        }

        /// The rows that the statement's scans went through, with those thrown away; and the pages of 8 KiB looked at.
        func cost(
            _ statement: Statement, types: String, _ arguments: String
        ) async throws -> (rows: Int64, pages: Int64) {
            let probed = "probed_\(statement.name)"
            let prepare = Statement("prepare \(probed)", "PREPARE \(probed)(\(types)) AS \(statement.sql)")
            _ = try await pool.execute(prepare, Parameters())
            let explain = Statement(
                "explain \(probed)",
                "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) EXECUTE \(probed)(\(arguments))")
            let rows = try await pool.execute(explain, Parameters())
            let plan = try Value(json: Array(rows[0].string(0).utf8)).arrayValue?.first?.objectValue?["Plan"]
            let root = try #require(plan?.objectValue)
            let pages = ["Shared Hit Blocks", "Shared Read Blocks"].compactMap { root[$0]?.doubleValue }
            return (scanned(root), Int64(pages.reduce(0, +)))
        }

        private func scanned(_ node: [String: Value]) -> Int64 {
            func number(_ name: String) -> Double { node[name]?.doubleValue ?? 0 }
            let isScan = node["Node Type"]?.stringValue?.contains("Scan") == true
            let own =
                isScan
                ? (number("Actual Rows") + number("Rows Removed by Filter")) * number("Actual Loops") : 0
            let children = (node["Plans"]?.arrayValue ?? []).compactMap(\.objectValue)
            return children.reduce(Int64(own)) { $0 + scanned($1) }
        }
    }

    @Test(arguments: [0, 0.5, 0.99]) func aPageReadsWhatItReturns(from share: Double) async throws {
        try await withPast { _, probe in
            let start = Int64(Double(Self.events) * share)
            let cost = try await probe.cost(
                FeedSQL.events, types: "bigint, bigint, bigint", "\(start), \(Self.events), 200")
            // Each event and its job, and one event of each partition, of which one is ahead.
            #expect((400...400 + Int64(Self.days) + 3).contains(cost.rows))
            #expect(cost.pages < 200 * 4 + 60)
        }
    }

    @Test func theEndOfTheFeedCostsNothing() async throws {
        try await withPast { _, probe in
            let cost = try await probe.cost(
                FeedSQL.events, types: "bigint, bigint, bigint", "\(Self.events - 5), \(Self.events), 500")
            #expect(cost.rows == 10 && cost.pages < 60)
        }
    }

    @Test func aRareQueueIsReadJobByJob() async throws {
        try await withPast { store, probe in
            let jobs = Int64(Self.days * Self.jobsPerDay / 100)
            let few = try await probe.cost(
                QueueFeedSQL.events, types: "bigint, bigint, bigint, text", "0, \(Self.events), 500, 'rare'")
            #expect(few.rows == jobs * 5)
            #expect(few.pages < jobs * 8 + 100)
            let count = try await probe.cost(QueueFeedSQL.jobs, types: "text, bigint", "'default', 300")
            #expect(count.rows <= 300 + Int64(Self.days) && count.pages < 60)
            var feed = EventFeed(store)
            // Other tests have transactions on this server; a page alone would not wait for them.
            _ = try await feed.end()
            var found: [FeedEvent] = []
            var position: Int64 = 0
            while true {
                let page = try await feed.page(of: "rare", after: position, limit: 90)
                found += page.events
                position = page.position
                if page.isLast { break }
            }
            #expect(feed.path == .jobByJob)
            #expect(found.count == Int(jobs) * 4 && found.allSatisfy { $0.queue == "rare" })
            #expect(found.map(\.event.id) == found.map(\.event.id).sorted() && position == Self.events)
            #expect(Set(found.map(\.event.id)).count == found.count)
        }
    }

    @Test func aLargeQueueIsReadInOrder() async throws {
        try await withPast { store, _ in
            var feed = EventFeed(store)
            // Other tests have transactions on this server; a page alone would not wait for them.
            _ = try await feed.end()
            var count = 0
            var position: Int64 = 0
            while true {
                let page = try await feed.page(of: "default", after: position, limit: 1000)
                #expect(page.events.allSatisfy { $0.queue == "default" })
                count += page.events.count
                position = page.position
                if page.isLast { break }
            }
            #expect(feed.path == .inOrder && count == Int(Self.events) / 100 * 99)
        }
    }

    @Test func theWayIsChosenByWhatItCosts() {
        #expect(QueuePath.mostJobs(events: 1_000_000, limit: 500) == 11_180)
        #expect(QueuePath.mostJobs(events: 40_000, limit: 1000) == 3162)
        #expect(QueuePath.mostJobs(events: 0, limit: 1000) == 0)
    }
}

import JobQueueProto
import Lifecycle
import LinuxReactor
import Postgres
import PostgresStore
import Redis
import RedisProjection
import TestRedis
import Testing
import WorkerRuntime

/// Two servers with workers and limits while Redis is emptied, frozen and killed. What counts is decided in Postgres,
/// so none of it may be seen.
@Suite(.timeLimit(.minutes(4))) struct RedisOutageTests {
    private static let names = ["narrow", "keyed", "rated", "default"]
    private static let limit = 4
    private static let perKey = 2
    private static let rate = (starts: 40, milliseconds: 500)
    /// Of each queue.
    private static let jobs = 240

    private static let queues = """
        \(queue("narrow", "concurrency: {limit: \(limit)}"))---
        \(queue("keyed", "concurrency: {perKey: \(perKey)}"))---
        \(queue("rated", "rateLimit: {limit: \(rate.starts), period: \(rate.milliseconds)ms}"))
        """

    /// Tells every change of a key, so that a test need not look again and again.
    private static let telling = ["--notify-keyspace-events", "KA"]

    /// What the handlers saw.
    private struct Sightings {
        let runs = Runs()
        let narrow = Crowd()
        let keyed = Crowd()

        var registry: HandlerRegistry {
            handlers { [self] context in
                let crowd =
                    switch context.queue {
                    case "narrow": narrow
                    case "keyed": keyed
                    default: Crowd?.none
                    }
                let key = String(decoding: context.payload, as: UTF8.self)
                crowd?.enter(key)
                for _ in 0..<100 { await Task.yield() }
                crowd?.leave(key)
                runs.add(context.jobID)
                return []
            }
        }
    }

    @Test func noOutageOfRedisLosesAJobOrLoosensALimit() async throws {
        try await withRedisServer(Self.telling) { redis in
            let database = try await TestDatabase.fresh()
            let settings = try RedisSettings(url: redis.url, timeout: .milliseconds(20))
            let sightings = Sightings()
            try await withPlane(conninfo: database, redis: settings) { first in
                _ = try await first.apply(Self.queues)
                try await withRows(of: first.store) { try await $0.simple(Self.journal) }
                try await withPlane(conninfo: database, redis: settings) { second in
                    try await withWorker(
                        servers: [first.port], queues: Self.names, concurrency: 24,
                        handlers: sightings.registry
                    ) { _ in
                        try await withWorker(
                            servers: [second.port], queues: Self.names, concurrency: 24,
                            handlers: sightings.registry
                        ) { _ in
                            let ids = try await load(first, second, sightings.runs, redis)
                            for id in ids { try await first.wait(id, for: .done) }
                            #expect(Set(sightings.runs.all.keys) == Set(ids))
                            #expect(sightings.runs.all.values.allSatisfy { $0 == 1 })
                        }
                    }
                }
                try await expectRatesKept(first.store)
                try await expectCounters(settings, redis)
            }
            #expect(sightings.narrow.most <= Self.limit && sightings.narrow.most > 1)
            #expect(sightings.keyed.mostOfOneKey <= Self.perKey && sightings.keyed.most > Self.perKey)
        }
    }

    private func load(
        _ first: Plane, _ second: Plane, _ runs: Runs, _ redis: RedisServer
    ) async throws -> [String] {
        let ids = (0..<Self.jobs * Self.names.count).map { _ in freshJobID().description }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<8 {
                group.addTask {
                    for index in stride(from: lane, to: ids.count, by: 8) {
                        let plane = index / 4 % 2 == 0 ? first : second
                        let key = "key-\(index / 4 % 6)"
                        _ = try await plane.submit(Self.names[index % 4], key) {
                            $0.jobID = ids[index]
                            if index % 4 == 1 { $0.concurrencyKey = key }
                        }
                    }
                }
            }
            group.addTask { try await breakRedis(redis, runs, total: ids.count) }
            try await group.waitForAll()
        }
        return ids
    }

    /// One outage after the other. Between them jobs must end: also while Redis is frozen, dead or empty.
    private func breakRedis(_ redis: RedisServer, _ runs: Runs, total: Int) async throws {
        let steps: [(RedisServer) async throws -> Void] = [
            { try await $0.flush() }, { $0.freeze() }, { $0.thaw() }, { await $0.kill() },
            { try await $0.start() }, { try await $0.flush() },
            { redis in
                await redis.kill()
                try await redis.start()
            }, { $0.freeze() }, { await $0.kill() }, { try await $0.start() }, { try await $0.flush() },
        ]
        for (index, step) in steps.enumerated() {
            // Up to the last twentieth, when the rate alone holds jobs up.
            await runs.reach(total * 19 * (index + 1) / (20 * steps.count))
            try Task.checkCancellation()
            try await step(redis)
        }
    }
}

// MARK: What is left

extension RedisOutageTests {
    /// Every start that the rate counts, with the hundredth of the period that it counts for.
    private static let journal = """
        CREATE TABLE journal (ends_at bigint NOT NULL, starts integer NOT NULL);
        CREATE FUNCTION note_starts() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO journal VALUES
                (NEW.ends_at, NEW.starts - CASE WHEN TG_OP = 'UPDATE' THEN OLD.starts ELSE 0 END);
            RETURN NULL;
        END $$;
        CREATE TRIGGER note_starts AFTER INSERT OR UPDATE ON rate_windows
            FOR EACH ROW EXECUTE FUNCTION note_starts();
        """

    private func withRows<T>(
        of store: JobQueueStore, _ body: (PostgresPool) async throws -> T
    ) async throws -> T {
        let pool = PostgresPool(
            PostgresConfiguration(conninfo: store.conninfo, poolSize: 1, applicationName: "look"),
            reactor: store.reactor)
        let outcome: Result<T, any Error>
        do { outcome = .success(try await body(pool)) } catch { outcome = .failure(error) }
        await pool.shutdown()
        return try outcome.get()
    }

    /// In no hundred hundredths in a row, that is in no period, did more start than allowed, and none uncounted.
    private func expectRatesKept(_ store: JobQueueStore) async throws {
        let (sum, most) = try await withRows(of: store) { pool in
            let rows = try await pool.execute(
                Statement(
                    "look_at_journal",
                    """
                    SELECT (SELECT sum(starts) FROM journal), max(n) FROM (
                        SELECT sum(starts) OVER (ORDER BY ends_at
                            RANGE BETWEEN \(Self.rate.milliseconds * 1000 - 1) PRECEDING AND CURRENT ROW) AS n
                        FROM journal) x
                    """))
            return (rows[0].int64(0), rows[0].int64(1))
        }
        #expect(sum == Int64(Self.jobs))
        #expect(most <= Int64(Self.rate.starts) && most > 0)
    }

    /// The copy in Redis comes to what Postgres counts, of itself.
    private func expectCounters(_ settings: RedisSettings, _ redis: RedisServer) async throws {
        let right = Dictionary(
            uniqueKeysWithValues: Self.names.map { ($0, QueueNumbers(done: Int64(Self.jobs))) })
        let client = RedisClient(
            RedisConfiguration(url: try RedisURL(redis.url), commandTimeout: .seconds(20)), reactor: .shared)
        let reader = RedisProjection(settings, sender: "reader", logger: quietLogger())
        // Once subscribed, and then after each change of one of these keys.
        for await _ in client.messages(on: Self.names.map { "__keyspace@0__:jq:counts:\($0)" }) {
            await reader.probe()
            if await reader.counters.read()?.mapValues(\.numbers) == right { break }
        }
        #expect(!Task.isCancelled)
        await reader.shutdown()
        await client.shutdown()
    }
}

extension RedisServer {
    /// Throws away all that it holds.
    fileprivate func flush() async throws {
        let client = RedisClient(
            RedisConfiguration(url: try RedisURL(url), commandTimeout: .seconds(20)), reactor: .shared)
        _ = try await client.perform(RedisCommand("FLUSHALL"))
        await client.shutdown()
    }
}

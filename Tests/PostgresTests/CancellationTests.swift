import Glibc
import LinuxReactor
import Postgres
import Testing

@Suite(.timeLimit(.minutes(2)))
struct CancellationTests {
    private let sleep = Statement("sleep", "SELECT pg_sleep(3600)")
    private let one = Statement("one", "SELECT 1")
    private static let isSleeping = """
        EXISTS (SELECT FROM pg_stat_activity
                WHERE wait_event = 'PgSleep' AND datname = current_database() AND pid <> pg_backend_pid())
        """

    @Test func aRunningStatementIsCancelledAndItsConnectionLivesOn() async throws {
        let pool = try await makePool(size: 1)
        let observer = PostgresPool(
            PostgresConfiguration(
                conninfo: try await database(of: pool), poolSize: 1, applicationName: "observer"),
            reactor: .shared)
        let pid = try await pool.once("SELECT pg_backend_pid()")[0].int32(0)
        let task = Task { await failure { try await pool.execute(sleep) } }
        try await observer.waitUntil(Self.isSleeping)
        task.cancel()
        let error = await task.value
        #expect(error?.isCancelled == true)
        #expect(error?.outcomeUnknown == true)
        #expect(try await pool.once("SELECT pg_backend_pid()")[0].int32(0) == pid)
        try await observer.waitUntil("NOT " + Self.isSleeping)
    }

    /// The cancelled call waits behind a running one, which must not be hit in its place.
    @Test func neighboursOfACancelledCallGetTheirAnswers() async throws {
        let pool = try await makePool(size: 1)
        try await pool.once("CREATE TABLE t (n int4)")
        let insert = Statement("insert", "INSERT INTO t VALUES (1)")
        let short = Statement("short", "SELECT pg_sleep(0.01), 1")
        for _ in 0..<20 {
            async let before = pool.execute(short)
            let task = Task { try await pool.execute(sleep) }
            async let inserted = pool.execute(insert)
            async let after = pool.execute(short)
            while await pool.statistics().callsUnderWay < 4 { await Task.yield() }
            task.cancel()
            #expect(try await before[0].int32(1) == 1)
            #expect(try await inserted.affected == 1)
            #expect(try await after[0].int32(1) == 1)
        }
        #expect(try await pool.once("SELECT FROM t").count == 20)
    }

    @Test func aCancelledTaskSendsNothing() async throws {
        let pool = try await makePool(size: 1)
        let error = await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await failure { try await pool.execute(one) }
        }.value
        #expect(error?.isCancelled == true)
        #expect(error?.outcomeUnknown == false)
        #expect(await pool.statistics().openConnections == 0)
    }

    @Test func aCancelledTransactionIsUndone() async throws {
        let pool = try await makePool(size: 2)
        try await pool.once("CREATE TABLE t (n int4)")
        let task = Task {
            await failure {
                try await pool.transaction { transaction in
                    _ = try await transaction.execute(Statement("", "INSERT INTO t VALUES (1)"))
                    _ = try await transaction.execute(sleep)
                }
            }
        }
        try await pool.waitUntil(Self.isSleeping)
        task.cancel()
        #expect(await task.value?.isCancelled == true)
        #expect(try await pool.once("SELECT FROM t").isEmpty)
        #expect(await pool.statistics().leasedConnections == 0)
    }

    @Test func aStatementThatTakesTooLongIsCancelled() async throws {
        let pool = try await makePool(size: 1, statementTimeout: .milliseconds(300))
        let pid = try await pool.once("SELECT pg_backend_pid()")[0].int32(0)
        let error = await failure { try await pool.execute(sleep) }
        #expect(error?.isTimeout == true)
        #expect(error?.outcomeUnknown == false)
        #expect(error?.statement == "sleep")
        #expect(try await pool.once("SELECT pg_backend_pid()")[0].int32(0) == pid)
    }

    /// A stopped server process answers neither the statement nor the cancellation.
    @Test func aConnectionThatDoesNotAnswerIsReplaced() async throws {
        var configuration = try await makeConfiguration(size: 1, statementTimeout: .milliseconds(300))
        configuration.cancelGrace = .milliseconds(300)
        let pool = PostgresPool(configuration, reactor: .shared)
        let pid = try await pool.once("SELECT pg_backend_pid()")[0].int32(0)
        kill(pid, SIGSTOP)
        let error = await failure { try await pool.execute(one) }
        #expect(error?.isTimeout == true)
        #expect(error?.outcomeUnknown == true)
        #expect(try await pool.once("SELECT pg_backend_pid()")[0].int32(0) != pid)
        kill(pid, SIGCONT)
    }

    private func database(of pool: PostgresPool) async throws -> String {
        let row = try await pool.once("""
            SELECT current_setting('unix_socket_directories'), current_database()::text
            """)[0]
        return "host=\(row.string(0)) dbname=\(row.string(1)) user=postgres"
    }
}

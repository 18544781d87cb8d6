import Glibc
import LinuxReactor
import Postgres
import TestCluster
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
        let configuration = try await makeConfiguration(size: 1)
        let pool = PostgresPool(configuration, reactor: .shared)
        let observer = PostgresPool(configuration, reactor: .shared)
        let pid = try await pool.once("SELECT pg_backend_pid()")[0].int32(0)
        let task = Task { await failure { try await pool.execute(sleep) } }
        await observer.waitUntil(Self.isSleeping)
        task.cancel()
        let error = await task.value
        #expect(error?.isCancelled == true)
        #expect(error?.outcomeUnknown == true)
        #expect(try await pool.once("SELECT pg_backend_pid()")[0].int32(0) == pid)
        await observer.waitUntil("NOT " + Self.isSleeping)
    }

    /// The cancelled call waits behind one that waits for a lock, which must not be hit in its place, nor
    /// those that follow.
    @Test func neighboursOfACancelledCallGetTheirAnswers() async throws {
        let configuration = try await makeConfiguration(size: 1)
        let pool = PostgresPool(configuration, reactor: .shared)
        let holder = PostgresPool(configuration, reactor: .shared)
        try await pool.once("CREATE TABLE t (n int4)")
        let lock = Statement("lock", "SELECT pg_advisory_xact_lock(1)")
        let insert = Statement("insert", "INSERT INTO t VALUES (1)")
        for round in 1...10 {
            let neighbours = try await holder.transaction { transaction in
                _ = try await transaction.execute(lock)
                let before = Task { try await pool.execute(lock) }
                await eventually { await pool.statistics().callsUnderWay == 1 }
                let cancelled = Task { await failure { try await pool.execute(sleep) } }
                await eventually { await pool.statistics().callsUnderWay == 2 }
                let after = (0..<5).map { _ in Task { try await pool.execute(insert) } }
                await eventually { await pool.statistics().callsUnderWay == 7 }
                cancelled.cancel()
                #expect(await cancelled.value?.isCancelled == true)
                return [before] + after
            }
            for neighbour in neighbours { #expect(try await neighbour.value.affected == 1) }
            #expect(try await pool.once("SELECT FROM t").count == 5 * round)
        }
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
        await pool.waitUntil(Self.isSleeping)
        task.cancel()
        #expect(await task.value?.isCancelled == true)
        #expect(try await pool.once("SELECT FROM t").isEmpty)
        #expect(await pool.statistics().leasedConnections == 0)
    }

    @Test func aStatementThatTakesTooLongIsCancelled() async throws {
        let pool = try await makePool(size: 1, statementTimeout: .seconds(1))
        let pid = try await pool.once("SELECT pg_backend_pid()")[0].int32(0)
        let error = await failure { try await pool.execute(sleep) }
        #expect(error?.isTimeout == true)
        #expect(error?.outcomeUnknown == false)
        #expect(error?.statement == "sleep")
        #expect(try await pool.once("SELECT pg_backend_pid()")[0].int32(0) == pid)
    }

    /// A stopped server process answers neither the statement nor the cancellation.
    @Test func aConnectionThatDoesNotAnswerIsReplaced() async throws {
        // Of its own, for a stopped process may hold what others wait for.
        let cluster = TestCluster(settings: [:])
        var configuration = try await makeConfiguration(
            size: 1, statementTimeout: .seconds(1), cluster: cluster)
        configuration.cancelGrace = .seconds(1)
        let pool = PostgresPool(configuration, reactor: .shared)
        let pid = try await pool.once("SELECT pg_backend_pid()")[0].int32(0)
        kill(pid, SIGSTOP)
        let error = await failure { try await pool.execute(one) }
        #expect(error?.isTimeout == true)
        #expect(error?.outcomeUnknown == true)
        #expect(try await pool.once("SELECT pg_backend_pid()")[0].int32(0) != pid)
        kill(pid, SIGCONT)
    }
}

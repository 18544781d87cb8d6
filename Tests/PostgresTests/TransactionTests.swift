import Postgres
import Testing

@Suite(.timeLimit(.minutes(2)))
struct TransactionTests {
    private struct Mishap: Error {}
    private let insert = Statement("insert", "INSERT INTO t VALUES ($1)")

    private func makePoolWithTable(size: Int = 2) async throws -> PostgresPool {
        let pool = try await makePool(size: size)
        try await pool.once("CREATE TABLE t (n int4 PRIMARY KEY)")
        return pool
    }

    private func row(_ n: Int32) -> Parameters { parameters { $0.append(n) } }

    private func rows(_ pool: PostgresPool) async throws -> [Int32] {
        try await pool.once("SELECT n FROM t ORDER BY n").map { $0.int32(0) }
    }

    @Test func aTransactionIsCommittedWhenItsBodyReturns() async throws {
        let pool = try await makePoolWithTable()
        let value = try await pool.transaction { transaction in
            _ = try await transaction.execute(insert, row(1))
            #expect(try await rows(pool).isEmpty)
            let batch = try await transaction.batch([(insert, row(2)), (Statement("", "SELECT 7"), .init())])
            return batch[1][0].int32(0)
        }
        #expect(value == 7)
        #expect(try await rows(pool) == [1, 2])
    }

    /// Whichever of the calls comes first, BEGIN comes before it.
    @Test func callsOfOneBodyMayBeConcurrent() async throws {
        let pool = try await makePoolWithTable()
        for _ in 0..<20 {
            await #expect(throws: Mishap.self) {
                try await pool.transaction { transaction in
                    try await withThrowingTaskGroup { group in
                        for n in 0..<20 as Range<Int32> {
                            group.addTask { _ = try await transaction.execute(insert, row(n)) }
                        }
                        try await group.waitForAll()
                    }
                    throw Mishap()
                }
            }
        }
        #expect(try await rows(pool).isEmpty)
    }

    @Test func aTransactionIsUndoneWhenItsBodyThrows() async throws {
        let pool = try await makePoolWithTable(size: 1)
        await #expect(throws: Mishap.self) {
            try await pool.transaction { transaction in
                _ = try await transaction.execute(insert, row(1))
                throw Mishap()
            }
        }
        #expect(try await rows(pool).isEmpty)
    }

    @Test func aSwallowedErrorDoesNotPassForACommit() async throws {
        let pool = try await makePoolWithTable()
        let error = await failure {
            try await pool.transaction { transaction in
                _ = try await transaction.execute(insert, row(1))
                _ = try? await transaction.execute(insert, row(1))
            }
        }
        #expect(error?.sqlstate == "25P02")
        #expect(try await rows(pool).isEmpty)
    }

    @Test func anErrorInTheFirstCallLeavesNothingBehind() async throws {
        let pool = try await makePoolWithTable(size: 1)
        let error = await failure {
            try await pool.transaction { try await $0.execute(Statement("bad", "SELECT missing")) }
        }
        #expect(error?.sqlstate == "42703")
        try await pool.transaction { _ = try await $0.execute(insert, row(1)) }
        #expect(try await rows(pool) == [1])
    }

    @Test func aTransactionIsOfNoUseAfterItsEnd() async throws {
        let pool = try await makePoolWithTable(size: 1)
        let escaped = try await pool.transaction { transaction in
            _ = try await transaction.execute(insert, row(1))
            return transaction
        }
        let error = await failure { try await escaped.execute(insert, row(2)) }
        #expect(error?.description.contains("the transaction is over") == true)
        #expect(try await rows(pool) == [1])
    }

    @Test func sharedCallsDoNotSlipIntoATransaction() async throws {
        let pool = try await makePoolWithTable(size: 2)
        await #expect(throws: Mishap.self) {
            try await pool.transaction { transaction in
                _ = try await transaction.execute(insert, row(1))
                try await withThrowingTaskGroup { group in
                    for n in 10..<60 as Range<Int32> {
                        group.addTask { _ = try await pool.execute(insert, row(n)) }
                    }
                    try await group.waitForAll()
                }
                throw Mishap()
            }
        }
        #expect(try await rows(pool) == Array(10..<60))
    }

    /// Six transactions for one connection, each started when the one before it is in the queue.
    @Test func leasesAreServedInOrderOfArrival() async throws {
        let pool = try await makePoolWithTable(size: 1)
        try await pool.once("CREATE TABLE served (place serial, n int4)")
        let note = Statement("note", "INSERT INTO served (n) VALUES ($1)")
        try await withThrowingTaskGroup { group in
            try await pool.transaction { _ in
                for n in 0..<6 as Range<Int32> {
                    group.addTask { try await pool.transaction { _ = try await $0.execute(note, row(n)) } }
                    await eventually { await pool.statistics().waitingLeases > n }
                }
            }
            try await group.waitForAll()
        }
        let order = try await pool.once("SELECT n FROM served ORDER BY place").map { $0.int32(0) }
        #expect(order == Array(0..<6))
    }

    @Test func whoWaitsTooLongForAConnectionIsToldWhy() async throws {
        let pool = try await makePool(size: 1, statementTimeout: .milliseconds(200))
        let error = try await pool.transaction { _ in
            await failure { try await pool.transaction { _ in } }
        }
        #expect(error?.isTimeout == true)
        #expect(error?.description.contains("none of 1 connections became free") == true)
        #expect(error?.outcomeUnknown == false)
    }

    @Test func aCancelledWaiterLeavesTheQueue() async throws {
        let pool = try await makePoolWithTable(size: 1)
        try await pool.transaction { _ in
            let waiter = Task { await failure { try await pool.transaction { _ in } } }
            await eventually { await pool.statistics().waitingLeases > 0 }
            waiter.cancel()
            #expect(await waiter.value?.isCancelled == true)
            #expect(await pool.statistics().waitingLeases == 0)
        }
        #expect(try await rows(pool).isEmpty)
    }

    @Test func scriptsRunSeveralCommandsAndLeaveTheSessionClean() async throws {
        let pool = try await makePool(size: 1)
        let before = try await pool.once("SHOW work_mem")[0].string(0)
        try await pool.simple(
            """
            CREATE TABLE a (n int4); INSERT INTO a VALUES (1), (2);
            SET work_mem = '1234kB'; CREATE TEMP TABLE b ();
            """)
        let counted = try await pool.once("SELECT count(*), to_regclass('b') IS NULL FROM a")[0]
        #expect(counted.int64(0) == 2 && counted.bool(1))
        #expect(try await pool.once("SHOW work_mem")[0].string(0) == before)
    }

    @Test func aFailingScriptChangesNothing() async throws {
        let pool = try await makePool(size: 1)
        let error = await failure { try await pool.simple("CREATE TABLE a (); SELECT * FROM missing") }
        #expect(error?.sqlstate == "42P01")
        #expect(try await pool.once("SELECT to_regclass('a') IS NULL")[0].bool(0))
        let open = await failure { try await pool.simple("BEGIN; CREATE TABLE a ()") }
        #expect(open?.description.contains("left a transaction open") == true)
        #expect(try await pool.once("SELECT to_regclass('a') IS NULL")[0].bool(0))
    }
}

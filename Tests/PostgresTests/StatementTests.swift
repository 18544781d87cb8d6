import Postgres
import Testing

@Suite(.timeLimit(.minutes(2)))
struct StatementTests {
    @Test func aPrepareErrorIsTheRealOneAndHarmsNobody() async throws {
        let pool = try await makePool(size: 1)
        let good = Statement("good", "SELECT 1")
        let bad = Statement("bad", "SELECT * FROM missing")
        @Sendable func check(_ number: Int) async throws {
            guard number % 3 == 0 else {
                #expect(try await pool.execute(good)[0].int32(0) == 1)
                return
            }
            let error = await failure { try await pool.execute(bad) }
            #expect(error?.sqlstate == "42P01")
            #expect(error?.description.contains("statement \"bad\": relation \"missing\"") == true)
        }
        try await withThrowingTaskGroup { group in
            for number in 0..<60 { group.addTask { try await check(number) } }
            try await group.waitForAll()
        }
        #expect(await pool.statistics().openConnections == 1)
    }

    @Test func aStatementThatCouldNotBePreparedIsPreparedNextTime() async throws {
        let pool = try await makePool(size: 1)
        let statement = Statement("later", "SELECT count(*) FROM later")
        #expect(await failure { try await pool.execute(statement) }?.sqlstate == "42P01")
        try await pool.once("CREATE TABLE later ()")
        #expect(try await pool.execute(statement)[0].int64(0) == 0)
    }

    @Test func aBatchIsOneTransaction() async throws {
        let pool = try await makePool(size: 1)
        try await pool.once("CREATE TABLE t (n int4 PRIMARY KEY)")
        let insert = Statement("insert", "INSERT INTO t VALUES ($1)")
        func row(_ n: Int32) -> (Statement, Parameters) { (insert, parameters { $0.append(n) }) }
        #expect(try await pool.batch([row(1), row(2)]).map(\.affected) == [1, 1])
        async let failing = failure { try await pool.batch([row(3), row(1), row(4)]) }
        async let after = pool.batch([row(5)])
        let error = await failing
        #expect(error?.sqlstate == "23505")
        #expect(error?.constraint == "t_pkey")
        #expect(error?.statement == "insert")
        #expect(error?.outcomeUnknown == false)
        #expect(try await after.count == 1)
        let kept = try await pool.once("SELECT n FROM t ORDER BY n").map { $0.int32(0) }
        #expect(kept == [1, 2, 5])
    }

    @Test func anErrorAtCommitIsReported() async throws {
        let pool = try await makePool(size: 1)
        try await pool.once("CREATE TABLE t (n int4 UNIQUE DEFERRABLE INITIALLY DEFERRED)")
        let error = await failure { try await pool.once("INSERT INTO t VALUES (1), (1)") }
        #expect(error?.sqlstate == "23505")
        #expect(try await pool.once("SELECT FROM t").isEmpty)
    }

    @Test func aPlanThatWentStaleHealsItself() async throws {
        let pool = try await makePool(size: 1)
        try await pool.once("CREATE TABLE t AS SELECT 1 AS a")
        let statement = Statement("all", "SELECT * FROM t")
        #expect(try await pool.execute(statement)[0].int32(0) == 1)
        try await pool.once("ALTER TABLE t ALTER a TYPE int8")
        #expect(try await pool.execute(statement)[0].int64(0) == 1)
    }

    @Test func aVanishedPreparedStatementHealsItself() async throws {
        let pool = try await makePool(size: 1)
        let statement = Statement("one", "SELECT 1")
        _ = try await pool.execute(statement)
        try await pool.once("DEALLOCATE ALL")
        #expect(try await pool.execute(statement)[0].int32(0) == 1)
    }

    @Test func statementsOfOneNameDoNotMixUp() async throws {
        let pool = try await makePool(size: 1)
        for number in [1, 2, 1, 2] as [Int32] {
            #expect(try await pool.execute(Statement("same", "SELECT \(number)"))[0].int32(0) == number)
        }
    }

    @Test func manyNamesDoNotFillTheServer() async throws {
        let pool = try await makePool(size: 1)
        for number in 0..<1_100 {
            _ = try await pool.execute(Statement("name \(number)", "SELECT 1"))
        }
        let count = try await pool.once("SELECT count(*) FROM pg_prepared_statements")[0].int64(0)
        #expect(count <= 500)
    }

    @Test func aSharedCallCannotLeaveATransactionOpen() async throws {
        let pool = try await makePool(size: 1)
        let error = await failure { try await pool.once("BEGIN") }
        #expect(error?.kind == .refused)
        #expect(error?.description.contains("PostgresPool.transaction") == true)
        let open = try await pool.once(
            """
            SELECT FROM pg_stat_activity
            WHERE datname = current_database() AND state LIKE 'idle in transaction%'
            """)
        #expect(open.isEmpty)
    }

    @Test func copyIsRefusedAndThePoolGoesOn() async throws {
        let pool = try await makePool(size: 1)
        #expect(await failure { try await pool.once("COPY (SELECT 1) TO STDOUT") } != nil)
        #expect(try await pool.once("SELECT 1")[0].int32(0) == 1)
    }

    @Test func anEmptyStatementGivesNoRows() async throws {
        let pool = try await makePool()
        #expect(try await pool.once("").isEmpty)
        #expect(try await pool.batch([]).isEmpty)
    }

    @Test func aThousandCallsTravelWithoutWaitingForAnswers() async throws {
        let pool = try await makePool(size: 4)
        try await pool.once("CREATE TABLE t (n int8)")
        let insert = Statement("insert", "INSERT INTO t VALUES ($1)")
        try await pool.transaction { transaction in
            // Nobody gets an answer while the table is locked.
            _ = try await transaction.execute(Statement("", "LOCK TABLE t"))
            let calls = Task {
                try await withThrowingTaskGroup { group in
                    for number in 0..<1_000 as Range<Int64> {
                        group.addTask { _ = try await pool.execute(insert, parameters { $0.append(number) }) }
                    }
                    try await group.waitForAll()
                }
            }
            await eventually { await pool.statistics().callsUnderWay >= 1_000 }
            _ = try await transaction.execute(Statement("", "SELECT 1"))
            return calls
        }.value
        #expect(try await pool.once("SELECT sum(n)::int8 FROM t")[0].int64(0) == 499_500)
    }
}

import LinuxReactor
import Postgres
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ExecutorTests {
    /// What makes the driver fast: no thread is changed between a call and its answer.
    @Test func callersThatPreferTheReactorStayOnIt() async throws {
        let pool = try await makePool()
        let reactor = Reactor.shared
        let places = try await withTaskExecutorPreference(reactor) {
            var places: [Bool] = []
            for _ in 0..<10 {
                _ = try await pool.execute(Statement("one", "SELECT 1"))
                places.append(reactor.isCurrent)
            }
            try await pool.transaction { transaction in
                _ = try await transaction.execute(Statement("one", "SELECT 1"))
                places.append(reactor.isCurrent)
            }
            return places
        }
        #expect(places == Array(repeating: true, count: 11))
    }

    @Test func callersElsewhereAndOnTheReactorMix() async throws {
        let pool = try await makePool()
        let echo = Statement("echo", "SELECT $1::int8")
        try await withThrowingTaskGroup { group in
            for number in 0..<500 as Range<Int64> {
                group.addTask(executorPreference: number.isMultiple(of: 2) ? Reactor.shared : nil) {
                    let rows = try await pool.execute(echo, parameters { $0.append(number) })
                    #expect(rows[0].int64(0) == number)
                }
            }
            try await group.waitForAll()
        }
    }
}

import Foundation
import LinuxReactor
import Postgres
import TestCluster
import Testing

@Suite(.timeLimit(.minutes(2)))
struct OutageTests {
    private let one = Statement("one", "SELECT 1")
    private let sleep = Statement("sleep", "SELECT pg_sleep(3600)")

    @Test(arguments: [true, false])
    func aRestartBreaksCallsUnderWayAndNoLaterOnes(immediate: Bool) async throws {
        let cluster = TestCluster(settings: [:])
        let pool = PostgresPool(try await makeConfiguration(size: 3, cluster: cluster), reactor: .shared)
        try await pool.once("CREATE TABLE t (n int4)")
        let calls = (0..<50).map { _ in Task { await failure { try await pool.execute(sleep) } } }
        await eventually { await pool.statistics().callsUnderWay >= 50 }
        try cluster.restart(immediate: immediate)
        for call in calls {
            let error = await call.value
            #expect(error?.isConnectionLoss == true)
            #expect(error?.isTransient == true)
            #expect(error?.outcomeUnknown == true)
        }
        #expect(try await pool.execute(one)[0].int32(0) == 1)
        #expect(try await pool.once("INSERT INTO t VALUES (1)").affected == 1)
    }

    @Test func callsDuringAnOutageWaitForItsEnd() async throws {
        let cluster = TestCluster(settings: [:])
        var configuration = try await makeConfiguration(cluster: cluster)
        configuration.connectTimeout = .seconds(60)
        let pool = PostgresPool(configuration, reactor: .shared)
        _ = try await pool.execute(one)
        try cluster.stop(immediate: true)
        let calls = (0..<20).map { _ in Task { try await pool.execute(one)[0].int32(0) } }
        let transaction = Task { try await pool.transaction { try await $0.execute(one)[0].int32(0) } }
        await eventually { await pool.statistics().waitingCalls >= 20 }
        try cluster.resume()
        for call in calls { #expect(try await call.value == 1) }
        #expect(try await transaction.value == 1)
    }

    @Test func aTerminatedBackendEndsItsCallsAndIsReplaced() async throws {
        let pool = try await makePool(size: 2)
        let commit = await failure {
            try await pool.transaction { transaction in
                let pid = try await transaction.execute(Statement("", "SELECT pg_backend_pid()"))[0].int32(0)
                let call = Task { await failure { try await transaction.execute(sleep) } }
                await eventually { await pool.statistics().callsUnderWay > 0 }
                try await pool.once("SELECT pg_terminate_backend(\(pid))")
                let error = await call.value
                #expect(error?.isConnectionLoss == true)
                #expect(error?.sqlstate == "57P01")
                #expect(error?.outcomeUnknown == false)  // inside a transaction, which is certainly undone
            }
        }
        #expect(commit?.isConnectionLoss == true)
        #expect(commit?.outcomeUnknown == false)
        #expect(try await pool.execute(one)[0].int32(0) == 1)
    }

    @Test func anIdleConnectionThatWasTerminatedIsReplaced() async throws {
        let pool = try await makePool(size: 1)
        let pid = try await pool.once("SELECT pg_backend_pid()")[0].int32(0)
        let other = try await makePool(size: 1)
        try await other.once("SELECT pg_terminate_backend(\(pid))")
        await eventually { await pool.statistics().openConnections == 0 }
        #expect(try await pool.execute(one)[0].int32(0) == 1)
    }

    @Test func anUnreachableServerIsNamedWithoutThePassword() async throws {
        let pool = PostgresPool(
            PostgresConfiguration(
                conninfo: "postgresql://jq:s3cr3t!@/jobs?host=/nowhere&port=7777",
                connectTimeout: .milliseconds(100), applicationName: "driver tests"),
            reactor: .shared)
        let error = await failure { try await pool.execute(one) }
        #expect(error?.isConnectionLoss == true)
        #expect(error?.outcomeUnknown == false)
        let words = try #require(error?.description)
        let start = "statement \"one\": cannot reach PostgreSQL at /nowhere:7777, database jobs, user jq: "
        #expect(words.hasPrefix(start + "connection to server on socket"), "\(words)")
        #expect(!words.contains("s3cr3t"))
        let lease = await failure { try await pool.transaction { _ in } }
        #expect(lease?.isConnectionLoss == true)
    }

    @Test(arguments: [
        "host=/x password=s3cr3t with space", "postgresql://u:s3cr3t@h:s3cr3t/", "s3cr3t",
        "postgresql://u:p@h/?s3cr3t=1",
    ])
    func aBrokenConnectionStringIsRefusedAtOnceWithoutQuotingIt(conninfo: String) async throws {
        let pool = PostgresPool(
            PostgresConfiguration(conninfo: conninfo, applicationName: "driver tests"), reactor: .shared)
        let error = await failure { try await pool.execute(one) }
        #expect(error?.kind == .refused)
        let words = try #require(error?.description)
        #expect(words.contains("connection string"))
        #expect(!words.contains("s3cr3t"), "\(words)")
    }

    @Test func sessionSettingsReachTheServer() async throws {
        var configuration = try await makeConfiguration()
        configuration.conninfo += " options='-c geqo=off'"
        configuration.options = ["jit": "off", "driver.setting": #"a b\ 'c'"#]
        let pool = PostgresPool(configuration, reactor: .shared)
        #expect(try await pool.once("SHOW geqo")[0].string(0) == "off")
        #expect(try await pool.once("SHOW jit")[0].string(0) == "off")
        #expect(try await pool.once("SHOW driver.setting")[0].string(0) == #"a b\ 'c'"#)
        #expect(try await pool.once("SHOW application_name")[0].string(0) == "driver tests")
    }

    @Test func shutdownLetsWorkEndAndRefusesMore() async throws {
        let pool = try await makePool(size: 2)
        let transaction = Task {
            try await pool.transaction { transaction in
                _ = try await transaction.execute(one)
                await eventually { await failure { try await pool.execute(one) } != nil }
                return try await transaction.execute(one)[0].int32(0)
            }
        }
        await eventually { await pool.statistics().leasedConnections > 0 }
        await pool.shutdown()
        #expect(try await transaction.value == 1)
        #expect(await pool.statistics().openConnections == 0)
        await pool.shutdown()
    }

    /// Each pool has a socket or two; more pools than there are descriptors only work if they are given back,
    /// with or without `shutdown`.
    @Test func poolsGiveTheirDescriptorsBack() async throws {
        let configuration = try await makeConfiguration(size: 2)
        let reactor = Reactor(name: "leak test")
        func descriptors() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        }
        let before = try descriptors()
        for round in 0..<800 {
            let pool = PostgresPool(configuration, reactor: reactor)
            _ = try await pool.execute(one)
            _ = await failure { try await pool.transaction { try await $0.execute(Statement("", "bad")) } }
            if round.isMultiple(of: 2) { await pool.shutdown() }
        }
        // Other tests run beside this one, so there is some slack; a leak would show as 800.
        #expect(try descriptors() < before + 600)
        reactor.shutdown()
    }
}

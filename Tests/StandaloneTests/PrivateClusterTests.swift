import Foundation
import LinuxReactor
import Logging
import Processes
import Standalone
import Testing

/// With real servers. As root they run as another user, otherwise as this one.
@Suite(.timeLimit(.minutes(10))) struct PrivateClusterTests {
    let folder = DataFolder()

    @Test func makesAClusterAndKeepsItsData() async throws {
        let first = try await start()
        #expect(try psql(first, "select current_database(), current_user") == "jq|jq")
        #expect(try psql(first, "create table t as select 42 as n; select n from t").hasSuffix("42"))
        await first.stop()
        let second = try await start()
        #expect(try psql(second, "select n from t") == "42")
        await second.stop()
    }

    @Test func isDurableAndReachableByItsSocketOnly() async throws {
        let cluster = try await start()
        let settings = [
            "fsync", "synchronous_commit", "full_page_writes", "listen_addresses", "unix_socket_permissions",
        ]
        let values = settings.map { "current_setting('\($0)')" }.joined(separator: ", ")
        #expect(try psql(cluster, "select \(values)") == "on|on|on||0700")
        let sockets = try FileManager.default.attributesOfItem(atPath: folder.path + "/sockets")
        #expect(sockets[.posixPermissions] as? Int == 0o700)
        await cluster.stop()
    }

    @Test func aSecondProcessOnTheSameDataIsRefused() async throws {
        let cluster = try await start()
        let error = await #expect(throws: PrivateClusterError.self) { try await start() }
        #expect(error?.description.contains(folder.path) == true)
        #expect(try psql(cluster, "select 1") == "1")
        await cluster.stop()
        let next = try await start()
        await next.stop()
    }

    /// The server is told by the kernel when the thread that started it ends, as in a killed process.
    @Test func theServerEndsWithItsParent() async throws {
        let reactor = Reactor(name: "parent")
        let cluster = try await start(on: reactor)
        let pid = try folder.serverPid()
        reactor.shutdown()
        while FileManager.default.fileExists(atPath: folder.path + "/postgres/postmaster.pid") {
            await briefly()
        }
        #expect(!folder.log().contains("immediate shutdown") && folder.log().contains("fast shutdown"))
        #expect(pid > 0)
        withExtendedLifetime(cluster) {}
    }

    @Test func endsAServerThatWasLeftBehind() async throws {
        await (try await start()).stop()
        let orphan = try folder.startServerByHand()
        while (try? folder.serverPid()) != orphan { await briefly() }
        let cluster = try await start()
        #expect(try folder.serverPid() != orphan)
        #expect(try psql(cluster, "select 1") == "1")
        await cluster.stop()
    }

    /// After a restart of a container the number of the dead server can be that of any process.
    @Test func aStalePidFileDoesNoHarm() async throws {
        await (try await start()).stop()
        let lines = [
            getpid().description, folder.path + "/postgres", "1", "5432", folder.path, "", "1 1", "ready",
        ]
        try lines.joined(separator: "\n").write(
            toFile: folder.path + "/postgres/postmaster.pid", atomically: true, encoding: .utf8)
        let cluster = try await start()
        #expect(try psql(cluster, "select 1") == "1")
        await cluster.stop()
    }

    @Test func recoversAfterTheServerWasKilled() async throws {
        let cluster = try await start()
        _ = try psql(cluster, "create table t as select 7 as n")
        kill(try folder.serverPid(), SIGKILL)
        #expect(await cluster.wait() == .signalled(SIGKILL))
        await cluster.stop()
        let next = try await start()
        #expect(try psql(next, "select n from t") == "7")
        await next.stop()
    }

    @Test func aHalfMadeClusterIsMadeAnew() async throws {
        try FileManager.default.createDirectory(
            atPath: folder.path + "/postgres.new/base", withIntermediateDirectories: true)
        let cluster = try await start()
        #expect(try psql(cluster, "select 1") == "1")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/postgres.new"))
        await cluster.stop()
    }

    @Test func dataOfAnotherVersionIsLeftAlone() async throws {
        try FileManager.default.createDirectory(
            atPath: folder.path + "/postgres", withIntermediateDirectories: true)
        try "9.6\n".write(toFile: folder.path + "/postgres/PG_VERSION", atomically: true, encoding: .utf8)
        let error = await #expect(throws: PrivateClusterError.self) { try await start() }
        #expect(error?.description.contains("PostgreSQL 9,") == true)
        #expect(error?.description.contains("PostgreSQL 15") == false)
    }

    @Test func foreignDataIsLeftAlone() async throws {
        try FileManager.default.createDirectory(
            atPath: folder.path + "/postgres", withIntermediateDirectories: true)
        await #expect(throws: PrivateClusterError.foreignData(folder: folder.path + "/postgres")) {
            try await start()
        }
    }

    @Test func aLongPathGetsItsSocketElsewhere() async throws {
        let deep = folder.path + "/" + String(repeating: "x", count: 100)
        let cluster = try await PrivateCluster.start(dataDirectory: deep, logger: Logger(label: "test"))
        #expect(try psql(cluster, "select 1") == "1")
        #expect(!cluster.conninfo.contains(deep))
        let sockets = try #require(cluster.conninfo.split(separator: "'").dropFirst().first)
        #expect(FileManager.default.fileExists(atPath: String(sockets)))
        await cluster.stop()
        #expect(!FileManager.default.fileExists(atPath: String(sockets)))
    }

    private func start(on reactor: Reactor = .shared) async throws -> PrivateCluster {
        try await PrivateCluster.start(
            dataDirectory: folder.path, reactor: reactor, logger: Logger(label: "test"))
    }

    private func psql(_ cluster: PrivateCluster, _ sql: String) throws -> String {
        try output(of: "psql", [cluster.conninfo, "-XAtc", sql])
    }
}

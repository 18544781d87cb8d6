import KubernetesClient
import KubernetesProtocol
import Synchronization
import TestSockets
import Testing

@Suite struct CredentialTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    /// A server that answers with what it was shown, or with 401 when that is not `accepted`.
    private func showing(
        accepting accepted: String? = nil, _ body: @Sendable (RawServer, Shown) async throws -> Void
    ) async throws {
        let shown = Shown()
        try await RawServer.run { connection in
            while true {
                let request = try await connection.request()
                let authorization = request["authorization"] ?? "-"
                shown.add(authorization)
                if let accepted, authorization != accepted {
                    try await connection.answer("401 Unauthorized", statusJSON(401, "Unauthorized"))
                } else if request.line.contains("watch=1") {
                    try await connection.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
                    return
                } else {
                    try await connection.answer("200 OK", authorization)
                }
            }
        } against: { server async throws in
            try await body(server, shown)
        }
    }

    private func ask(_ client: KubernetesClient) async throws -> String {
        String(decoding: try await client.send(readQueue).body, as: UTF8.self)
    }

    @Test func aTokenFileIsReadAgainAndTheOldTokenOutlivesIt() async throws {
        let path = try folder.write("token", " one\n")
        try await showing { server, _ async throws in
            let client = makeClient(server) { configuration in
                configuration.login = .tokenFile(path, fallback: nil)
                configuration.limits.tokenRefresh = .zero
            }
            #expect(try await ask(client) == "Bearer one")
            try folder.write("token", "two")
            #expect(try await ask(client) == "Bearer two")
            try folder.write("token", "\n")
            #expect(try await ask(client) == "Bearer two")
            try folder.remove("token")
            #expect(try await ask(client) == "Bearer two")
            try folder.write("token", "three")
            #expect(try await ask(client) == "Bearer three")
        }
    }

    @Test func aMissingTokenFileFallsBackOrFails() async throws {
        try await showing { server, _ async throws in
            let client = makeClient(server) {
                $0.login = .tokenFile("\(folder.path)/none", fallback: "spare")
            }
            #expect(try await ask(client) == "Bearer spare")
            let bare = makeClient(server) { $0.login = .tokenFile("\(folder.path)/none", fallback: nil) }
            #expect(
                await failure { try await ask(bare) }.credentialProblem?.contains("does not exist") == true)
        }
    }

    @Test func aRefusedTokenIsReplacedOnce() async throws {
        let path = try folder.write("token", "old")
        try await showing(accepting: "Bearer new") { server, shown async throws in
            let client = makeClient(server) { $0.login = .tokenFile(path, fallback: nil) }
            #expect(await failure { try await ask(client) }?.status?.isUnauthorized == true)
            #expect(shown.all == ["Bearer old"], "the same token would be refused again")
            try folder.write("token", "new")
            #expect(try await ask(client) == "Bearer new")
            #expect(shown.all == ["Bearer old", "Bearer old", "Bearer new"])
        }
    }

    @Test func aWatchReplacesItsTokenToo() async throws {
        let path = try folder.write("token", "old")
        try await showing(accepting: "Bearer new") { server, shown async throws in
            let client = makeClient(server) { $0.login = .tokenFile(path, fallback: nil) }
            _ = await failure { try await ask(client) }
            try folder.write("token", "new")
            let watch = try await client.watch(
                .watch(.queues, resourceVersion: .unset, timeoutSeconds: 300), idleTimeout: .seconds(60))
            #expect(try await watch.next() == nil)
            #expect(shown.all == ["Bearer old", "Bearer old", "Bearer new"])
        }
    }

    @Test func authoritiesAreReadAgain() async throws {
        let (good, other) = (try await Authority("good"), try await Authority("other"))
        let context = try await good.issue("server").serverContext()
        try await RawServer.run(tls: context) { connection in
            while true {
                _ = try await connection.request()
                try await connection.answer("200 OK", "\(connection.index)")
            }
        } against: { server async throws in
            let path = try folder.write("ca.crt", try other.certificates)
            let client = makeClient(server) { configuration in
                configuration.serverURL = server.secureURL
                configuration.authorities = .file(path)
                configuration.limits.certificateRefresh = .zero
            }
            #expect(await failure { try await ask(client) }.outcomeUnknown == false)
            try folder.write("ca.crt", try good.certificates)
            let first = try await ask(client)
            try folder.write("ca.crt", "-----BEGIN CERTIFICATE-----\nhalf")
            #expect(try await ask(client) == first)
            try folder.write("ca.crt", try other.certificates + good.certificates)
            let second = try await ask(client)
            #expect(second != first, "the old connection stands on the old authorities")
            #expect(try await ask(client) == second)
        }
    }
}

/// What a server was shown, in order.
final class Shown: Sendable {
    private let fields = Mutex<[String]>([])

    var all: [String] { fields.withLock { $0 } }

    func add(_ field: String) { fields.withLock { $0.append(field) } }
}

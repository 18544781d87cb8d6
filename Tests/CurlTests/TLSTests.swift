import Curl
import NIOSSL
import TestSockets
import Testing

@Suite struct TLSTests {
    private let client = HTTPClient()

    private func withServer<T: Sendable>(
        _ issued: Issued, clients: Authority? = nil, _ body: @Sendable (RawServer) async throws -> T
    ) async throws -> T {
        try await RawServer.run(tls: issued.serverContext(clients: clients)) { connection in
            while true {
                let request = try await connection.request()
                try await connection.answer("200 OK", "\(connection.index) \(request["host"] ?? "")")
            }
        } against: {
            try await body($0)
        }
    }

    private func get(_ server: RawServer, _ tls: TLSSettings) async throws -> String {
        let request = HTTPRequest(
            url: server.secureURL, connection: ConnectionSettings(tls: tls, connectTimeout: .seconds(60)))
        return String(decoding: try await client.send(request).body, as: UTF8.self)
    }

    @Test func onlyTheGivenAuthorityIsBelieved() async throws {
        let (good, other) = (try await Authority("good"), try await Authority("other"))
        try await withServer(try await good.issue("server")) { server in
            let trusted = try await get(server, TLSSettings(authorities: .certificates(good.certificates)))
            #expect(trusted == "0 127.0.0.1:\(server.port)")
            _ = try await get(server, TLSSettings(authorities: .file(good.path)))
            let wrong = TLSSettings(authorities: .certificates(try other.certificates))
            let failure = await expectFailure(.tls) { try await get(server, wrong) }
            #expect(failure?.mayHaveReachedServer == false)
            await expectFailure(.tls) { try await get(server, TLSSettings()) }
            _ = try await get(server, TLSSettings(isInsecure: true))
        }
    }

    @Test func brokenAuthoritiesAndKeysAreTheCallersMistake() async throws {
        let authority = try await Authority("good")
        let issued = try await authority.issue("server")
        try await withServer(issued) { server in
            await expectFailure(.invalidRequest) {
                try await get(server, TLSSettings(authorities: .certificates(Array("nonsense".utf8))))
            }
            var tls = TLSSettings(authorities: .certificates(try authority.certificates))
            tls.identity = TLSSettings.Identity(certificate: issued.certificate, key: Array("nonsense".utf8))
            await expectFailure(.invalidRequest) { [tls] in try await get(server, tls) }
            // A key with a passphrase must not make OpenSSL ask for it on the terminal.
            let locked = try await authority.locked(issued.key)
            tls.identity = TLSSettings.Identity(certificate: issued.certificate, key: locked)
            await expectFailure(.invalidRequest) { [tls] in try await get(server, tls) }
        }
    }

    @Test func theServerNameMayDifferFromTheHost() async throws {
        let authority = try await Authority("good")
        let issued = try await authority.issue("server", for: ["DNS:kube.test"])
        try await withServer(issued) { server in
            var tls = TLSSettings(authorities: .certificates(try authority.certificates))
            await expectFailure(.tls) { [tls] in try await get(server, tls) }
            tls.serverName = "kube.test"
            // The server still sees the host of the URL.
            #expect(try await get(server, tls) == "1 127.0.0.1:\(server.port)")
            #expect(try await get(server, tls) == "1 127.0.0.1:\(server.port)")
            tls.serverName = "other.test"
            await expectFailure(.tls) { [tls] in try await get(server, tls) }
        }
    }

    @Test func aClientCertificateIsShown() async throws {
        let authority = try await Authority("good")
        let me = try await authority.issue("me")
        try await withServer(try await authority.issue("server"), clients: authority) { server in
            var tls = TLSSettings(authorities: .certificates(try authority.certificates))
            await expectFailure(.connectionLost) { [tls] in try await get(server, tls) }
            tls.identity = TLSSettings.Identity(certificate: me.certificate, key: me.key)
            #expect(try await get(server, tls).hasPrefix("1 "))
        }
    }

    @Test func aConnectionIsSharedOnlyWithTheSameTrust() async throws {
        let (good, other) = (try await Authority("good"), try await Authority("other"))
        try await withServer(try await good.issue("server")) { server in
            let tls = TLSSettings(authorities: .certificates(try good.certificates))
            #expect(try await get(server, tls).hasPrefix("0 "))
            #expect(try await get(server, tls).hasPrefix("0 "))
            let both = TLSSettings(authorities: .certificates(try other.certificates + good.certificates))
            #expect(try await get(server, both).hasPrefix("1 "))
        }
    }
}

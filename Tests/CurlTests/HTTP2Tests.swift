import Curl
import TestSockets
import Testing

@Suite struct HTTP2Tests {
    private let client = HTTPClient()

    private func withServer(
        together: Int, _ body: @Sendable (HTTP2Server, ConnectionSettings) async throws -> Void
    ) async throws {
        let authority = try await Authority("good")
        let context = try await authority.issue("server").serverContext(protocols: ["h2"])
        let settings = ConnectionSettings(
            tls: TLSSettings(authorities: .certificates(try authority.certificates)),
            connectTimeout: .seconds(60))
        try await HTTP2Server.run(context, together: together) { try await body($0, settings) }
    }

    /// The server answers none of them before all have arrived.
    @Test func requestsShareAConnection() async throws {
        try await withServer(together: 20) { server, settings in
            let bodies = try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        try await client.send(
                            HTTPRequest(
                                method: "POST", url: server.url, body: Array("\(number)".utf8),
                                connection: settings))
                    }
                }
                return try await group.reduce(into: Set<String>()) { bodies, response in
                    #expect(response.head.version == "2")
                    bodies.insert(String(decoding: response.body, as: UTF8.self))
                }
            }
            #expect(bodies == Set((0..<20).map(String.init)))
            #expect(server.connections == 1)
        }
    }

    @Test func droppedConnectionsAreReplacedWhileOldRequestsGoOn() async throws {
        try await withServer(together: 2) { server, settings in
            let request = HTTPRequest(method: "POST", url: server.url, body: [0x61], connection: settings)
            // A first round, so that the connection stands.
            async let first = client.send(request)
            _ = try await client.send(request)
            _ = try await first
            async let old = client.stream(request, framing: .chunks, idleTimeout: .seconds(60))
            _ = try await client.send(request)
            let stream = try await old
            client.dropConnections()
            async let third = client.send(request)
            _ = try await client.send(request)
            _ = try await third
            #expect(server.connections == 2)
            #expect(try await stream.collect(limit: 10) == [0x61])
        }
    }

    @Test func largeBodiesGoBothWays() async throws {
        try await withServer(together: 1) { server, settings in
            let big = try await client.send(HTTPRequest(url: "\(server.url)/big", connection: settings))
            #expect(big.body.count == HTTP2Server.big)
            let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let echo = try await client.send(
                HTTPRequest(method: "PUT", url: server.url, body: body, connection: settings))
            #expect(echo.body == body)
        }
    }
}

import Curl
import TestSockets
import Testing

@Suite struct ProxyTests {
    private let client = HTTPClient()

    @Test func plainRequestsGoToTheProxyWhole() async throws {
        try await RawServer.run { connection in
            let request = try await connection.request()
            try await connection.answer("200 OK", request.line)
        } against: { proxy in
            let settings = ConnectionSettings(proxy: proxy.url, connectTimeout: .seconds(60))
            let response = try await client.send(HTTPRequest(url: "http://far.test/x", connection: settings))
            #expect(String(decoding: response.body, as: UTF8.self) == "GET http://far.test/x HTTP/1.1")
        }
    }

    @Test func secureRequestsGoThroughATunnel() async throws {
        let authority = try await Authority("good")
        let context = try await authority.issue("far", for: ["DNS:far.test"]).serverContext()
        try await RawServer.run { connection in
            let connect = try await connection.request()
            try await connection.startTLS(context, after: "HTTP/1.1 200 Connected\r\n\r\n")
            let request = try await connection.request()
            let fields = [connect["proxy-authorization"], connect["x-secret"], request["x-secret"]]
            let text = fields.map { $0 ?? "-" }.joined(separator: "|")
            try await connection.answer("200 OK", "\(connect.line)|\(text)")
        } against: { proxy in
            let settings = ConnectionSettings(
                tls: TLSSettings(authorities: .certificates(try authority.certificates)),
                proxy: "http://user:word@127.0.0.1:\(proxy.port)", connectTimeout: .seconds(60))
            let response = try await client.send(
                HTTPRequest(url: "https://far.test/x", headers: ["X-Secret": "s"], connection: settings))
            #expect(
                String(decoding: response.body, as: UTF8.self)
                    == "CONNECT far.test:443 HTTP/1.1|Basic dXNlcjp3b3Jk|-|s")
        }
    }

    @Test func aTunnelMayLeadToAnotherServerName() async throws {
        let authority = try await Authority("good")
        let context = try await authority.issue("far", for: ["DNS:kube.test"]).serverContext()
        try await RawServer.run { connection in
            let connect = try await connection.request()
            try await connection.startTLS(context, after: "HTTP/1.1 200 Connected\r\n\r\n")
            let request = try await connection.request()
            try await connection.answer("200 OK", "\(connect.line)|\(request["host"] ?? "")")
        } against: { proxy in
            var tls = TLSSettings(authorities: .certificates(try authority.certificates))
            tls.serverName = "kube.test"
            let settings = ConnectionSettings(
                tls: tls, proxy: proxy.url, connectTimeout: .seconds(60))
            let response = try await client.send(
                HTTPRequest(url: "https://far.test:6443/x", connection: settings))
            #expect(
                String(decoding: response.body, as: UTF8.self)
                    == "CONNECT far.test:6443 HTTP/1.1|far.test:6443")
        }
    }

    @Test func aRefusedTunnelReachedNobody() async throws {
        try await RawServer.run { connection in
            _ = try await connection.request()
            try await connection.answer("403 Forbidden", "no")
        } against: { proxy in
            let settings = ConnectionSettings(proxy: proxy.url, connectTimeout: .seconds(60))
            let failure = await expectFailure(.proxy) {
                try await client.send(
                    HTTPRequest(method: "POST", url: "https://far.test/x", body: [1], connection: settings))
            }
            #expect(failure?.mayHaveReachedServer == false)
        }
    }

    @Test func aSOCKSProxyResolvesTheName() async throws {
        try await RawServer.run { connection in
            let greeting = try await connection.read(2)
            _ = try await connection.read(Int(greeting[1]))
            try await connection.write([5, 0])
            let command = try await connection.read(5)
            let name = try await connection.read(Int(command[4]))
            _ = try await connection.read(2)
            try await connection.write([5, 0, 0, 1, 127, 0, 0, 1, 0, 80])
            _ = try await connection.request()
            try await connection.answer("200 OK", "\(command[3]) \(String(decoding: name, as: UTF8.self))")
        } against: { proxy in
            let settings = ConnectionSettings(
                proxy: "socks5://127.0.0.1:\(proxy.port)", connectTimeout: .seconds(60))
            let response = try await client.send(HTTPRequest(url: "http://far.test/x", connection: settings))
            #expect(String(decoding: response.body, as: UTF8.self) == "3 far.test")
        }
    }
}

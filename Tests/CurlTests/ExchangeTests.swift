import Curl
import Foundation
import TestSockets
import Testing

@Suite struct ExchangeTests {
    private let client = HTTPClient()

    @Test func methodHeadersAndBodyArriveAsTheyAre() async throws {
        try await RawServer.run { connection in
            let request = try await connection.request()
            let text = String(decoding: request.body, as: UTF8.self)
            let fields =
                "\(request["x-one"] ?? "-")|\(request["content-type"] ?? "-")|\(request["expect"] ?? "-")"
            try await connection.answer("200 OK", "\(request.line)|\(fields)|\(text)")
        } against: { server in
            let response = try await client.send(
                HTTPRequest(
                    method: "PATCH", url: "\(server.url)/a/../b?c=d%20e",
                    headers: ["X-One": "1", "Content-Type": "text/plain"], body: Array("hello".utf8)))
            #expect(response.head.status == 200)
            #expect(response.head.version == "1.1")
            #expect(
                String(decoding: response.body, as: UTF8.self)
                    == "PATCH /a/../b?c=d%20e HTTP/1.1|1|text/plain|-|hello")
        }
    }

    @Test(arguments: [0, 1, 70_000, 3_000_000])
    func bodiesOfAllSizesGoBothWays(size: Int) async throws {
        try await RawServer.run { connection in
            let request = try await connection.request()
            try await connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(request.body.count)\r\n\r\n")
            try await connection.write(request.body)
        } against: { server in
            let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let response = try await client.send(HTTPRequest(method: "POST", url: server.url, body: body))
            #expect(response.body == body)
        }
    }

    @Test func aConnectionIsUsedAgain() async throws {
        try await RawServer.run { connection in
            while true {
                _ = try await connection.request()
                try await connection.answer("200 OK", "\(connection.index)")
            }
        } against: { server in
            for _ in 0..<3 {
                let response = try await client.send(HTTPRequest(url: server.url))
                #expect(response.body == Array("0".utf8))
            }
            client.dropConnections()
            let response = try await client.send(HTTPRequest(url: server.url))
            #expect(response.body == Array("1".utf8))
        }
    }

    @Test func theAgeOfConnectionsIsBounded() async throws {
        let client = HTTPClient(HTTPClient.Configuration(maximumConnectionAge: .zero))
        try await RawServer.run { connection in
            while true {
                _ = try await connection.request()
                try await connection.answer("200 OK", "\(connection.index)")
            }
        } against: { server in
            for index in 0..<3 {
                let response = try await client.send(HTTPRequest(url: server.url))
                #expect(response.body == Array("\(index)".utf8))
            }
        }
    }

    /// Neither is answered before both have arrived.
    @Test func requestsDoNotWaitForEachOther() async throws {
        let second = AsyncStream.makeStream(of: Void.self)
        try await RawServer.run { connection in
            _ = try await connection.request()
            if connection.index == 0 {
                for await _ in second.stream { break }
            } else {
                second.continuation.yield()
            }
            try await connection.answer()
        } against: { server in
            async let other = client.send(HTTPRequest(url: server.url))
            _ = try await client.send(HTTPRequest(url: server.url))
            _ = try await other
        }
    }

    @Test func redirectsAndInterimResponsesAreNotFollowed() async throws {
        try await RawServer.run { connection in
            _ = try await connection.request()
            try await connection.write("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n")
            try await connection.answer("302 Found", headers: "Location: /elsewhere\r\nSet-Cookie: a=b\r\n")
        } against: { server in
            let response = try await client.send(HTTPRequest(url: server.url))
            #expect(response.head.status == 302)
            #expect(response.head.headers["location"] == "/elsewhere")
            #expect(response.head.headers["x-early"] == nil)
            #expect(server.connections == 1)
        }
    }

    @Test func compressionIsAskedForOnlyOnDemand() async throws {
        // "hello hello hello hello\n" by gzip -n
        let zipped: [UInt8] = [
            0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x57,
            0xC8,
            0x40, 0x27, 0xB9, 0x00, 0x00, 0x88, 0x59, 0x0B, 0x18, 0x00, 0x00, 0x00,
        ]
        try await RawServer.run { connection in
            while true {
                let request = try await connection.request()
                guard request["accept-encoding"] == "gzip" else {
                    try await connection.answer("200 OK", "plain")
                    continue
                }
                let head =
                    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(zipped.count)\r\n\r\n"
                try await connection.write(Array(head.utf8) + zipped)
            }
        } against: { server in
            let plain = try await client.send(HTTPRequest(url: server.url))
            #expect(String(decoding: plain.body, as: UTF8.self) == "plain")
            let connection = ConnectionSettings(acceptsGzip: true)
            let response = try await client.send(HTTPRequest(url: server.url, connection: connection))
            #expect(String(decoding: response.body, as: UTF8.self) == "hello hello hello hello\n")
        }
    }

    @Test func repeatedFieldsAreAllThere() async throws {
        try await RawServer.run { connection in
            _ = try await connection.request()
            try await connection.answer(
                headers: "Warning: 299 - \"a\"\r\nwarning:   299 - \"b\"  \r\nX-Empty:\r\n")
        } against: { server in
            let headers = try await client.send(HTTPRequest(url: server.url)).head.headers
            #expect(headers.all("Warning") == ["299 - \"a\"", "299 - \"b\""])
            #expect(headers["x-empty"] == "")
        }
    }

    @Test(arguments: [
        HTTPRequest(url: "http://127.0.0.1:1", headers: ["X": "a\r\nInjected: b"]),
        HTTPRequest(url: "http://127.0.0.1:1", headers: ["X Y": "a"]),
        HTTPRequest(method: "GET /", url: "http://127.0.0.1:1"),
        HTTPRequest(url: "http://127.0.0.1:1/a b"),
        HTTPRequest(url: "ftp://127.0.0.1:1"),
        HTTPRequest(url: "nonsense"),
    ])
    func whatWouldNotArriveAsMeantIsRefused(request: HTTPRequest) async {
        let failure = await expectFailure(.invalidRequest) { try await client.send(request) }
        #expect(failure?.mayHaveReachedServer == false)
    }
}

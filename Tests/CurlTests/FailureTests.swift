import Curl
import Synchronization
import TestSockets
import Testing

@Suite struct FailureTests {
    private let client = HTTPClient()

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nten bytes.",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nten bytes.\r\n14\r\nhalf",
    ])
    func aTruncatedBodyIsAnError(answer: String) async throws {
        try await RawServer.run { connection in
            _ = try await connection.request()
            try await connection.write(answer)
        } against: { server in
            let failure = await expectFailure(.connectionLost) {
                try await client.send(HTTPRequest(url: server.url))
            }
            #expect(failure?.mayHaveReachedServer == true)
        }
    }

    @Test func aResetIsAnError() async throws {
        try await RawServer.run { connection in
            _ = try await connection.request()
            try await connection.reset()
        } against: { server in
            let failure = await expectFailure(.connectionLost) {
                try await client.send(HTTPRequest(method: "POST", url: server.url, body: [1]))
            }
            #expect(failure?.mayHaveReachedServer == true)
        }
    }

    @Test func nobodyThereMeansNothingWasSent() async throws {
        let port = try await RawServer.run({ _ in }, against: { $0.port })
        let refused = await expectFailure(.connect) {
            try await client.send(HTTPRequest(method: "POST", url: "http://127.0.0.1:\(port)", body: [1]))
        }
        #expect(refused?.mayHaveReachedServer == false)
        let unknown = await expectFailure(.resolve) {
            try await client.send(HTTPRequest(url: "http://nothing.invalid"))
        }
        #expect(unknown?.mayHaveReachedServer == false)
    }

    @Test func aSilentServerTimesOut() async throws {
        try await RawServer.run { connection in
            while true { _ = try await connection.request() }
        } against: { server in
            let failure = await expectFailure(.timeout) {
                try await client.send(HTTPRequest(url: server.url, timeout: .seconds(1)))
            }
            #expect(failure?.mayHaveReachedServer == true)
            await expectFailure(.timeout) {
                try await client.stream(
                    HTTPRequest(url: server.url, timeout: .seconds(1)), framing: .chunks,
                    idleTimeout: .seconds(60))
            }
        }
    }

    @Test func whatIsNotHTTPIsRefused() async throws {
        try await RawServer.run { connection in
            _ = try await connection.request()
            try await connection.write("220 mail.example.com ESMTP\r\n")
        } against: { server in
            await expectFailure(.malformedResponse) { try await client.send(HTTPRequest(url: server.url)) }
        }
    }

    @Test func headsAndBodiesAreBounded() async throws {
        try await RawServer.run { connection in
            let request = try await connection.request()
            if request.line.contains("/head") {
                try await connection.write("HTTP/1.1 200 OK\r\n")
                let field = "X-Filler: \(String(repeating: "x", count: 4_000))\r\n"
                while true { try await connection.write(field) }
            }
            try await connection.write("HTTP/1.1 200 OK\r\n\r\n")
            while true { try await connection.write([UInt8](repeating: 0x78, count: 4_096)) }
        } against: { server in
            await expectFailure(.malformedResponse) {
                try await client.send(HTTPRequest(url: "\(server.url)/head", timeout: .seconds(120)))
            }
            await expectFailure(.tooLarge) {
                try await client.send(
                    HTTPRequest(url: server.url, timeout: .seconds(120), bodyLimit: 100_000))
            }
        }
    }

    /// A kept connection that dies without an answer: the server may have acted on the request.
    @Test(arguments: [("GET", 3), ("PATCH", 2), ("POST", 2)])
    func onlyAReadIsRepeatedOnADeadConnection(method: String, expected: Int) async throws {
        let seen = Mutex(0)
        try await RawServer.run { connection in
            while true {
                _ = try await connection.request()
                let isDeadly = seen.withLock { seen in
                    seen += 1
                    return seen == 2
                }
                if isDeadly { return }
                try await connection.answer("200 OK", "ok")
            }
        } against: { server in
            var request = HTTPRequest(url: server.url)
            _ = try await client.send(request)
            request.method = method
            if method == "GET" {
                _ = try await client.send(request)
            } else {
                request.body = Array("{}".utf8)
                let failure = await expectFailure(.connectionLost) { [request] in
                    try await client.send(request)
                }
                #expect(failure?.mayHaveReachedServer == true)
            }
            #expect(seen.withLock { $0 } == expected)
        }
    }

    @Test func cancellingTheTaskEndsTheRequest() async throws {
        let arrived = AsyncStream.makeStream(of: Void.self)
        let left = AsyncStream.makeStream(of: Void.self)
        try await RawServer.run { connection in
            _ = try await connection.request()
            arrived.continuation.yield()
            try await connection.end()
            left.continuation.yield()
        } against: { server in
            let task = Task { try await client.send(HTTPRequest(url: server.url)) }
            for await _ in arrived.stream { break }
            task.cancel()
            await expectFailure(.cancelled) { try await task.value }
            for await _ in left.stream { break }
        }
    }

    @Test func aCancelledTaskSendsNothing() async throws {
        try await RawServer.run { connection in
            _ = try await connection.request()
        } against: { server in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await client.send(HTTPRequest(url: server.url))
            }
            await expectFailure(.cancelled) { try await task.value }
        }
    }

    @Test func shutdownEndsEverythingAndRefusesMore() async throws {
        let arrived = AsyncStream.makeStream(of: Void.self)
        try await RawServer.run { connection in
            _ = try await connection.request()
            arrived.continuation.yield()
            try await connection.end()
        } against: { server in
            let client = HTTPClient()
            let task = Task { try await client.send(HTTPRequest(url: server.url)) }
            for await _ in arrived.stream { break }
            await client.shutdown()
            await expectFailure(.shutDown) { try await task.value }
            await expectFailure(.shutDown) { try await client.send(HTTPRequest(url: server.url)) }
            await client.shutdown()
        }
    }
}

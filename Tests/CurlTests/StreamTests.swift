import Curl
import TestSockets
import Testing

@Suite struct StreamTests {
    private let client = HTTPClient()
    private static let lines = HTTPStream.Framing.lines(limit: HTTPStream.Framing.defaultLineLimit)

    private func open(
        _ server: RawServer, _ framing: HTTPStream.Framing = lines, idle: Duration = .seconds(60)
    ) async throws -> HTTPStream {
        try await client.stream(HTTPRequest(url: server.url), framing: framing, idleTimeout: idle)
    }

    private func all(_ stream: HTTPStream) async throws -> [String] {
        var lines: [String] = []
        while let batch = try await stream.next() {
            lines += batch.map { String(decoding: $0, as: UTF8.self) }
        }
        return lines
    }

    @Test func theHeadIsThereBeforeTheBody() async throws {
        let go = AsyncStream.makeStream(of: Void.self)
        try await RawServer.run { connection in
            _ = try await connection.request()
            try await connection.beginStream()
            for await _ in go.stream { break }
            try await connection.write("one\ntwo\n")
        } against: { server in
            let stream = try await open(server)
            #expect(stream.head.status == 200)
            go.continuation.yield()
            #expect(try await all(stream) == ["one", "two"])
            #expect(try await stream.next() == nil)
            #expect(stream.unfinishedLine.isEmpty)
        }
    }

    /// However the network cuts it, the lines are the same.
    @Test(arguments: [1, 2, 3, 7, 1_000])
    func linesMayBeCutAnywhere(size: Int) async throws {
        let text = "first\n\nthird is longer\n\r\nünï\nlast without end"
        try await RawServer.run { connection in
            _ = try await connection.request()
            try await connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let piece = rest.prefix(size)
                rest = rest.dropFirst(size)
                let head = Array("\(String(piece.count, radix: 16))\r\n".utf8)
                try await connection.write(head + piece + Array("\r\n".utf8))
            }
            try await connection.write("0\r\n\r\n")
        } against: { server in
            let stream = try await open(server)
            #expect(try await all(stream) == ["first", "", "third is longer", "\r", "ünï"])
            #expect(String(decoding: stream.unfinishedLine, as: UTF8.self) == "last without end")
            let again = try await open(server)
            #expect(String(decoding: try await again.collect(limit: 1_000), as: UTF8.self) == text)
            let chunks = try await open(server, .chunks)
            #expect(String(decoding: try await chunks.collect(limit: 1_000), as: UTF8.self) == text)
        }
    }

    @Test func linesBeforeALossAreDelivered() async throws {
        try await RawServer.run { connection in
            _ = try await connection.request()
            try await connection.write(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\none\n\r\n9\r\nha")
        } against: { server in
            let stream = try await open(server)
            #expect(try await stream.next() == [Array("one".utf8)])
            await expectFailure(.connectionLost) { try await stream.next() }
            await expectFailure(.connectionLost) { try await stream.next() }
        }
    }

    @Test func silenceEndsAStream() async throws {
        try await RawServer.run { connection in
            _ = try await connection.request()
            try await connection.beginStream("one\n")
            try await connection.end()
        } against: { server in
            let stream = try await open(server, idle: .seconds(3))
            #expect(try await stream.next() == [Array("one".utf8)])
            await expectFailure(.idle) { try await stream.next() }
        }
    }

    /// The reader takes what there is only after another stream has been silent for several times the idle
    /// timeout of this one: the server had to wait, but it was not silent.
    @Test func aSlowReaderHoldsTheServerUpAndIsNotSilence() async throws {
        let client = HTTPClient(HTTPClient.Configuration(streamBufferSize: 64 << 10))
        let line = [UInt8](repeating: 0x78, count: 999) + [0x0A]
        let count = 40_000
        try await RawServer.run { connection in
            let request = try await connection.request()
            try await connection.beginStream()
            if request.line.contains("/silent") { try await connection.end() }
            let block = Array((0..<50).map { _ in line }.joined())
            for _ in 0..<count / 50 { try await connection.write(block) }
        } against: { server in
            let request = HTTPRequest(url: server.url)
            let stream = try await client.stream(
                request, framing: Self.lines, idleTimeout: .seconds(4))
            let silent = try await client.stream(
                HTTPRequest(url: "\(server.url)/silent"), framing: Self.lines,
                idleTimeout: .seconds(10))
            await expectFailure(.idle) { try await silent.next() }
            var (received, largest) = (0, 0)
            while let batch = try await stream.next() {
                received += batch.count
                largest = max(largest, batch.reduce(0) { $0 + $1.count })
            }
            #expect(received == count)
            #expect(largest >= 64 << 10, "the server was never held up")
            #expect(largest <= (64 << 10) + (16 << 10), "more was kept than may be")
        }
    }

    @Test func aLineIsBounded() async throws {
        try await RawServer.run { connection in
            _ = try await connection.request()
            try await connection.beginStream()
            try await connection.write("short\n")
            while true { try await connection.write([UInt8](repeating: 0x78, count: 1_000)) }
        } against: { server in
            let stream = try await open(server, .lines(limit: 100_000))
            #expect(try await stream.next() == [Array("short".utf8)])
            await expectFailure(.tooLarge) { try await stream.next() }
        }
    }

    /// Each way to end a stream closes its connection, which the server notices.
    @Test(arguments: ["cancel", "task", "release", "shutdown"])
    func endingAStreamClosesTheConnection(how: String) async throws {
        let left = AsyncStream.makeStream(of: Void.self)
        try await RawServer.run { connection in
            _ = try await connection.request()
            try await connection.beginStream()
            try await connection.end()
            left.continuation.yield()
        } against: { server in
            let client = HTTPClient()
            var stream: HTTPStream? = try await client.stream(
                HTTPRequest(url: server.url), framing: Self.lines, idleTimeout: .seconds(60))
            let held = how == "release" ? nil : stream
            let reader = Task { try await held?.next() }
            switch how {
            case "cancel":
                held?.cancel()
                await expectFailure(.cancelled) { try await reader.value }
            case "task":
                reader.cancel()
                await expectFailure(.cancelled) { try await reader.value }
            case "shutdown":
                await client.shutdown()
                await expectFailure(.shutDown) { try await reader.value }
            default: stream = nil
            }
            for await _ in left.stream { break }
        }
    }

    @Test func aRefusalCanBeRead() async throws {
        try await RawServer.run { connection in
            _ = try await connection.request()
            try await connection.answer("410 Gone", "{\n  \"code\": 410\n}")
        } against: { server in
            let stream = try await open(server)
            #expect(stream.head.status == 410)
            let body = try await stream.collect(limit: 1_000)
            #expect(String(decoding: body, as: UTF8.self) == "{\n  \"code\": 410\n}")
        }
    }
}

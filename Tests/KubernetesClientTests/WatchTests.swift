import KubernetesClient
import KubernetesProtocol
import TestSockets
import Testing

@Suite struct WatchTests {
    private static let request = APIRequest.watch(
        .queues, namespace: "default", resourceVersion: ResourceVersion("5"), timeoutSeconds: 300)

    /// A server that sends `text` as the body of a watch, and then does what `end` says.
    private func watching<T: Sendable>(
        _ text: String, pieces: Int = 1_000_000, end: @escaping RawServer.Script = { _ in },
        idle: Duration = .seconds(60), _ body: @Sendable (any WatchStream) async throws -> T
    ) async throws -> T {
        try await RawServer.run { connection in
            let request = try await connection.request()
            guard request.line.contains("watch=1"), request["accept-encoding"] == nil else { return }
            var rest = Array(text.utf8)[...]
            try await connection.beginStream(String(decoding: rest.prefix(pieces), as: UTF8.self))
            rest = rest.dropFirst(pieces)
            while !rest.isEmpty {
                try await connection.write(Array(rest.prefix(pieces)))
                rest = rest.dropFirst(pieces)
            }
            try await end(connection)
        } against: { server async throws in
            let watch = try await makeClient(server).watch(Self.request, idleTimeout: idle)
            return try await body(watch)
        }
    }

    private func all(_ watch: any WatchStream) async throws -> [WatchEvent] {
        var events: [WatchEvent] = []
        while let batch = try await watch.next() {
            #expect(!batch.isEmpty)
            events += batch
        }
        return events
    }

    private func event(_ type: String, _ object: String) -> String {
        #"{"type":"\#(type)","object":\#(object)}"#
    }

    /// What happened, in short.
    private func summary(_ events: [WatchEvent]) -> [String] {
        events.map { event in
            switch event {
            case .added(let object): "added \(object.metadata.name) \(object.metadata.resourceVersion)"
            case .modified(let object): "modified \(object.metadata.name) \(object.metadata.resourceVersion)"
            case .deleted(let object): "deleted \(object.metadata.name) \(object.metadata.resourceVersion)"
            case .bookmark(let version, let isEnd): "bookmark \(version) \(isEnd)"
            case .failure(let status): "failure \(status.code)"
            case .unknown(let type): "unknown \(type)"
            }
        }
    }

    @Test(arguments: [7, 100, 1_000_000])
    func eventsArriveInOrderHoweverTheyAreCut(pieces: Int) async throws {
        let bookmark = #"{"kind":"Queue","apiVersion":"jq.dev/v1alpha1","metadata":{"resourceVersion":"9"}}"#
        let text =
            [
                event("ADDED", queueJSON("a", version: 6)), event("MODIFIED", queueJSON("a", version: 7)), "",
                event("DELETED", queueJSON("a", version: 8)), event("BOOKMARK", bookmark),
                event("STRANGE", "{}"), event("ERROR", statusJSON(410, "Expired")),
            ].joined(separator: "\n") + "\n" + #"{"type":"ADDED","object":{"half"#
        try await watching(text, pieces: pieces) { watch async throws in
            #expect(
                summary(try await all(watch)) == [
                    "added a 6", "modified a 7", "deleted a 8", "bookmark 9 false", "unknown STRANGE",
                    "failure 410",
                ])
            #expect(try await watch.next() == nil)
        }
    }

    @Test(arguments: ["\n", ""])
    func aBareStatusEndsAWatch(lineEnd: String) async throws {
        let text =
            event("ADDED", queueJSON("a", version: 6)) + "\n" + statusJSON(500, "InternalError") + lineEnd
        try await watching(text) { watch async throws in
            #expect(summary(try await all(watch)) == ["added a 6", "failure 500"])
        }
    }

    @Test func aLineThatIsNoEventIsAnErrorAfterTheOthers() async throws {
        let text =
            event("ADDED", queueJSON("a", version: 6)) + "\n<html>\n"
            + event("ADDED", queueJSON("b", version: 7))
        try await watching(text + "\n", end: { try await $0.end() }) { watch async throws in
            #expect(summary(try await watch.next() ?? []) == ["added a 6"])
            #expect(await failure { try await watch.next() }.isMalformed)
            #expect(await failure { try await watch.next() }.isMalformed)
        }
    }

    @Test func aResetIsAnErrorAfterTheEvents() async throws {
        let text = event("ADDED", queueJSON("a", version: 6)) + "\n"
        let read = AsyncStream.makeStream(of: Void.self)
        try await watching(
            text,
            end: { connection in
                for await _ in read.stream { break }
                try await connection.reset()
            }
        ) { watch async throws in
            #expect(summary(try await watch.next() ?? []) == ["added a 6"])
            read.continuation.yield()
            #expect(await failure { try await watch.next() }.outcomeUnknown == false)
        }
    }

    @Test func silenceIsAnError() async throws {
        let text = event("ADDED", queueJSON("a", version: 6)) + "\n"
        try await watching(text, end: { try await $0.end() }, idle: .seconds(3)) {
            watch async throws in
            #expect(summary(try await watch.next() ?? []) == ["added a 6"])
            #expect(await failure { try await watch.next() }.outcomeUnknown == false)
        }
    }

    @Test func cancellingEndsAWatch() async throws {
        let left = AsyncStream.makeStream(of: Void.self)
        try await watching(
            "",
            end: { connection in
                try await connection.end()
                left.continuation.yield()
            }
        ) { watch async throws in
            let reader = Task { try await watch.next() }
            watch.cancel()
            #expect(await failure { try await reader.value } == .cancelled)
            for await _ in left.stream { break }
        }
    }

    @Test func aRefusalIsAStatus() async throws {
        try await RawServer.run { connection in
            _ = try await connection.request()
            try await connection.answer("410 Gone", statusJSON(410, "Expired"))
        } against: { server async throws in
            let error = await failure {
                try await makeClient(server).watch(Self.request, idleTimeout: .seconds(60))
            }
            #expect(error?.status?.isExpired == true)
        }
    }

    @Test func aWatchHasItsOwnConnection() async throws {
        try await RawServer.run { connection in
            _ = try await connection.request()
            try await connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            try await connection.end()
        } against: { server async throws in
            let client = makeClient(server)
            let watches = [
                try await client.watch(Self.request, idleTimeout: .seconds(60)),
                try await client.watch(Self.request, idleTimeout: .seconds(60)),
            ]
            #expect(server.connections == 2)
            await client.shutdown()
            for watch in watches { #expect(await failure { try await watch.next() } == .cancelled) }
        }
    }
}

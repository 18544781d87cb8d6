import KubernetesClient
import KubernetesProtocol
import Synchronization
import TestSockets
import Testing

@Suite struct SendTests {
    private static let write = APIRequest(
        method: .patch, path: "/apis/jq.dev/v1alpha1/namespaces/default/queues/emails",
        query: [QueryItem("fieldManager", "jq-controller")], contentType: "application/apply-patch+yaml",
        body: Array("{}".utf8))

    @Test func theRequestIsWhatTheServerExpects() async throws {
        try await RawServer.run { connection in
            while true {
                let request = try await connection.request()
                let fields = ["accept", "content-type", "user-agent", "accept-encoding", "authorization"]
                let text = fields.map { request[$0] ?? "-" }.joined(separator: "|")
                try await connection.answer("200 OK", "\(request.line)|\(text)")
            }
        } against: { server async throws in
            let client = makeClient(server) { configuration in
                configuration.serverURL += "/k8s/one"
                configuration.login = .token("abc")
            }
            let read = try await client.send(readQueue)
            #expect(
                String(decoding: read.body, as: UTF8.self)
                    == "GET /k8s/one/apis/jq.dev/v1alpha1/namespaces/default/queues/emails HTTP/1.1"
                    + "|application/json|-|jq-test/1|gzip|Bearer abc")
            let written = try await client.send(Self.write)
            #expect(
                String(decoding: written.body, as: UTF8.self)
                    == "PATCH /k8s/one/apis/jq.dev/v1alpha1/namespaces/default/queues/emails"
                    + "?fieldManager=jq-controller HTTP/1.1"
                    + "|application/json|application/apply-patch+yaml|jq-test/1|-|Bearer abc")
            await client.shutdown()
            #expect(await failure { try await client.send(readQueue) } == .cancelled)
        }
    }

    @Test func impersonationAndPasswordsAreFields() async throws {
        try await RawServer.run { connection in
            let request = try await connection.request()
            let fields = request.fields.filter {
                $0.name.hasPrefix("impersonate") || $0.name == "authorization"
            }
            try await connection.answer(
                "200 OK", fields.map { "\($0.name)=\($0.value)" }.joined(separator: "|"))
        } against: { server async throws in
            let client = makeClient(server) { configuration in
                configuration.login = .basic(user: "me", password: "wörd")
                configuration.impersonation = ClusterConfiguration.Impersonation(
                    user: "you", uid: "7", groups: ["a", "b"], extra: ["Example.com/Scope": ["x", "y"]])
            }
            let response = try await client.send(readQueue)
            #expect(
                String(decoding: response.body, as: UTF8.self)
                    == "authorization=Basic bWU6d8O2cmQ=|impersonate-user=you|impersonate-uid=7"
                    + "|impersonate-group=a|impersonate-group=b|impersonate-extra-example.com%2fscope=x"
                    + "|impersonate-extra-example.com%2fscope=y")
        }
    }

    @Test func refusalsAreStatuses() async throws {
        try await RawServer.run { connection in
            _ = try await connection.request()
            try await connection.answer(
                "409 Conflict", statusJSON(409, "Conflict", details: #"{"name":"emails"}"#))
        } against: { server async throws in
            let error = await failure { try await makeClient(server).send(Self.write) }
            #expect(error?.status?.isConflict == true)
            #expect(error?.status?.message == "told Conflict")
            #expect(error?.status?.details?.name == "emails")
        }
    }

    @Test func aWarningIsReportedOnce() async throws {
        let warning =
            #"299 - "v1alpha1 is \"old\"" "Sat, 21 Nov 2026 10:00:00 GMT", 199 - "misc", 299 kube "other""#
        try await RawServer.run { connection in
            while true {
                _ = try await connection.request()
                try await connection.answer(headers: "Warning: \(warning)\r\nWarning: nonsense\r\n", "{}")
            }
        } against: { server async throws in
            let told = Mutex<[String]>([])
            let client = makeClient(server, onWarning: { warning in told.withLock { $0.append(warning) } })
            for _ in 0..<2 {
                #expect(try await client.send(readQueue).warnings == [#"v1alpha1 is "old""#, "other"])
            }
            #expect(told.withLock { $0 } == [#"v1alpha1 is "old""#, "other"])
        }
    }

    /// How often the server is asked, by its answers.
    @Test(arguments: [
        ("429 Too Many Requests", "Retry-After: 0\r\n", 11),
        ("503 Service Unavailable", "Retry-After: 0\r\n", 11),
        ("429 Too Many Requests", "", 1), ("500 Internal Server Error", "", 1),
        ("429 Too Many Requests", "Retry-After: 3600\r\n", 1), ("404 Not Found", "Retry-After: 0\r\n", 1),
        ("429 Too Many Requests", "Retry-After: Sat, 21 Nov 2026 10:00:00 GMT\r\n", 1),
    ])
    func onlyTheServerSaysWhenToTryAgain(status: String, headers: String, requests: Int) async throws {
        for request in [readQueue, Self.write] {
            let count = Mutex(0)
            try await RawServer.run { connection in
                while true {
                    _ = try await connection.request()
                    count.withLock { $0 += 1 }
                    try await connection.answer(status, headers: headers, statusJSON(0, "Busy"))
                }
            } against: { server async throws in
                let error = await failure { try await makeClient(server).send(request) }
                #expect(error?.status.map { "\($0.code)" } == String(status.prefix(3)))
                #expect(count.withLock { $0 } == requests)
            }
        }
    }

    @Test func aBusyServerIsWaitedOut() async throws {
        let count = Mutex(0)
        try await RawServer.run { connection in
            while true {
                _ = try await connection.request()
                let isBusy = count.withLock { count in
                    count += 1
                    return count < 4
                }
                if isBusy {
                    try await connection.answer("429 Too Many Requests", headers: "Retry-After: 0\r\n")
                } else {
                    try await connection.answer("201 Created", queueJSON("emails", version: 7))
                }
            }
        } against: { server async throws in
            let response = try await makeClient(server).send(Self.write)
            #expect(response.status == 201)
            #expect(try response.object().metadata.resourceVersion == ResourceVersion("7"))
        }
    }

    @Test func theQueueThatTurnedUsAwayIsNamed() async throws {
        try await RawServer.run { connection in
            _ = try await connection.request()
            let headers =
                "Retry-After: 120\r\nX-Kubernetes-PF-FlowSchema-UID: fs1\r\nX-Kubernetes-PF-PriorityLevel-UID: pl1\r\n"
            try await connection.answer("429 Too Many Requests", headers: headers, "busy")
        } against: { server async throws in
            let status = await failure { try await makeClient(server).send(readQueue) }?.status
            #expect(status?.message == "busy [flow schema fs1, priority level pl1]")
            #expect(status?.retryAfter == .seconds(120))
        }
    }

    @Test(arguments: [(readQueue, 4), (write, 1)])
    func onlyAReadSurvivesALostConnection(request: APIRequest, connections: Int) async throws {
        try await RawServer.run { connection in
            _ = try await connection.request()
            if connection.index == 3 {
                try await connection.answer("200 OK", queueJSON("emails", version: 7))
            }
        } against: { server async throws in
            if request.isRead {
                #expect(try await makeClient(server).send(request).object().metadata.name == "emails")
            } else {
                let error = await failure { try await makeClient(server).send(request) }
                #expect(error.outcomeUnknown == true)
            }
            #expect(server.connections == connections)
        }
    }

    @Test func aServerThatIsAlwaysLostIsGivenUp() async throws {
        try await RawServer.run { connection in
            _ = try await connection.request()
            try await connection.reset()
        } against: { server async throws in
            let error = await failure { try await makeClient(server).send(readQueue) }
            #expect(error.outcomeUnknown == false)
            #expect(server.connections == 4)
        }
    }

    @Test func aWriteThatNobodyTookIsKnownToHaveFailed() async throws {
        let port = try await RawServer.run({ _ in }, against: { $0.port })
        try await RawServer.run({ _ in }) { server async throws in
            let client = makeClient(server) { $0.serverURL = "http://127.0.0.1:\(port)" }
            #expect(await failure { try await client.send(Self.write) }.outcomeUnknown == false)
        }
    }

    @Test func callsAreBoundedInTimeAndSize() async throws {
        try await RawServer.run { connection in
            let request = try await connection.request()
            if request.line.hasPrefix("PATCH") { try await connection.end() }
            try await connection.answer("200 OK", String(repeating: "x", count: 10_000))
        } against: { server async throws in
            let hurried = makeClient(server) { $0.limits.requestTimeout = .seconds(1) }
            #expect(await failure { try await hurried.send(Self.write) }.outcomeUnknown == true)
            let frugal = makeClient(server) { $0.limits.bodyLimit = 9_999 }
            #expect(await failure { try await frugal.send(readQueue) }.isMalformed)
        }
    }

    @Test func anAnswerThatIsNoObjectIsMalformed() async throws {
        try await RawServer.run { connection in
            _ = try await connection.request()
            try await connection.answer("200 OK", "<html>")
        } against: { server async throws in
            let response = try await makeClient(server).send(readQueue)
            #expect(await failure { try response.object() }.isMalformed)
            #expect(await failure { try response.list() }.isMalformed)
            #expect(await failure { try response.json() }.isMalformed)
        }
    }

    /// Also while the client waits as the server asked.
    @Test func cancellingEndsACall() async throws {
        let arrived = AsyncStream.makeStream(of: Void.self)
        try await RawServer.run { connection in
            _ = try await connection.request()
            try await connection.answer("429 Too Many Requests", headers: "Retry-After: 25\r\n")
            arrived.continuation.yield()
            try await connection.end()
        } against: { server async throws in
            let task = Task { try await makeClient(server).send(readQueue) }
            for await _ in arrived.stream { break }
            task.cancel()
            #expect(await failure { try await task.value } == .cancelled)
        }
    }
}

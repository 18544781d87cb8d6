import KubernetesClient
import KubernetesProtocol
import Resources
import TestSockets
import Testing

@Suite struct PluginTests {
    private static let version = "client.authentication.k8s.io/v1"
    private let folder: Folder

    init() throws { folder = try Folder() }

    /// A plugin that counts its runs in the file `runs` and whose n-th token is `t<n>`.
    private func script(_ extra: String = "", expiry: String = "") throws -> String {
        try folder.write(
            "login",
            """
            #!/bin/sh
            echo run >> \(folder.path)/runs
            n=$(wc -l < \(folder.path)/runs | tr -d ' ')
            printf '%s' "$KUBERNETES_EXEC_INFO" > \(folder.path)/info
            \(extra)
            echo '{"apiVersion":"\(Self.version)","kind":"ExecCredential","status":{\(expiry)"token":"t'$n'"}}'
            """, mode: 0o700)
    }

    private func plugin(_ command: String, hint: String? = nil, cluster: Value? = nil) -> CredentialPlugin {
        CredentialPlugin(
            apiVersion: Self.version, command: command, environment: ["PATH": "/usr/bin:/bin"],
            installHint: hint,
            interactiveMode: .ifAvailable, cluster: cluster)
    }

    private func makeClient(_ server: RawServer, _ plugin: CredentialPlugin) -> KubernetesClient {
        KubernetesClientTests.makeClient(server) { configuration in configuration.login = .plugin(plugin) }
    }

    private var runs: Int { get throws { try folder.read("runs").split(separator: "\n").count } }

    /// A server that takes only tokens that come after `refused`, and answers with the token.
    private func serving(
        refusing refused: [String] = [], _ body: @Sendable (RawServer) async throws -> Void
    ) async throws {
        try await RawServer.run { connection in
            while true {
                let token = try await connection.request()["authorization"] ?? "-"
                if refused.contains(token) {
                    try await connection.answer("401 Unauthorized", statusJSON(401, "Unauthorized"))
                } else {
                    try await connection.answer("200 OK", token)
                }
            }
        } against: {
            try await body($0)
        }
    }

    private func ask(_ client: KubernetesClient) async throws -> String {
        String(decoding: try await client.send(readQueue).body, as: UTF8.self)
    }

    private func askAtOnce(_ count: Int, _ client: KubernetesClient) async throws -> Set<String> {
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<count { group.addTask { try await ask(client) } }
            return try await group.reduce(into: []) { $0.insert($1) }
        }
    }

    @Test func oneRunServesAll() async throws {
        let path = try script()
        try await serving { server async throws in
            let client = makeClient(server, plugin(path))
            #expect(try await askAtOnce(10, client) == ["Bearer t1"])
            #expect(try await ask(client) == "Bearer t1")
            #expect(try runs == 1)
        }
    }

    @Test func itIsToldAboutTheCluster() async throws {
        let path = try script()
        try await serving { server async throws in
            let client = makeClient(server, plugin(path, cluster: ["server": "https://x"]))
            _ = try await ask(client)
            let expected: Value = [
                "apiVersion": .string(Self.version), "kind": "ExecCredential",
                "spec": ["interactive": false, "cluster": ["server": "https://x"]],
            ]
            #expect(try Value(json: Array(try folder.read("info").utf8)) == expected)
        }
    }

    @Test func itRunsAgainOnceItsCredentialsHaveExpired() async throws {
        let path = try script(expiry: #""expirationTimestamp":"2020-01-01T00:00:00Z","#)
        try await serving { server async throws in
            let client = makeClient(server, plugin(path))
            #expect(try await ask(client) == "Bearer t1")
            #expect(try await ask(client) == "Bearer t2")
        }
        try folder.remove("runs")
        let lasting = try script(expiry: #""expirationTimestamp":"2999-01-01T00:00:00Z","#)
        try await serving { server async throws in
            let client = makeClient(server, plugin(lasting))
            #expect(try await ask(client) == "Bearer t1")
            #expect(try await ask(client) == "Bearer t1")
        }
    }

    @Test func aRefusalRunsItOnceMore() async throws {
        let path = try script()
        try await serving(refusing: ["Bearer t1"]) { server async throws in
            let client = makeClient(server, plugin(path))
            #expect(try await askAtOnce(10, client) == ["Bearer t2"])
            #expect(try runs == 2)
        }
    }

    /// The second of two refusals comes when the first has led to fresh credentials, which must stay.
    @Test func aLateRefusalKeepsWhatIsFresh() async throws {
        let path = try script()
        let (arrived, go) = (AsyncStream.makeStream(of: Void.self), AsyncStream.makeStream(of: Void.self))
        try await RawServer.run { connection in
            while true {
                let request = try await connection.request()
                let token = request["authorization"] ?? "-"
                guard token == "Bearer t1" else {
                    try await connection.answer("200 OK", token)
                    continue
                }
                if request.line.contains("/version") {
                    arrived.continuation.yield()
                    for await _ in go.stream { break }
                }
                try await connection.answer("401 Unauthorized", statusJSON(401, "Unauthorized"))
            }
        } against: { server async throws in
            let client = makeClient(server, plugin(path))
            let late = Task { try await client.send(APIRequest(method: .get, path: "/version")) }
            for await _ in arrived.stream { break }
            #expect(try await ask(client) == "Bearer t2")
            go.continuation.yield()
            #expect(try await late.value.body == Array("Bearer t2".utf8))
            #expect(try runs == 2)
        }
    }

    @Test func aServerThatRefusesEverythingDoesNotRunItForEver() async throws {
        let path = try script()
        try await serving(refusing: ["Bearer t1", "Bearer t2", "Bearer t3"]) { server async throws in
            let client = makeClient(server, plugin(path))
            #expect(await failure { try await ask(client) }?.status?.isUnauthorized == true)
            #expect(try runs == 2)
        }
    }

    @Test func aCertificateIsUsed() async throws {
        let authority = try await Authority("good")
        let me = try await authority.issue("me")
        let answer: Value = .object([
            "apiVersion": .string(Self.version), "kind": "ExecCredential",
            "status": [
                "clientCertificateData": .string(String(decoding: me.certificate, as: UTF8.self)),
                "clientKeyData": .string(String(decoding: me.key, as: UTF8.self)),
            ],
        ])
        try folder.write("answer", answer.canonicalJSON())
        let path = try folder.write("login", "#!/bin/sh\ncat \(folder.path)/answer\n", mode: 0o700)
        let context = try await authority.issue("server").serverContext(clients: authority)
        try await RawServer.run(tls: context) { connection in
            _ = try await connection.request()
            try await connection.answer("200 OK", "welcome")
        } against: { server async throws in
            let certificates = try authority.certificates
            let client = KubernetesClientTests.makeClient(server) { configuration in
                configuration.serverURL = server.secureURL
                configuration.authorities = .bytes(certificates)
                configuration.login = .plugin(plugin(path))
            }
            #expect(try await ask(client) == "welcome")
        }
    }

    @Test(arguments: [
        ("echo 'no session: log in first' >&2; exit 7", "exit status 7): no session: log in first"),
        ("echo nonsense; exit 0", "not JSON"),
        (
            #"echo '{"apiVersion":"other/v1","kind":"ExecCredential","status":{"token":"secret"}}'; exit 0"#,
            version
        ),
        (#"echo '{"apiVersion":"\#(version)","kind":"ExecCredential","status":{}}'; exit 0"#, "neither"),
        (
            #"echo '{"apiVersion":"\#(version)","kind":"ExecCredential","status":{"clientKeyData":"secret"}}'; exit 0"#,
            "only one"
        ),
        ("sleep 600", "took longer than"),
    ])
    func mistakesAreNamedWithoutSecrets(extra: String, message: String) async throws {
        let path = try script(extra)
        try await serving { server async throws in
            let client = KubernetesClientTests.makeClient(server) { configuration in
                configuration.login = .plugin(plugin(path))
                configuration.limits.pluginTimeout = .milliseconds(extra.hasPrefix("sleep") ? 300 : 60_000)
            }
            let problem = await failure { try await ask(client) }.credentialProblem ?? "none"
            #expect(problem.contains(message), "\(problem)")
            #expect(!problem.contains("secret"))
            #expect(problem.contains(path))
        }
    }

    @Test func theHintIsShownWhenItIsMissing() async throws {
        try await serving { server async throws in
            let client = makeClient(server, plugin("no-such-login", hint: "install it so"))
            let problem = await failure { try await ask(client) }.credentialProblem
            #expect(problem?.contains("install it so") == true)
        }
    }

    @Test func aPluginThatMustTalkWithTheUserIsRefused() async throws {
        let path = try script()
        try await serving { server async throws in
            var talkative = plugin(path)
            talkative.interactiveMode = .always
            let client = makeClient(server, talkative)
            #expect(await failure { try await ask(client) }.credentialProblem?.contains("Always") == true)
        }
    }
}

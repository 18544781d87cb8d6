import KubernetesClient
import Resources
import Testing

@Suite struct KubeconfigTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
        try folder.write("pki/ca.crt", certificate)
    }

    private func read(
        _ text: String, context: String? = nil, environment: [String: String] = [:]
    ) throws -> ClusterConfiguration {
        let path = try folder.write("config", text)
        return try ClusterConfiguration.kubeconfig(path: path, context: context, environment: environment)
    }

    private func complaint(_ text: String, context: String? = nil) -> String {
        do {
            _ = try read(text, context: context)
            return "none"
        } catch {
            return "\(error)"
        }
    }

    @Test func everyFieldIsUnderstood() throws {
        let configuration = try read(
            """
            apiVersion: v1
            kind: Config
            current-context: dev
            contexts:
            - {name: dev, context: {cluster: one, user: me, namespace: team-a}}
            clusters:
            - name: one
              cluster:
                server: https://kube.test:6443/
                certificate-authority: pki/ca.crt
                tls-server-name: inside.test
                proxy-url: socks5://proxy.test:1080
                disable-compression: true
            users:
            - name: me
              user:
                tokenFile: token
                token: fallback
                as: somebody
                as-uid: "7"
                as-groups: [a, b]
                as-user-extra: {scopes: [view, edit]}
            """)
        #expect(configuration.name == "dev")
        #expect(configuration.serverURL == "https://kube.test:6443")
        #expect(configuration.namespace == "team-a")
        #expect(configuration.authorities == .file("\(folder.path)/pki/ca.crt"))
        #expect(configuration.tlsServerName == "inside.test")
        #expect(configuration.proxy == "socks5://proxy.test:1080")
        #expect(configuration.disableCompression)
        #expect(!configuration.isInsecure)
        #expect(configuration.login == .tokenFile("\(folder.path)/token", fallback: "fallback"))
        #expect(
            configuration.impersonation
                == ClusterConfiguration.Impersonation(
                    user: "somebody", uid: "7", groups: ["a", "b"], extra: ["scopes": ["view", "edit"]]))
    }

    @Test func dataWinsOverPaths() throws {
        let configuration = try read(
            """
            current-context: dev
            contexts: [{name: dev, context: {cluster: one, user: me}}]
            clusters:
            - name: one
              cluster:
                server: https://kube.test
                certificate-authority: /nowhere
                certificate-authority-data: \(certificateBase64)
            users:
            - name: me
              user:
                client-certificate: /nowhere
                client-certificate-data: Y2VydA==
                client-key: /nowhere
                client-key-data: a2V5
            """)
        #expect(configuration.authorities == .bytes(Array(certificate.utf8)))
        #expect(
            configuration.clientCertificate
                == ClusterConfiguration.ClientCertificate(
                    certificate: .bytes(Array("cert".utf8)), key: .bytes(Array("key".utf8))))
        #expect(configuration.namespace == "default")
    }

    private static let two = """
        current-context: a
        contexts:
        - {name: a, context: {cluster: one}}
        - {name: b, context: {cluster: two}}
        clusters:
        - {name: one, cluster: {server: "https://one.test"}}
        - {name: two, cluster: {server: "two.test:8443"}}
        """

    @Test func aContextCanBeChosen() throws {
        #expect(try read(Self.two).serverURL == "https://one.test")
        #expect(try read(Self.two, context: "b").serverURL == "https://two.test:8443")
    }

    @Test(arguments: [true, false])
    func utf16IsRead(isLittleEndian: Bool) throws {
        let units = [0xFEFF] + Array(Self.two.utf16)
        let bytes = units.flatMap { unit -> [UInt8] in
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
            return isLittleEndian ? [low, high] : [high, low]
        }
        let path = try folder.write("utf16", bytes)
        #expect(
            try ClusterConfiguration.kubeconfig(path: path, environment: [:]).serverURL == "https://one.test")
    }

    @Test func jsonIsRead() throws {
        let configuration = try read(
            """
            {"current-context":"a","contexts":[{"name":"a","context":{"cluster":"one","user":"u"}}],
             "clusters":[{"name":"one","cluster":{"server":"https://one.test"}}],
             "users":[{"name":"u","user":{"username":"me","password":"word"}}]}
            """)
        #expect(configuration.login == .basic(user: "me", password: "word"))
    }

    @Test func filesAreMergedAndTheFirstCounts() throws {
        let first = try folder.write(
            "x/first",
            """
            contexts: [{name: a, context: {cluster: one, user: u}}]
            users: [{name: u, user: {tokenFile: token}}]
            """)
        let second = try folder.write(
            "y/second",
            """
            current-context: a
            contexts: [{name: a, context: {cluster: wrong}}]
            clusters: [{name: one, cluster: {server: "https://one.test", certificate-authority: ../pki/ca.crt}}]
            users: [{name: u, user: {token: wrong}}]
            """)
        let list = "\(first):\(folder.path)/missing:\(second)"
        let configuration = try ClusterConfiguration.kubeconfig(environment: ["KUBECONFIG": list])
        #expect(configuration.serverURL == "https://one.test")
        #expect(configuration.login == .tokenFile("\(folder.path)/x/token", fallback: nil))
        #expect(configuration.authorities == .file("\(folder.path)/y/../pki/ca.crt"))
    }

    @Test func theHomeFolderIsTheLastResort() throws {
        try folder.write(".kube/config", Self.two)
        let environment = ["HOME": folder.path]
        #expect(try ClusterConfiguration.detect(environment: environment).serverURL == "https://one.test")
        #expect(throws: ConfigurationError.self) {
            try ClusterConfiguration.detect(environment: ["HOME": "\(folder.path)/nobody"])
        }
    }

    @Test func mistakesAreNamed() throws {
        let head = "current-context: a\ncontexts: [{name: a, context: {cluster: one, user: u}}]\n"
        let cluster = "clusters: [{name: one, cluster: {server: \"https://one.test\"}}]\n"
        #expect(complaint(Self.two, context: "c").contains("there are: a, b"))
        #expect(complaint("contexts: []").contains("no current-context"))
        #expect(complaint(head).contains("no cluster \"one\""))
        #expect(complaint(head + cluster).contains("no user \"u\""))
        #expect(complaint("contexts: [").contains("config:2:1"))
        #expect(complaint(head + "clusters: [{name: one, cluster: {}}]").contains("has no server"))
        let data = "certificate-authority-data: \"*\""
        #expect(
            complaint(head + "clusters: [{name: one, cluster: {server: h, \(data)}}]").contains("not base64"))
        let missing = "certificate-authority: nowhere.crt"
        #expect(
            complaint(head + "clusters: [{name: one, cluster: {server: h, \(missing)}}]\nusers: [{name: u}]")
                .contains("nowhere.crt: it does not exist"))
        let both = "certificate-authority: pki/ca.crt, insecure-skip-tls-verify: true"
        #expect(
            complaint(head + "clusters: [{name: one, cluster: {server: h, \(both)}}]").contains("remove one"))
        for (user, message) in [
            ("token: t, username: me", "both a token and a username"),
            ("client-key-data: a2V5", "needs both"),
            ("as-groups: [a]", "without as"),
            ("auth-provider: {name: gcp}", "exec plugin"),
            ("exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}", "is not one of"),
            (
                "exec: {command: x, apiVersion: client.authentication.k8s.io/v1}",
                "interactiveMode is required"
            ),
            ("exec: {apiVersion: client.authentication.k8s.io/v1beta1}", "no command"),
        ] {
            let text = complaint(head + cluster + "users: [{name: u, user: {\(user)}}]")
            #expect(text.contains(message), "\(text)")
        }
    }

    @Test func aPluginIsUnderstood() throws {
        let configuration = try read(
            """
            current-context: a
            contexts: [{name: a, context: {cluster: one, user: u}}]
            clusters:
            - name: one
              cluster:
                server: https://one.test
                certificate-authority: pki/ca.crt
                tls-server-name: inside.test
                extensions:
                - name: client.authentication.k8s.io/exec
                  extension: {audience: "1", level: 2, on: true}
            users:
            - name: u
              user:
                exec:
                  apiVersion: client.authentication.k8s.io/v1
                  command: ./bin/login
                  args: [--fast]
                  env: [{name: MODE, value: test}]
                  interactiveMode: Never
                  provideClusterInfo: true
                  installHint: get it
            """, environment: ["PATH": "/bin"])
        #expect(
            configuration.login
                == .plugin(
                    CredentialPlugin(
                        apiVersion: "client.authentication.k8s.io/v1", command: "\(folder.path)/./bin/login",
                        arguments: ["--fast"], environment: ["PATH": "/bin", "MODE": "test"],
                        installHint: "get it",
                        interactiveMode: .never,
                        cluster: [
                            "server": "https://one.test", "tls-server-name": "inside.test",
                            "certificate-authority-data": .string(certificateBase64),
                            "config": ["audience": "1", "level": 2, "on": true],
                        ])))
    }
}

let certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
let certificateBase64 =
    "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkFBQUEKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo="

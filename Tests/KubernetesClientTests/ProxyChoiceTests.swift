import KubernetesClient
import Testing

@Suite struct ProxyChoiceTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func proxy(for server: String, _ environment: [String: String]) throws -> String? {
        let path = try folder.write(
            "config",
            """
            current-context: a
            contexts: [{name: a, context: {cluster: one}}]
            clusters: [{name: one, cluster: {server: "\(server)"}}]
            """)
        return try ClusterConfiguration.kubeconfig(path: path, environment: environment).proxy
    }

    @Test func theEnvironmentChoosesByScheme() throws {
        let environment = ["https_proxy": "http://secure.test:1", "HTTP_PROXY": "plain.test:2"]
        #expect(try proxy(for: "https://kube.test", environment) == "http://secure.test:1")
        #expect(try proxy(for: "http://kube.test", environment) == "http://plain.test:2")
        #expect(try proxy(for: "https://kube.test", [:]) == nil)
        let both = ["HTTPS_PROXY": "http://upper.test", "https_proxy": "http://lower.test"]
        #expect(try proxy(for: "https://kube.test", both) == "http://upper.test")
    }

    @Test(arguments: ["https://127.0.0.1:6443", "https://localhost:6443", "https://[::1]:6443"])
    func thisMachineIsNeverReachedThroughOne(server: String) throws {
        #expect(try proxy(for: server, ["HTTPS_PROXY": "http://proxy.test"]) == nil)
    }

    @Test(arguments: [
        ("*", "https://kube.test", true),
        ("kube.test", "https://kube.test:6443", true),
        ("kube.test", "https://a.kube.test", true),
        ("kube.test", "https://notkube.test", false),
        (".kube.test", "https://kube.test", false),
        (".kube.test", "https://a.kube.test", true),
        ("*.kube.test", "https://a.kube.test", true),
        ("KUBE.test", "https://Kube.TEST", true),
        ("kube.test:6443", "https://kube.test:6443", true),
        ("kube.test:6443", "https://kube.test", false),
        ("kube.test:443", "https://kube.test", true),
        ("other.test, 10.0.0.1", "https://10.0.0.1", true),
        ("10.0.0.1", "https://10.0.0.10", false),
        ("10.96.0.0/12", "https://10.111.255.255", true),
        ("10.96.0.0/12", "https://10.112.0.0", false),
        ("0.0.0.0/0", "https://192.0.2.1", true),
        ("0.0.0.0/0", "https://kube.test", false),
        ("10.0.0.0/33", "https://10.0.0.1", false),
        ("fd00::/8", "https://[fd12::1]:6443", true),
        ("fd00::/8", "https://[fe80::1]:6443", false),
        ("[fd12::1]:6443", "https://[fd12::1]:6443", true),
        ("::ffff:10.0.0.1", "https://10.0.0.1", true),
        ("", "https://10.0.0.1", false),
    ])
    func noProxyTakesServersOut(list: String, server: String, isOut: Bool) throws {
        let proxy = try proxy(for: server, ["HTTPS_PROXY": "http://proxy.test", "NO_PROXY": list])
        #expect(proxy == (isOut ? nil : "http://proxy.test"))
    }
}

/// The proxies that the environment names. Upper case wins, as for kubectl.
struct EnvironmentProxies {
    private let environment: [String: String]

    init(_ environment: [String: String]) {
        self.environment = environment
    }

    /// The proxy for a server; nil is none. The machine itself is never reached through one.
    func proxy(for url: String) -> String? {
        guard let address = ServerAddress(url), !address.isLoopback,
            let proxy = variable(address.isSecure ? "HTTPS_PROXY" : "HTTP_PROXY")
        else { return nil }
        if NoProxyList(variable("NO_PROXY") ?? "").contains(address) { return nil }
        return proxy.contains("://") ? proxy : "http://\(proxy)"
    }

    private func variable(_ name: String) -> String? {
        [name, name.lowercased()].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }
}

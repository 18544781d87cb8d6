internal import Processes
internal import Resources

extension ClusterConfiguration {
    /// The cluster and the user of one context of one or more kubeconfig files.
    ///
    /// - Parameters:
    ///   - path: The file; nil takes the files named in `KUBECONFIG`, or else `~/.kube/config`.
    ///   - context: The context; nil is the current one.
    ///   - environment: Where `KUBECONFIG`, `HOME` and the proxies stand, and what credential plugins get.
    public static func kubeconfig(
        path: String? = nil, context: String? = nil, environment: [String: String]? = nil
    ) throws(ConfigurationError) -> ClusterConfiguration {
        let environment = environment ?? processEnvironment()
        let files: Kubeconfig
        if let path {
            files = try Kubeconfig([path], skippingMissing: false)
        } else {
            files = try Kubeconfig(kubeconfigPaths(environment), skippingMissing: true)
        }
        return try files.configuration(context: context, environment: environment)
    }

    /// The files that kubectl would read.
    static func kubeconfigPaths(_ environment: [String: String]) -> [String] {
        if let list = environment["KUBECONFIG"], !list.isEmpty {
            return list.split(separator: ":").map(String.init)
        }
        guard let home = environment["HOME"], !home.isEmpty else { return [] }
        return [home + "/.kube/config"]
    }
}

extension Kubeconfig {
    /// The way to the cluster of a context.
    func configuration(
        context wanted: String?, environment: [String: String]
    ) throws(ConfigurationError) -> ClusterConfiguration {
        let contextName = wanted ?? currentContext
        guard !files.isEmpty else {
            throw ConfigurationError(
                "there is no kubeconfig file; name one with KUBECONFIG, or put it at ~/.kube/config")
        }
        guard !contextName.isEmpty else {
            throw ConfigurationError(
                "kubeconfig \(places): there is no current-context; name a context, one of: "
                    + contexts.keys.sorted().joined(separator: ", "))
        }
        let context = try entry(contextName, "context", of: contexts)
        let clusterName = context.text("cluster") ?? ""
        let cluster = try entry(clusterName, "cluster", of: clusters)
        guard let server = cluster.text("server") else {
            throw ConfigurationError(
                "kubeconfig \(cluster.file): the cluster \(quoted(clusterName)) has no server")
        }
        var configuration = ClusterConfiguration(
            name: contextName, serverURL: server.contains("://") ? server : "https://\(server)",
            namespace: context.text("namespace") ?? "default",
            authorities: try cluster.source("certificate-authority"),
            tlsServerName: cluster.text("tls-server-name"),
            isInsecure: try cluster.flag("insecure-skip-tls-verify"),
            disableCompression: try cluster.flag("disable-compression"))
        if configuration.isInsecure, configuration.authorities != nil {
            throw ConfigurationError(
                "kubeconfig \(cluster.file): the cluster \(quoted(clusterName)) has a certificate-authority and "
                    + "insecure-skip-tls-verify; remove one of them")
        }
        configuration.proxy = try proxy(cluster, configuration.serverURL, environment)
        if let userName = context.text("user") {
            let user = try entry(userName, "user", of: users)
            try user.apply(to: &configuration, cluster: cluster, environment: environment)
        }
        try configuration.checkFiles()
        return configuration
    }

    private var places: String { files.joined(separator: ", ") }

    private func entry(
        _ name: String, _ what: String, of entries: [String: Entry]
    ) throws(ConfigurationError) -> Entry {
        if let entry = entries[name] { return entry }
        let known = entries.keys.sorted().joined(separator: ", ")
        throw ConfigurationError(
            "kubeconfig \(places): there is no \(what) \(quoted(name)); "
                + (known.isEmpty ? "there is none at all" : "there are: \(known)"))
    }

    private func quoted(_ text: String) -> String { "\"\(text)\"" }

    private func proxy(
        _ cluster: Entry, _ server: String, _ environment: [String: String]
    ) throws(ConfigurationError) -> String? {
        guard let proxy = cluster.text("proxy-url") else {
            return EnvironmentProxies(environment).proxy(for: server)
        }
        guard ["http://", "https://", "socks5://"].contains(where: { proxy.hasPrefix($0) }) else {
            throw ConfigurationError(
                "kubeconfig \(cluster.file): proxy-url must begin with http://, https:// or socks5://")
        }
        return proxy
    }
}

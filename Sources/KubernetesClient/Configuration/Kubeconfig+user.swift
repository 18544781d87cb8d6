internal import Resources

extension Kubeconfig.Entry {
    /// Adds what this user has to `configuration`.
    func apply(
        to configuration: inout ClusterConfiguration, cluster: Kubeconfig.Entry, environment: [String: String]
    ) throws(ConfigurationError) {
        if let provider = node["auth-provider"], !provider.isNull {
            throw ConfigurationError(
                "kubeconfig: the auth-provider at \(provider.mark) is of a kind that Kubernetes has removed; "
                    + "use an exec plugin instead")
        }
        configuration.login = try login(configuration, cluster, environment)
        configuration.clientCertificate = try clientCertificate()
        configuration.impersonation = try impersonation()
    }

    private func login(
        _ configuration: ClusterConfiguration, _ cluster: Kubeconfig.Entry, _ environment: [String: String]
    ) throws(ConfigurationError) -> ClusterConfiguration.Login {
        let (token, tokenFile) = (text("token"), path("tokenFile"))
        if let user = text("username") {
            guard token == nil, tokenFile == nil else {
                throw ConfigurationError(
                    "kubeconfig: the user at \(node.mark) has both a token and a username; remove one of them"
                )
            }
            return .basic(user: user, password: text("password") ?? "")
        }
        if let tokenFile { return .tokenFile(tokenFile, fallback: token) }
        if let token { return .token(token) }
        guard let plugin = node["exec"], !plugin.isNull else { return .none }
        let entry = Kubeconfig.Entry(node: plugin, file: file)
        return .plugin(try entry.plugin(configuration, cluster, environment))
    }

    private func clientCertificate() throws(ConfigurationError) -> ClusterConfiguration.ClientCertificate? {
        switch (try source("client-certificate"), try source("client-key")) {
        case (nil, nil): return nil
        case (let certificate?, let key?):
            return ClusterConfiguration.ClientCertificate(certificate: certificate, key: key)
        default:
            throw ConfigurationError(
                "kubeconfig: the user at \(node.mark) needs both client-certificate and client-key")
        }
    }

    private func impersonation() throws(ConfigurationError) -> ClusterConfiguration.Impersonation? {
        guard let user = text("as") else {
            guard text("as-uid") == nil, try texts("as-groups").isEmpty else {
                throw ConfigurationError(
                    "kubeconfig: the user at \(node.mark) has as-groups or as-uid without as")
            }
            return nil
        }
        var extra: [String: [String]] = [:]
        if let node = node["as-user-extra"], case .mapping(let pairs) = node.content {
            let entry = Kubeconfig.Entry(node: node, file: file)
            for (key, _) in pairs {
                guard let name = key.text else { continue }
                extra[name] = try entry.texts(name)
            }
        }
        return ClusterConfiguration.Impersonation(
            user: user, uid: text("as-uid"), groups: try texts("as-groups"), extra: extra)
    }

    /// This entry as a credential plugin.
    private func plugin(
        _ configuration: ClusterConfiguration, _ cluster: Kubeconfig.Entry, _ environment: [String: String]
    ) throws(ConfigurationError) -> CredentialPlugin {
        let place = "kubeconfig: exec at \(node.mark)"
        let version = text("apiVersion") ?? ""
        guard CredentialPlugin.knownVersions.contains(version) else {
            throw ConfigurationError(
                "\(place): the apiVersion \"\(version)\" is not one of \(CredentialPlugin.knownVersions.joined(separator: ", "))"
            )
        }
        guard let command = text("command") else { throw ConfigurationError("\(place) has no command") }
        let mode = text("interactiveMode")
        guard mode != nil || version != CredentialPlugin.knownVersions[0] else {
            throw ConfigurationError(
                "\(place): interactiveMode is required; it is Never, IfAvailable or Always")
        }
        guard let interactiveMode = CredentialPlugin.InteractiveMode(rawValue: mode ?? "IfAvailable") else {
            throw ConfigurationError("\(place): interactiveMode must be Never, IfAvailable or Always")
        }
        return CredentialPlugin(
            apiVersion: version,
            command: command.contains("/") ? Self.resolved(command, against: file) : command,
            arguments: try texts("args"), environment: try variables(environment, place),
            installHint: text("installHint"), interactiveMode: interactiveMode,
            cluster: try flag("provideClusterInfo") ? try clusterInfo(configuration, cluster) : nil)
    }

    /// Our environment with what the entry adds.
    private func variables(
        _ environment: [String: String], _ place: String
    ) throws(ConfigurationError) -> [String: String] {
        var environment = environment
        guard let list = node["env"], !list.isNull else { return environment }
        guard case .sequence(let items) = list.content else {
            throw ConfigurationError("\(place): env must be a list")
        }
        for item in items {
            guard let name = item.filledText("name") else {
                throw ConfigurationError("\(place): the variable at \(item.mark) has no name")
            }
            environment[name] = item["value"]?.text ?? ""
        }
        return environment
    }

    /// `spec.cluster` of what a plugin is told.
    private func clusterInfo(
        _ configuration: ClusterConfiguration, _ cluster: Kubeconfig.Entry
    ) throws(ConfigurationError) -> Value {
        var info: [String: Value] = ["server": .string(configuration.serverURL)]
        if let name = configuration.tlsServerName { info["tls-server-name"] = .string(name) }
        if configuration.isInsecure { info["insecure-skip-tls-verify"] = true }
        if configuration.disableCompression { info["disable-compression"] = true }
        if let proxy = cluster.text("proxy-url") { info["proxy-url"] = .string(proxy) }
        switch configuration.authorities {
        case .bytes(let bytes)?: info["certificate-authority-data"] = .string(Base64.encoded(bytes))
        case .file(let path)?:
            do throws(FileError) {
                info["certificate-authority-data"] = .string(Base64.encoded(try FileContent.bytes(path)))
            } catch {
                throw ConfigurationError("kubeconfig: \(error.message)")
            }
        case nil: break
        }
        if let list = cluster.node["extensions"], case .sequence(let items) = list.content,
            let item = items.first(where: { $0["name"]?.text == "client.authentication.k8s.io/exec" })
        {
            info["config"] = item["extension"].map { Value(extension: $0) } ?? .null
        }
        return .object(info)
    }
}

extension CredentialPlugin {
    /// The versions of the protocol that are spoken, the newest first.
    static let knownVersions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]
}

extension Value {
    /// A piece of configuration that only the plugin understands. Plain scalars become what YAML 1.2 reads in
    /// them, as far as JSON tools mean it: null, truth values and numbers.
    init(extension node: Node) {
        switch node.content {
        case .scalar(let text, let isPlain):
            if node.isNull {
                self = .null
            } else if isPlain, text == "true" || text == "false" {
                self = .bool(text == "true")
            } else if isPlain, let number = Int64(text) {
                self = .int(number)
            } else if isPlain, let first = text.utf8.first, first < 0x3A, let number = Double(text),
                number.isFinite
            {
                self = .double(number)
            } else {
                self = .string(text)
            }
        case .sequence(let items): self = .array(items.map { Value(extension: $0) })
        case .mapping(let pairs):
            let members = pairs.map { ($0.key.text ?? "", Value(extension: $0.value)) }
            self = .object(Dictionary(members, uniquingKeysWith: { first, _ in first }))
        }
    }
}

internal import Curl
internal import Logging

/// Keeps the credentials of one cluster fresh: files are read again, plugins run again.
actor CredentialStore {
    private let configuration: ClusterConfiguration
    private let logger: Logger
    private var tokenFile: RefreshedFile<String>?
    private var authorities: RefreshedFile<[UInt8]>?
    private var certificate: RefreshedFile<[UInt8]>?
    private var key: RefreshedFile<[UInt8]>?
    private let plugin: PluginRunner?
    private let onTLSChange: @Sendable () -> Void
    private var lastTLS: TLSSettings?
    private var lastProblem: String?

    /// - Parameter onTLSChange: Called when certificates or authorities are others than before, so that
    ///   connections which stand on the old ones are not used any more.
    init(
        _ configuration: ClusterConfiguration, logger: Logger, onTLSChange: @escaping @Sendable () -> Void
    ) {
        self.configuration = configuration
        self.logger = logger
        self.onTLSChange = onTLSChange
        let limits = configuration.limits
        if case .tokenFile(let path, _) = configuration.login {
            tokenFile = RefreshedFile(path, every: limits.tokenRefresh) { path throws(FileError) in
                try FileContent.trimmedText(path)
            }
        }
        if case .plugin(let plugin) = configuration.login {
            self.plugin = PluginRunner(plugin, timeout: limits.pluginTimeout)
        } else {
            plugin = nil
        }
        func pem(_ source: ClusterConfiguration.PEMSource?, certificates: Bool) -> RefreshedFile<[UInt8]>? {
            guard case .file(let path)? = source else { return nil }
            return RefreshedFile(path, every: limits.certificateRefresh) { path throws(FileError) in
                let bytes = try FileContent.bytes(path)
                return certificates
                    ? (PEM.holdsCertificates(bytes) ? bytes : nil) : (bytes.isEmpty ? nil : bytes)
            }
        }
        authorities = pem(configuration.authorities, certificates: true)
        certificate = pem(configuration.clientCertificate?.certificate, certificates: true)
        key = pem(configuration.clientCertificate?.key, certificates: false)
    }

    /// What a request that begins now shows and trusts.
    func current() async throws(KubernetesError) -> Credentials {
        let login = try await login()
        var tls = TLSSettings(serverName: configuration.tlsServerName, isInsecure: configuration.isInsecure)
        if let bytes = try content(&authorities, or: configuration.authorities) {
            tls.authorities = .certificates(bytes)
        }
        let certificate = try content(&certificate, or: configuration.clientCertificate?.certificate)
        let key = try content(&key, or: configuration.clientCertificate?.key)
        if let certificate, let key {
            tls.identity = TLSSettings.Identity(certificate: certificate, key: key)
        }
        if let identity = login.identity { tls.identity = identity }
        if let lastTLS, lastTLS != tls {
            logger.info("certificates or authorities have changed: new connections from now on")
            onTLSChange()
        }
        lastTLS = tls
        return Credentials(authorization: login.authorization, tls: tls)
    }

    /// The server did not accept `credentials` (HTTP 401): what was known before is not believed any more.
    ///
    /// - Returns: Other credentials to try once more with; nil when there are none.
    func rejected(_ credentials: Credentials) async throws(KubernetesError) -> Credentials? {
        tokenFile?.expire()
        certificate?.expire()
        key?.expire()
        // A plugin runs again only when its credentials are still those that were refused: other requests may
        // have been refused with them at the same time.
        await plugin?.drop { $0.matches(credentials) }
        let fresh = try await current()
        return fresh == credentials ? nil : fresh
    }

    private func login() async throws(KubernetesError) -> PluginCredentials {
        switch configuration.login {
        case .none: return PluginCredentials()
        case .token(let token): return PluginCredentials(token: token)
        case .basic(let user, let password):
            return PluginCredentials(
                authorization: "Basic \(Base64.encoded(Array("\(user):\(password)".utf8)))")
        case .tokenFile(_, let fallback):
            let (token, problem) = tokenFile?.current() ?? (nil, nil)
            report(problem, isUsable: token ?? fallback != nil)
            if let token = token ?? fallback { return PluginCredentials(token: token) }
            throw .credentials("\(configuration.name): no token: \(problem ?? "the file is empty")")
        case .plugin: return try await plugin?.credentials() ?? PluginCredentials()
        }
    }

    private func content(
        _ file: inout RefreshedFile<[UInt8]>?, or source: ClusterConfiguration.PEMSource?
    ) throws(KubernetesError) -> [UInt8]? {
        if case .bytes(let bytes)? = source { return bytes }
        guard var refreshed = file else { return nil }
        let (bytes, problem) = refreshed.current()
        file = refreshed
        report(problem, isUsable: bytes != nil)
        guard let bytes else { throw .credentials("\(configuration.name): \(problem ?? refreshed.path)") }
        return bytes
    }

    /// Says once that old credentials stay in use.
    private func report(_ problem: String?, isUsable: Bool) {
        guard let problem, isUsable, problem != lastProblem else { return }
        lastProblem = problem
        logger.warning(
            "credentials could not be read again; the old ones stay in use",
            metadata: ["problem": "\(problem)"])
    }
}

internal import Processes

extension ClusterConfiguration {
    /// Where Kubernetes puts a pod's credentials.
    public static let serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount"

    /// The cluster that this process runs in, as its service account.
    ///
    /// - Parameters:
    ///   - environment: Where `KUBERNETES_SERVICE_HOST`, `KUBERNETES_SERVICE_PORT` and the proxies stand; nil
    ///     is that of the process.
    ///   - folder: Where token, authorities and namespace are.
    /// - Throws: ``ConfigurationError`` when this is no pod, and when a file is missing: a missing authority
    ///   would otherwise mean to trust whomever the image trusts.
    public static func inCluster(
        environment: [String: String]? = nil, folder: String = serviceAccountFolder
    ) throws(ConfigurationError) -> ClusterConfiguration {
        let environment = environment ?? processEnvironment()
        guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
            let port = environment["KUBERNETES_SERVICE_PORT"], !port.isEmpty
        else {
            throw ConfigurationError(
                "this is no pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not both set; "
                    + "use a kubeconfig file")
        }
        let server = "https://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        var configuration = ClusterConfiguration(
            name: "in-cluster", serverURL: server, authorities: .file("\(folder)/ca.crt"),
            proxy: EnvironmentProxies(environment).proxy(for: server),
            login: .tokenFile("\(folder)/token", fallback: nil))
        do throws(FileError) {
            guard try FileContent.trimmedText("\(folder)/token") != nil else {
                throw FileError(path: "\(folder)/token", number: 0)
            }
        } catch {
            let reason = error.number == 0 ? "\(error.path) is empty" : error.message
            throw ConfigurationError(
                "in-cluster credentials: \(reason); is automountServiceAccountToken off?")
        }
        if let namespace = try? FileContent.trimmedText("\(folder)/namespace") {
            configuration.namespace = namespace
        }
        try configuration.checkFiles()
        return configuration
    }

    /// The cluster to talk to when nobody says which: that of `path`; or of `KUBECONFIG`; or the one that this
    /// process runs in; or of `~/.kube/config`.
    public static func detect(
        path: String? = nil, context: String? = nil, environment: [String: String]? = nil,
        folder: String = serviceAccountFolder
    ) throws(ConfigurationError) -> ClusterConfiguration {
        let environment = environment ?? processEnvironment()
        let isPod = !(environment["KUBERNETES_SERVICE_HOST"] ?? "").isEmpty
        let hasList = !(environment["KUBECONFIG"] ?? "").isEmpty
        if path == nil, context == nil, !hasList, isPod {
            return try inCluster(environment: environment, folder: folder)
        }
        return try kubeconfig(path: path, context: context, environment: environment)
    }

    /// Fails early, and with the file's name, when a file with certificates is missing or holds none.
    func checkFiles() throws(ConfigurationError) {
        if let authorities {
            let (bytes, place) = try Self.read(authorities, "certificate-authority-data")
            guard PEM.holdsCertificates(bytes) else {
                throw ConfigurationError("\(name): \(place) holds no certificate in PEM")
            }
        }
        if let clientCertificate {
            _ = try Self.read(clientCertificate.certificate, "client-certificate-data")
            _ = try Self.read(clientCertificate.key, "client-key-data")
        }
    }

    private static func read(
        _ source: PEMSource, _ field: String
    ) throws(ConfigurationError) -> (bytes: [UInt8], place: String) {
        switch source {
        case .bytes(let bytes): return (bytes, field)
        case .file(let path):
            do throws(FileError) {
                return (try FileContent.bytes(path), path)
            } catch {
                throw ConfigurationError(error.message)
            }
        }
    }
}

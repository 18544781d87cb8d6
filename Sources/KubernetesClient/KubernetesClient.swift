internal import Curl
public import Logging

/// A client of one cluster's API server.
///
/// Requests share connections, over HTTP/2 where the server offers it; each watch has its own. Credentials are
/// kept fresh, answers are bounded, and every call has a time limit.
public final class KubernetesClient: ClusterConnection {
    /// The largest body of a refused watch that is read, in bytes.
    static let refusalLimit = 1 << 20

    /// What this client was made with.
    public let configuration: ClusterConfiguration
    let requests: HTTPClient
    let watches: HTTPClient
    let credentials: CredentialStore
    let builder: RequestBuilder
    let warnings: WarningReporter
    let logger: Logger

    /// A client. It connects with the first call.
    ///
    /// - Parameters:
    ///   - configuration: Where the cluster is.
    ///   - userAgent: The name of the program and its version, such as `jq-controller/1.2.3`. The server names
    ///     the owner of fields after the part before the slash.
    ///   - logger: Where the client tells what it does by itself.
    ///   - onWarning: Takes each warning of the server once; nil logs it.
    public init(
        _ configuration: ClusterConfiguration, userAgent: String, logger: Logger,
        onWarning: (@Sendable (String) -> Void)? = nil
    ) {
        let requests = HTTPClient(HTTPClient.Configuration(threadName: "kube-requests"))
        let watches = HTTPClient(HTTPClient.Configuration(threadName: "kube-watches"))
        self.configuration = configuration
        self.requests = requests
        self.watches = watches
        self.logger = logger
        credentials = CredentialStore(configuration, logger: logger) {
            requests.dropConnections()
            watches.dropConnections()
        }
        builder = RequestBuilder(configuration: configuration, userAgent: userAgent)
        warnings = WarningReporter(
            onWarning ?? { logger.warning("the API server warns", metadata: ["warning": "\($0)"]) })
    }

    /// Ends all calls and watches with `cancelled`, and waits until the client's threads are gone.
    public func shutdown() async {
        await requests.shutdown()
        await watches.shutdown()
    }

    /// Lets calls from now on begin on new connections, such as after a watch went silent.
    public func dropConnections() {
        requests.dropConnections()
        watches.dropConnections()
    }
}

/// Where a cluster's API server is and how to show who one is.
public struct ClusterConfiguration: Sendable {
    /// Where something in PEM comes from.
    public enum PEMSource: Hashable, Sendable {
        /// These bytes.
        case bytes([UInt8])
        /// This file, which is read again from time to time.
        case file(String)
    }

    /// Who one is, besides a client certificate.
    public enum Login: Hashable, Sendable {
        /// Nobody.
        case none
        /// A bearer token.
        case token(String)
        /// A bearer token in a file that is replaced from time to time; `fallback` is used while the file
        /// has never been readable.
        case tokenFile(String, fallback: String?)
        /// User and password, which few servers still take.
        case basic(user: String, password: String)
        /// A program that gives a token or a certificate.
        case plugin(CredentialPlugin)
    }

    /// A client certificate and its private key.
    public struct ClientCertificate: Hashable, Sendable {
        /// The certificate.
        public var certificate: PEMSource
        /// The key.
        public var key: PEMSource

        /// A certificate and its key.
        public init(certificate: PEMSource, key: PEMSource) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// Somebody else whose rights are used; the server must allow it.
    public struct Impersonation: Hashable, Sendable {
        /// The user's name.
        public var user: String
        /// The user's id; nil is none.
        public var uid: String?
        /// The groups.
        public var groups: [String]
        /// Further attributes.
        public var extra: [String: [String]]

        /// Somebody else.
        public init(user: String, uid: String? = nil, groups: [String] = [], extra: [String: [String]] = [:])
        {
            self.user = user
            self.uid = uid
            self.groups = groups
            self.extra = extra
        }
    }

    /// How long calls may take.
    public struct Limits: Hashable, Sendable {
        /// Until the connection stands, TLS included.
        public var connectTimeout: Duration = .seconds(5)
        /// Until the whole answer is there; of a watch, until it is accepted.
        public var requestTimeout: Duration = .seconds(30)
        /// How often a token file is read again.
        public var tokenRefresh: Duration = .seconds(50)
        /// How often files with certificates and authorities are read again.
        public var certificateRefresh: Duration = .seconds(300)
        /// How long a credential plugin may take.
        public var pluginTimeout: Duration = .seconds(60)
        /// The largest answer, in bytes after decompression.
        public var bodyLimit = 256 << 20

        /// The usual limits.
        public init() {}
    }

    /// What messages call the cluster: the context's name, or `in-cluster`.
    public var name: String
    /// The server's URL without a slash at its end, such as `https://10.0.0.1:6443`.
    public var serverURL: String
    /// The namespace for objects that name none.
    public var namespace: String
    /// Who may sign the server's certificate; nil is whomever the system trusts.
    public var authorities: PEMSource?
    /// The name that the server's certificate must carry; nil is the URL's host.
    public var tlsServerName: String?
    /// Takes any certificate of the server.
    public var isInsecure: Bool
    /// The proxy in between; nil is none.
    public var proxy: String?
    /// Does not ask for compressed lists: for a network that is faster than the compression.
    public var disableCompression: Bool
    /// Who one is.
    public var login: Login
    /// The client certificate; nil is none.
    public var clientCertificate: ClientCertificate?
    /// Whose rights are used instead; nil is nobody else's.
    public var impersonation: Impersonation?
    /// How long calls may take.
    public var limits = Limits()

    /// A configuration with these parts.
    public init(
        name: String, serverURL: String, namespace: String = "default", authorities: PEMSource? = nil,
        tlsServerName: String? = nil, isInsecure: Bool = false, proxy: String? = nil,
        disableCompression: Bool = false, login: Login = .none, clientCertificate: ClientCertificate? = nil,
        impersonation: Impersonation? = nil
    ) {
        self.name = name
        self.serverURL = serverURL.hasSuffix("/") ? String(serverURL.dropLast()) : serverURL
        self.namespace = namespace
        self.authorities = authorities
        self.tlsServerName = tlsServerName
        self.isInsecure = isInsecure
        self.proxy = proxy
        self.disableCompression = disableCompression
        self.login = login
        self.clientCertificate = clientCertificate
        self.impersonation = impersonation
    }
}

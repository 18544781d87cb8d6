/// How a TLS connection is secured. TLS 1.2 is the least that is spoken.
public struct TLSSettings: Hashable, Sendable {
    /// Whom a server's certificate must come from.
    public enum Authorities: Hashable, Sendable {
        /// Anybody whom the system trusts.
        case system
        /// These certificates, in PEM.
        case certificates([UInt8])
        /// The certificates in this PEM file, read anew for each connection.
        case file(String)
    }

    /// What the client shows for itself.
    public struct Identity: Hashable, Sendable {
        /// The client's certificate, with the intermediate ones after it, in PEM.
        public let certificate: [UInt8]
        /// The private key without a passphrase, in PEM.
        public let key: [UInt8]

        /// An identity out of a certificate and its private key, both in PEM.
        public init(certificate: [UInt8], key: [UInt8]) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// Whom the server's certificate must come from.
    public var authorities: Authorities
    /// What the client shows when the server asks; nil is nothing.
    public var identity: Identity?
    /// The name that is sent to the server (SNI) and that its certificate must carry; nil is the URL's host.
    public var serverName: String?
    /// Takes any certificate. Whoever sits in between can then read and change everything.
    public var isInsecure: Bool

    /// Settings with these parts; by default those of a browser.
    public init(
        authorities: Authorities = .system, identity: Identity? = nil, serverName: String? = nil,
        isInsecure: Bool = false
    ) {
        self.authorities = authorities
        self.identity = identity
        self.serverName = serverName
        self.isInsecure = isInsecure
    }
}

import NIOSSL

/// With which certificate the server shows itself.
public enum ServerIdentity: Sendable, CaseIterable {
    /// One that the authority of ``TestAPIServer/caPEM`` signed.
    case first
    /// One of another authority, as after a rotation: ``TestAPIServer/secondCAPEM``.
    case second
    /// One of the first authority that is no longer valid.
    case expired
    /// One of the first authority for the name `elsewhere.example` only.
    case elsewhere

    private var pair: TestCertificates.Pair {
        switch self {
        case .first: TestCertificates.first
        case .second: TestCertificates.second
        case .expired: TestCertificates.expired
        case .elsewhere: TestCertificates.elsewhere
        }
    }

    /// What a listener needs; `http2` decides whether HTTP/2 is offered.
    func context(http2: Bool) throws -> NIOSSLContext {
        let certificate = try NIOSSLCertificate(bytes: Array(pair.certificate.utf8), format: .pem)
        let key = try NIOSSLPrivateKey(bytes: Array(pair.key.utf8), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(certificate)], privateKey: .privateKey(key))
        configuration.applicationProtocols = http2 ? ["h2", "http/1.1"] : ["http/1.1"]
        // A client may show a certificate of the first authority, and need not.
        configuration.certificateVerification = .optionalVerification
        configuration.trustRoots = .certificates(
            try NIOSSLCertificate.fromPEMBytes(Array(TestCertificates.firstAuthority.utf8)))
        return try NIOSSLContext(configuration: configuration)
    }
}

/// The clients that have a certificate.
public enum ClientIdentity: Sendable, CaseIterable {
    /// A member of `system:masters`, who may do everything.
    case administrator
    /// `alice`, without groups.
    case alice
    /// A certificate that no authority signed which the server trusts.
    case stranger

    private var pair: TestCertificates.Pair {
        switch self {
        case .administrator: TestCertificates.administrator
        case .alice: TestCertificates.alice
        case .stranger: TestCertificates.stranger
        }
    }

    /// The certificate in PEM.
    public var certificatePEM: String { pair.certificate }
    /// Its key in PEM (PKCS #8).
    public var keyPEM: String { pair.key }

    /// Who the bearer of a certificate is; nil for one that is not among these.
    static func caller(of certificate: NIOSSLCertificate) -> Caller? {
        for identity in [ClientIdentity.administrator, .alice] {
            let own = try? NIOSSLCertificate(bytes: Array(identity.certificatePEM.utf8), format: .pem)
            guard own == certificate else { continue }
            return identity == .administrator
                ? Caller(user: "admin", groups: ["system:masters"]) : Caller(user: "alice", groups: [])
        }
        return nil
    }
}

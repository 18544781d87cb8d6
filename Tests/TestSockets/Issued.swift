package import NIOSSL

/// A certificate and its key.
package struct Issued: Sendable {
    package let certificate: [UInt8]
    package let key: [UInt8]

    /// A server that shows this; it asks clients for a certificate of `clients` when that is given.
    package func serverContext(clients: Authority? = nil, protocols: [String] = []) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem)))
        configuration.applicationProtocols = protocols
        if let clients {
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(clients.certificates))
            configuration.certificateVerification = .noHostnameVerification
        }
        return try NIOSSLContext(configuration: configuration)
    }
}

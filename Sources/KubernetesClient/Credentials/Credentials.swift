internal import Curl

/// What one request shows for itself and trusts.
struct Credentials: Hashable, Sendable {
    /// The `Authorization` field; nil is none.
    var authorization: String?
    /// Authorities, client certificate and server name.
    var tls: TLSSettings
}

internal import Curl
internal import Resources

/// What a login amounts to.
struct PluginCredentials: Hashable, Sendable {
    /// The `Authorization` field; nil is none.
    var authorization: String?
    /// The client certificate; nil is none.
    var identity: TLSSettings.Identity?
    /// When they end, in microseconds since 1970; nil is not said.
    var expiry: Int64?

    init(authorization: String? = nil) {
        self.authorization = authorization
    }

    init(token: String) {
        authorization = "Bearer \(token)"
    }

    /// Whether a request that used `credentials` used these.
    func matches(_ credentials: Credentials) -> Bool {
        authorization == credentials.authorization
            && (identity == nil || identity == credentials.tls.identity)
    }

    /// Reads a plugin's answer: an `ExecCredential`.
    ///
    /// - Throws: What is wrong with it. Never quotes it: it holds secrets.
    init(_ output: [UInt8], of plugin: CredentialPlugin) throws(ConfigurationError) {
        let answer: Value
        do throws(JSONError) {
            answer = try Value(json: output)
        } catch {
            throw ConfigurationError("its output is not JSON: \(error)")
        }
        guard answer["kind"] == "ExecCredential", answer["apiVersion"] == .string(plugin.apiVersion) else {
            throw ConfigurationError("its output is not an ExecCredential of \(plugin.apiVersion)")
        }
        let status = answer["status"] ?? .null
        if let token = status["token"]?.stringValue, !token.isEmpty { authorization = "Bearer \(token)" }
        switch (status["clientCertificateData"]?.stringValue, status["clientKeyData"]?.stringValue) {
        case (nil, nil): break
        case (let certificate?, let key?):
            identity = TLSSettings.Identity(certificate: Array(certificate.utf8), key: Array(key.utf8))
        default:
            throw ConfigurationError("its output has only one of clientCertificateData and clientKeyData")
        }
        guard authorization != nil || identity != nil else {
            throw ConfigurationError("its output has neither a token nor a certificate")
        }
        if let text = status["expirationTimestamp"]?.stringValue {
            guard let micros = Timestamp.micros(of: text) else {
                throw ConfigurationError("its output has an expirationTimestamp that is no time")
            }
            expiry = micros
        }
    }
}

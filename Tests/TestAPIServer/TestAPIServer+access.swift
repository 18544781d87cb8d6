import Foundation

/// Credentials for clients.
extension TestAPIServer {
    /// A bearer token of `user`, such as `alice` or `system:serviceaccount:jq:jq-controller`; the same one
    /// each time. A user in the group `system:masters` may do everything.
    public func token(for user: String, groups: [String] = []) -> String {
        core.tokens.token(of: Caller(user: user, groups: groups))
    }

    /// Makes `token` stand for `user`.
    public func accept(token: String, for user: String, groups: [String] = []) {
        core.tokens.add(token, Caller(user: user, groups: groups))
    }

    /// Refuses a token from now on, with 401.
    public func revoke(token: String) { core.tokens.remove(token) }

    /// The certificate of the authority that signed the server's, in PEM; nil without TLS.
    public var caPEM: String? { url.hasPrefix("https:") ? TestCertificates.firstAuthority : nil }

    /// The certificate of the authority behind ``ServerIdentity/second``, in PEM.
    public var secondCAPEM: String { TestCertificates.secondAuthority }

    /// A kubeconfig file (YAML) for `user`, by token; nil for an administrator. `server` replaces the
    /// address.
    public func kubeconfig(
        user: String? = nil, groups: [String] = [], namespace: String = "default", server: String? = nil
    ) -> String {
        let token =
            user.map { self.token(for: $0, groups: groups) }
            ?? token(for: "admin", groups: ["system:masters"])
        return kubeconfig(credentials: "token: \(token)", namespace: namespace, server: server)
    }

    /// A kubeconfig file (YAML) with a client certificate.
    public func kubeconfig(certificate: ClientIdentity, namespace: String = "default") -> String {
        let encoded = { (pem: String) in Data(pem.utf8).base64EncodedString() }
        let credentials =
            "{client-certificate-data: \(encoded(certificate.certificatePEM)), "
            + "client-key-data: \(encoded(certificate.keyPEM))}"
        return kubeconfig(credentials: credentials, namespace: namespace, server: nil)
    }

    private func kubeconfig(credentials: String, namespace: String, server: String?) -> String {
        let authority =
            caPEM.map { ", certificate-authority-data: \(Data($0.utf8).base64EncodedString())" } ?? ""
        let user = credentials.hasPrefix("{") ? credentials : "{\(credentials)}"
        return """
            apiVersion: v1
            kind: Config
            current-context: test
            clusters:
            - name: test
              cluster: {server: "\(server ?? url)"\(authority)}
            users:
            - name: test
              user: \(user)
            contexts:
            - name: test
              context: {cluster: test, user: test, namespace: \(namespace)}

            """
    }
}

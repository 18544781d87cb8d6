/// Credentials for clients.
extension TestAPIServer {
    /// A bearer token of `user`, such as `alice` or `system:serviceaccount:jq:jq-controller`; the same one each
    /// time. A user in the group `system:masters` may do everything.
    public func token(for user: String, groups: [String] = []) -> String {
        core.tokens.token(of: Caller(user: user, groups: groups))
    }

    /// Makes `token` stand for `user`.
    public func accept(token: String, for user: String, groups: [String] = []) {
        core.tokens.add(token, Caller(user: user, groups: groups))
    }

    /// Refuses a token from now on, with 401.
    public func revoke(token: String) { core.tokens.remove(token) }

    /// A kubeconfig file (YAML) for `user`; nil for an administrator. `server` replaces the address.
    public func kubeconfig(
        user: String? = nil, groups: [String] = [], namespace: String = "default", server: String? = nil
    ) -> String {
        let token = user.map { self.token(for: $0, groups: groups) } ?? token(for: "admin", groups: ["system:masters"])
        return """
            apiVersion: v1
            kind: Config
            current-context: test
            clusters:
            - name: test
              cluster:
                server: \(server ?? url)
            users:
            - name: test
              user:
                token: \(token)
            contexts:
            - name: test
              context:
                cluster: test
                user: test
                namespace: \(namespace)

            """
    }
}

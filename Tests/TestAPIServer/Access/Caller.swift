/// Who makes a request.
struct Caller: Hashable, Sendable {
    var name: String
    var groups: [String]

    static let anonymous = Caller(name: "system:anonymous", groups: ["system:unauthenticated"])
    /// One whom no rule binds.
    static let administrator = Caller(name: "admin", groups: ["system:masters", "system:authenticated"])

    /// The caller of that name with the groups that a name like `system:serviceaccount:ns:name` brings.
    init(user: String, groups: [String]) {
        var all = groups
        let parts = user.split(separator: ":")
        if parts.count == 4, user.hasPrefix("system:serviceaccount:") {
            all += ["system:serviceaccounts", "system:serviceaccounts:\(parts[2])"]
        }
        self.init(name: user, groups: all + ["system:authenticated"])
    }

    init(name: String, groups: [String]) {
        self.name = name
        self.groups = groups
    }
}

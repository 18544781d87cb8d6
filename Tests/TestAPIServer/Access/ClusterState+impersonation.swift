import NIOHTTP1

extension ClusterState {
    /// Who a request acts as, from its headers `Impersonate-User` and `Impersonate-Group`; throws when the
    /// caller may not act as that user.
    func impersonated(by caller: Caller, _ request: IncomingRequest) throws(APIFailure) -> Caller {
        guard let user = request.header("Impersonate-User") else { return caller }
        let question = AccessQuestion(verb: "impersonate", group: "", resource: "users", name: user)
        if !allows(caller, question) {
            let type = ResourceType(group: "", version: "v1", kind: "User", plural: "users", singular: "user")
            throw .forbidden(
                type, user,
                "User \"\(caller.name)\" cannot impersonate resource \"users\" in API group \"\" "
                    + "at the cluster scope"
            )
        }
        return Caller(user: user, groups: request.headers["Impersonate-Group"])
    }
}

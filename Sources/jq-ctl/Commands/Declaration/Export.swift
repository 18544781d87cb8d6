import ArgumentParser
import Resources

/// `jq-ctl export`
struct Export: DeclarationCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print declared resources as manifests, ready to commit.",
        discussion: """
            Only what was declared: no status, no defaults, nothing that the server adds.
            Queues that were made by hand are declared by nobody and do not appear.

            EXAMPLES
              jq-ctl export -A > manifests/all.yaml
              jq-ctl export queues -n team-a
              jq-ctl export --owner jq-ctl queue/emails
            """)

    @Argument(help: ArgumentHelp("KIND, KIND NAME..., KIND/NAME... (default: all).", valueName: "what"))
    var words: [String] = []

    @Option(help: ArgumentHelp("Only what this owner declares.", valueName: "name"))
    var owner: String?

    @OptionGroup var scope: NamespaceOptions
    @OptionGroup var everywhere: AllNamespacesOption
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    mutating func validate() throws {
        if owner != nil { try cluster.refuse("--owner", "a cluster's objects have one owner") }
    }

    func run(on endpoint: any DeclarationEndpoint) async throws {
        let namespace = scope.namespace(at: endpoint)
        let selection = try ResourceSelection(words.isEmpty ? ["all"] : words, in: namespace)
        var query = ResourceQuery(
            kinds: Kind.allCases, namespace: everywhere.allNamespaces ? nil : namespace, owner: owner)
        if case .keys(let keys) = selection {
            query.kinds = Array(Set(keys.map(\.kind))).sorted()
            query.namespace = keys.allSatisfy { $0.namespace == keys[0].namespace } ? keys[0].namespace : nil
        } else if case .kinds(let kinds) = selection {
            query.kinds = kinds
        }
        // Workers are reported, not declared.
        query.kinds.removeAll { $0 == .worker }
        let declared = try await endpoint.list(query).filter { !$0.owner.isEmpty }
        let chosen: [ResourceView]
        switch selection {
        case .kinds: chosen = declared
        case .keys(let keys):
            chosen = declared.filter { keys.contains($0.key) }
            if let missing = keys.first(where: { key in !chosen.contains { $0.key == key } }) {
                throw CommandFailure("\(missing) is not declared")
            }
        }
        guard !chosen.isEmpty else {
            Console.note(
                "Nothing is declared\(everywhere.allNamespaces ? "" : " in namespace \(namespace)").")
            return
        }
        let manifests = chosen.sorted { $0.key < $1.key }.map { $0.declaration.yaml() }
        Console.out(manifests.joined(separator: "---\n"))
    }
}

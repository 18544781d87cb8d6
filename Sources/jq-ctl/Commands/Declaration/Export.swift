import ArgumentParser
import GRPCCore
import JobQueueProto
import Resources
import SwiftProtobuf

/// `jq-ctl export`
struct Export: ServerCommand {
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
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func run(on server: Connection) async throws {
        let selection = try ResourceSelection(words.isEmpty ? ["all"] : words, in: scope.namespace)
        let response = try await server.resources {
            try await $0.listResources(
                .with {
                    if case .kinds = selection {
                        $0.namespace = everywhere.allNamespaces ? "" : scope.namespace
                    }
                    $0.owner = owner ?? ""
                }, options: $1)
        }
        let declared = response.resources.compactMap { ResourceView($0) }.filter { !$0.message.owner.isEmpty }
        let chosen: [ResourceView]
        switch selection {
        case .kinds(let kinds): chosen = declared.filter { kinds.contains($0.key.kind) }
        case .keys(let keys):
            chosen = declared.filter { keys.contains($0.key) }
            if let missing = keys.first(where: { key in !chosen.contains { $0.key == key } }) {
                throw CommandFailure("\(missing) is not declared")
            }
        }
        guard !chosen.isEmpty else {
            Console.note(
                "Nothing is declared\(everywhere.allNamespaces ? "" : " in namespace \(scope.namespace)").")
            return
        }
        let manifests = chosen.sorted { $0.key < $1.key }.map { $0.declaration.yaml() }
        Console.out(manifests.joined(separator: "---\n"))
    }
}

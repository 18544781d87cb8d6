import ArgumentParser
import Resources

/// `-n` and `-A`
struct NamespaceOptions: ParsableArguments {
    @Option(name: [.short, .long], help: "The namespace of names that carry none.")
    var namespace = ResourceKey.defaultNamespace

    @Flag(name: [.customShort("A"), .long], help: "All namespaces.")
    var allNamespaces = false

    /// What a list request asks for; empty means all.
    var requested: String { allNamespaces ? "" : namespace }

    /// The key of `name`, which may bring its namespace: `team-a/emails`.
    func key(_ kind: Kind, _ name: String) throws(CommandFailure) -> ResourceKey {
        if name.contains("/") {
            if let key = ResourceKey(kind: kind, storedName: name) { return key }
        } else if !name.isEmpty {
            return ResourceKey(kind: kind, namespace: namespace, name: name)
        }
        throw CommandFailure("\"\(name)\" is not a name; write emails or team-a/emails")
    }
}

import ArgumentParser
import Resources

/// `-n`
struct NamespaceOptions: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "The namespace of what names none (default: default; with --kubernetes, that of the context).",
            valueName: "name"))
    var namespace: String?

    /// The namespace to take, which is the endpoint's when none is given.
    func namespace(at endpoint: any DeclarationEndpoint) -> String {
        namespace ?? endpoint.defaultNamespace
    }
}

/// `-A`, for commands that list.
struct AllNamespacesOption: ParsableArguments {
    @Flag(name: [.customShort("A"), .long], help: "All namespaces.")
    var allNamespaces = false
}

import ArgumentParser
import Resources

/// `-n`
struct NamespaceOptions: ParsableArguments {
    @Option(name: [.short, .long], help: "The namespace of names that carry none.")
    var namespace = ResourceKey.defaultNamespace
}

/// `-A`, for commands that list.
struct AllNamespacesOption: ParsableArguments {
    @Flag(name: [.customShort("A"), .long], help: "All namespaces.")
    var allNamespaces = false
}

import ArgumentParser
import Resources

/// `jq-ctl schedule list`
struct ScheduleList: DeclarationCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List schedules with their last and next ticks, as `jq-ctl get schedules` does.",
        discussion: """
            EXAMPLES
              jq-ctl schedule list
              jq-ctl schedule list -A -o wide
            """)

    @OptionGroup var scope: NamespaceOptions
    @OptionGroup var everywhere: AllNamespacesOption
    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func run(on endpoint: any DeclarationEndpoint) async throws {
        let namespace = everywhere.allNamespaces ? nil : scope.namespace(at: endpoint)
        let views = try await endpoint.list(ResourceQuery(kinds: [.schedule], namespace: namespace))
            .sorted { $0.key < $1.key }
        switch format.output {
        case .json, .yaml: Document.print(Document.list(views.map(\.document)), as: format.output)
        case .name: for view in views { Console.line(view.key.argument) }
        case .table, .wide:
            guard !views.isEmpty else {
                Console.note("No resources found\(namespace.map { " in namespace \($0)" } ?? "").")
                return
            }
            let layout = ResourceTable(
                kind: .schedule, isWide: format.output == .wide, withNamespace: everywhere.allNamespaces,
                withKind: false)
            var table = Table(layout.headings)
            for view in views { table.add(layout.cells(view)) }
            Console.out(table.text(paint))
        }
    }
}

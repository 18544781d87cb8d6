import ArgumentParser
import Resources

/// `jq-ctl get`
struct Get: DeclarationCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show resources: what is declared, and how it is.",
        discussion: """
            KINDS
              queues (q), workerpools (wp), jobs (j), schedules (sched), workers (w), all
              "jobs" are Job resources; `jq-ctl job list` lists runs.

            EXAMPLES
              jq-ctl get all -A
              jq-ctl get queues -o wide
              jq-ctl get queue emails -o yaml
              jq-ctl get job/migrate-orders job/seed-catalog
              jq-ctl get jobs -l team=billing -w
              jq-ctl get all --kubernetes              what the cluster's API server holds
            """)

    @Argument(help: ArgumentHelp("KIND, KIND NAME..., KIND/NAME... or all.", valueName: "what"))
    var words: [String]

    @Option(
        name: [.customShort("l"), .long],
        help: ArgumentHelp("Only resources with these labels: a=b,c!=d.", valueName: "labels"))
    var selector: String?

    @Option(help: ArgumentHelp("Only what this owner declares.", valueName: "name"))
    var owner: String?

    @Flag(name: [.short, .long], help: "Go on with every change until interrupted.")
    var watch = false

    @OptionGroup var scope: NamespaceOptions
    @OptionGroup var everywhere: AllNamespacesOption
    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    mutating func validate() throws {
        if owner != nil { try cluster.refuse("--owner", "a cluster's objects have one owner") }
    }

    func run(on endpoint: any DeclarationEndpoint) async throws {
        let selection = try ResourceSelection(words, in: scope.namespace(at: endpoint))
        if watch {
            if owner != nil { throw CommandFailure("--owner cannot be watched; use -l") }
            try await watchResources(selection, on: endpoint)
        } else {
            switch selection {
            case .kinds(let kinds): try await list(kinds, on: endpoint)
            case .keys(let keys): try await show(keys, on: endpoint)
            }
        }
    }

    private func list(
        _ kinds: [Kind], on endpoint: any DeclarationEndpoint
    ) async throws(CommandFailure) {
        let query = query(kinds, at: endpoint)
        let views = try await endpoint.list(query)
        if views.isEmpty, format.output.isForPeople || format.output == .name {
            let place = query.namespace.map { " in namespace \($0)" } ?? ""
            Console.note("No resources found\(place).")
            return
        }
        print(views.sorted { $0.key < $1.key }, kinds: kinds, asList: true)
    }

    func query(_ kinds: [Kind], at endpoint: any DeclarationEndpoint) -> ResourceQuery {
        ResourceQuery(
            kinds: kinds, namespace: everywhere.allNamespaces ? nil : scope.namespace(at: endpoint),
            selector: selector, owner: owner)
    }

    private func show(
        _ keys: [ResourceKey], on endpoint: any DeclarationEndpoint
    ) async throws(CommandFailure) {
        var views: [ResourceView] = []
        var failures: [CommandFailure] = []
        for key in keys {
            do throws(CommandFailure) {
                views.append(try await endpoint.get(key))
            } catch {
                failures.append(error)
                // The next may be there, but a server that is away would be asked in vain.
                if !error.isNotFound { break }
            }
        }
        if !views.isEmpty {
            print(views, kinds: Array(Set(keys.map(\.kind))).sorted(), asList: keys.count > 1)
        }
        failures.dropLast().forEach(Console.report)
        if let last = failures.last { throw last }
    }

    private func print(_ views: [ResourceView], kinds: [Kind], asList: Bool) {
        switch format.output {
        case .json, .yaml:
            let documents = views.map(\.document)
            Document.print(asList ? Document.list(documents) : documents[0], as: format.output)
        case .name:
            for view in views { Console.line(view.key.argument) }
        case .table, .wide:
            var isFirst = true
            for kind in kinds {
                let rows = views.filter { $0.key.kind == kind }
                guard !rows.isEmpty else { continue }
                let columns = layout(kind, of: kinds)
                var table = Table(columns.headings)
                for view in rows { table.add(columns.cells(view)) }
                Console.out((isFirst ? "" : "\n") + table.text(paint))
                isFirst = false
            }
        }
    }

    func layout(_ kind: Kind, of kinds: [Kind]) -> ResourceTable {
        ResourceTable(
            kind: kind, isWide: format.output == .wide, withNamespace: everywhere.allNamespaces,
            withKind: kinds.count > 1)
    }
}

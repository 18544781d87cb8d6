import GRPCCore
import JobQueueProto
import Resources

extension Get {
    /// Prints what there is and then every change, until interrupted. A lost server is waited for; after it
    /// is back, only what differs is printed.
    func watchResources(_ selection: ResourceSelection, on server: Connection) async throws {
        var filter = Jq_V1_WatchResourcesRequest()
        let kinds: [Kind]
        var keys: Set<ResourceKey>?
        switch selection {
        case .kinds(let all):
            kinds = all
            filter.namespace = everywhere.allNamespaces ? "" : scope.namespace
        case .keys(let list):
            kinds = Array(Set(list.map(\.kind))).sorted()
            keys = Set(list)
            if list.count == 1 {
                filter.namespace = list[0].namespace
                filter.name = list[0].name
            }
        }
        if kinds.count == 1 { filter.kind = kinds[0].rawValue }
        filter.labelSelector = selector ?? ""

        let printer = WatchPrinter(command: self, kinds: kinds)
        let wanted = keys
        try await server.watch(filter) { event in
            guard let event else {
                await printer.restarted()
                return true
            }
            if event.type == .synced {
                await printer.synced()
            } else if let view = ResourceView(event.resource), kinds.contains(view.key.kind),
                wanted?.contains(view.key) ?? true
            {
                await printer.changed(view, deleted: event.type == .deleted)
            }
            return true
        }
    }
}

/// Keeps what a watch has printed, so that only changes are printed, and under the headings of the first
/// rows.
private actor WatchPrinter {
    private let command: Get
    private let kinds: [Kind]
    /// The state that is being sent at the beginning; nil after it.
    private var initial: [ResourceView]? = []
    private var tables: [Kind: Table] = [:]
    private var printed: [ResourceKey: ResourceView] = [:]

    init(command: Get, kinds: [Kind]) {
        self.command = command
        self.kinds = kinds
    }

    func changed(_ view: ResourceView, deleted: Bool) {
        if initial == nil {
            print([view], deleted: deleted)
        } else {
            initial?.append(view)
        }
    }

    func synced() {
        let views = initial ?? []
        initial = nil
        let present = Set(views.map(\.key))
        let gone = printed.values.filter { !present.contains($0.key) }
        print(gone.sorted { $0.key < $1.key }, deleted: true)
        print(views.sorted { $0.key < $1.key }, deleted: false)
    }

    /// The whole state comes again.
    func restarted() { initial = [] }

    private func print(_ views: [ResourceView], deleted: Bool) {
        let changed = views.filter { deleted || printed[$0.key]?.message != $0.message }
        for view in changed { printed[view.key] = deleted ? nil : view }
        switch command.format.output {
        case .json: for view in changed { Document.print(view.document, as: .json) }
        case .yaml: for view in changed { Console.out("---\n" + yamlText(view.document)) }
        case .name: for view in changed { Console.line(view.key.argument + (deleted ? " deleted" : "")) }
        case .table, .wide:
            for kind in kinds {
                let rows = changed.filter { $0.key.kind == kind }
                if !rows.isEmpty { printRows(rows, kind: kind, deleted: deleted) }
            }
        }
    }

    private func printRows(_ rows: [ResourceView], kind: Kind, deleted: Bool) {
        let columns = command.layout(kind, of: kinds)
        let isFirst = tables[kind] == nil
        var table = tables[kind]?.continued() ?? Table(columns.headings)
        for view in rows {
            var cells = columns.cells(view)
            if deleted { cells[cells.count - 1] = "deleted" }
            table.add(cells)
        }
        Console.out(isFirst ? table.text(command.paint) : table.rowsText(command.paint))
        tables[kind] = table
    }
}

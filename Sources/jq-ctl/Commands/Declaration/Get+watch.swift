import Resources

extension Get {
    /// Prints what there is and then every change, until interrupted. A lost server is waited for; after it
    /// is back, only what differs is printed.
    func watchResources(_ selection: ResourceSelection, on endpoint: any DeclarationEndpoint) async throws {
        var query: ResourceQuery
        var keys: Set<ResourceKey>?
        switch selection {
        case .kinds(let kinds): query = self.query(kinds, at: endpoint)
        case .keys(let list):
            query = self.query(Array(Set(list.map(\.kind))).sorted(), at: endpoint)
            query.namespace = list.allSatisfy { $0.namespace == list[0].namespace } ? list[0].namespace : nil
            query.name = list.count == 1 ? list[0].name : nil
            keys = Set(list)
        }
        let printer = WatchPrinter(command: self, kinds: query.kinds)
        let wanted = keys
        try await endpoint.watch(query) { event in
            switch event {
            case .restarted: await printer.restarted()
            case .synced: await printer.synced()
            case .set(let view), .deleted(let view):
                guard wanted?.contains(view.key) ?? true else { break }
                if case .deleted = event {
                    await printer.deleted(view)
                } else {
                    await printer.changed(view)
                }
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

    func changed(_ view: ResourceView) {
        if initial == nil {
            print([view], deleted: false)
        } else {
            initial?.append(view)
        }
    }

    func deleted(_ view: ResourceView) {
        if initial == nil { print([view], deleted: true) }
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
        let changed = views.filter { deleted || printed[$0.key] != $0 }
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

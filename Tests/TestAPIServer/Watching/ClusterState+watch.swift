import Resources

extension ClusterState {
    /// Opens a watch: sends what it begins with, then everything that happens. Returns its number.
    mutating func watch(
        _ type: ResourceType, namespace: String?, _ options: ListOptions, replica: Int?,
        sink: @escaping @Sendable (WatchSignal) -> Void
    ) throws(APIFailure) -> Int {
        try checkWatch(options)
        let asked = Int(options.resourceVersion)
        if !options.resourceVersion.isEmpty, asked ?? -1 < 0 {
            throw APIFailure(
                code: 500, reason: "",
                message: "resourceVersion: Invalid value: \"\(options.resourceVersion)\": not a number")
        }
        let seen = revision(seenBy: replica)
        var watcher = Watcher(
            type: type, namespace: namespace, options: options, replica: replica, position: seen, sink: sink)
        let number = nextWatcher
        nextWatcher += 1
        let collection = storage[type.storedAs]
        let startsWithState = options.sendsInitialEvents ?? ((asked ?? 0) == 0)
        if startsWithState {
            // Unset means at least as new as storage; "0" takes what the cache holds.
            let start = asked == nil ? storage.revision : seen
            if let asked, asked > seen {
                sink(.failure(.tooLarge(asked, current: seen)))
                return number
            }
            for (name, object) in (collection.objects(at: start) ?? collection.objects).sorted(by: {
                $0.key < $1.key
            })
            where (namespace == nil || name.namespace == namespace)
                && options.selects(object.presented(as: type))
            {
                sink(.event("ADDED", object.presented(as: type)))
            }
            // A watch from "0" gets the mark, too, though nothing asked for it.
            if options.sendsInitialEvents == true || asked == 0, options.allowsBookmarks {
                sink(.bookmark(revision: start, endsInitial: true))
            }
            watcher.position = start
        } else if let asked, asked > 0 {
            if asked < collection.oldestWatchable {
                sink(.failure(.expired(asked, kept: collection.oldestWatchable)))
                return number
            }
            watcher.position = asked
        }
        watchers[number] = watcher
        pump(number)
        return number
    }

    private func checkWatch(_ options: ListOptions) throws(APIFailure) {
        guard options.sendsInitialEvents != nil else {
            if options.match != nil {
                throw .invalidOptions(
                    "ListOptions",
                    "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch "
                        + "unless sendInitialEvents is provided")
            }
            return
        }
        if !settings.watchList {
            throw .invalidOptions(
                "ListOptions",
                "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch "
                    + "unless the WatchList feature gate is enabled")
        }
        if options.match != "NotOlderThan" {
            throw .invalidOptions(
                "ListOptions",
                "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch "
                    + "to NotOlderThan")
        }
    }

    /// Tells every watch what it has not yet heard.
    mutating func pumpAll() { for number in watchers.keys { pump(number) } }

    private mutating func pump(_ number: Int) {
        guard var watcher = watchers[number] else { return }
        let seen = revision(seenBy: watcher.replica)
        guard seen > watcher.position else { return }
        let collection = storage[watcher.type.storedAs]
        if watcher.position < collection.compacted {
            watcher.sink(.failure(.expired(watcher.position, kept: collection.compacted)))
            watchers[number] = nil
            return
        }
        for event in collection.events(after: watcher.position, through: seen) {
            watcher.hear(event)
        }
        watcher.position = seen
        watchers[number] = watcher
    }

    /// Sends a bookmark to every watch that allows it.
    func sendBookmarks() { for number in watchers.keys { sendBookmark(to: number) } }

    /// Sends a bookmark to one watch if it allows it.
    func sendBookmark(to number: Int) {
        guard let watcher = watchers[number] else { return }
        // A watch from a revision that is still to come is silent until then.
        if watcher.position <= revision(seenBy: watcher.replica) { watcher.bookmark() }
    }

    /// Ends all watches of a resource, as the server does when its definition changes or goes.
    mutating func endWatches(of resource: String) {
        for (number, watcher) in watchers where watcher.type.qualifiedName == resource {
            watcher.sink(.end)
            watchers[number] = nil
        }
    }
}

extension Watcher {
    /// Hears a change; to a watch with selectors an object that begins or ceases to match comes or goes.
    fileprivate func hear(_ event: StoredEvent) {
        if let namespace, event.name.namespace != namespace { return }
        let matches = event.kind != .deleted && options.selects(event.object.presented(as: type))
        let matched = event.previous.map { options.selects($0.presented(as: type)) } ?? false
        let kind: StoredEvent.Kind
        switch (matched, matches) {
        case (false, false): return
        case (false, true): kind = .added
        case (true, true): kind = .modified
        case (true, false): kind = .deleted
        }
        var object = event.object
        if kind == .deleted, event.kind != .deleted, let previous = event.previous {
            // An object that leaves the selection is shown as it last was in it.
            object = previous
            object.set(["metadata", "resourceVersion"], to: .string(String(event.revision)))
        }
        sink(.event(kind.rawValue, object.presented(as: type)))
    }

    fileprivate func bookmark() {
        if options.allowsBookmarks { sink(.bookmark(revision: position, endsInitial: false)) }
    }
}

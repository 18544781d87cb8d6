extension ReflectorMachine {
    mutating func opened(_ watch: ActiveWatch, _ moment: Moment) -> [ReflectorAction] {
        var watch = watch
        watch.lastActivity = moment.now
        lastActivity = moment.now
        step = .watching(watch)
        return watch.isInitial ? [] : recover(moment)
    }

    mutating func take(
        _ events: [WatchEvent], of watch: ActiveWatch, _ moment: Moment
    ) -> [ReflectorAction] {
        var watch = watch
        watch.lastActivity = moment.now
        watch.quietProbes = 0
        watch.hasEvents = watch.hasEvents || !events.isEmpty
        lastActivity = moment.now
        var batch = Batch()
        for event in events {
            switch event {
            case .added(let object), .modified(let object):
                note(.set(object), of: &watch, in: &batch, moment)
            case .deleted(let object):
                note(.remove(object), of: &watch, in: &batch, moment)
            case .bookmark(let version, let initialEventsEnd):
                if watch.isInitial, initialEventsEnd {
                    batch.flush(isInitial: true)
                    batch.actions += commit(at: version, moment)
                    watch.isInitial = false
                } else if !watch.isInitial {
                    reach(version, in: &batch)
                }
            case .failure(let status):
                batch.finish(isInitial: watch.isInitial)
                step = .watching(watch)
                return batch.actions + [.closeWatch] + fail(.status(status), in: watch, moment)
            case .unknown(let type):
                batch.actions.append(.note(.skippedEvent("its type is \"\(type)\"")))
            }
        }
        batch.finish(isInitial: watch.isInitial)
        step = .watching(watch)
        return batch.actions
    }

    /// The actions that a batch of events adds up to.
    private struct Batch {
        var actions: [ReflectorAction] = []
        var events: [ObjectEvent] = []
        var reached: ResourceVersion?

        mutating func flush(isInitial: Bool) {
            if !events.isEmpty { actions.append(isInitial ? .stage(events) : .apply(events)) }
            events = []
        }

        mutating func finish(isInitial: Bool) {
            flush(isInitial: isInitial)
            if let reached { actions.append(.advance(reached)) }
        }
    }

    private mutating func note(
        _ event: ObjectEvent, of watch: inout ActiveWatch, in batch: inout Batch, _ moment: Moment
    ) {
        let (events, notes) = accepted([event])
        batch.actions += notes
        batch.events += events
        guard !events.isEmpty else { return }
        if watch.isInitial {
            // The initial state does not come in the order of versions: none of them is a point to resume at.
            watch.lastObject = moment.now
        } else {
            reach(event.object.metadata.resourceVersion, in: &batch)
        }
    }

    private mutating func reach(_ version: ResourceVersion, in batch: inout Batch) {
        guard !version.isUnset, version.isOlder(than: resourceVersion) != true else { return }
        resourceVersion = version
        batch.reached = version
    }

    /// The server ended the watch in order.
    mutating func ended(_ watch: ActiveWatch, _ moment: Moment) -> [ReflectorAction] {
        if watch.isInitial { return [.note(.watchListGivenUp)] + begin(.list(relisting), moment) }
        if !watch.hasEvents, moment.now - watch.requestedAt < configuration.shortestWatch {
            return retry(.watch, after: "the watch ended at once and said nothing", moment)
        }
        return begin(.watch, moment)
    }

    /// A list of state that is not older than what is in the store.
    var relisting: Listing { Listing(notOlderThan: resourceVersion) }

    /// - Parameter version: where the server is.
    mutating func probed(
        _ watch: ActiveWatch, at version: ResourceVersion, _ moment: Moment
    ) -> [ReflectorAction] {
        if !watch.isInitial, version.isOlder(than: resourceVersion) == true {
            // Its history ends before ours, as after an etcd restore. A watch from the future is accepted, says
            // nothing, and would begin in the middle once the server gets there.
            restarts += 1
            return [.closeWatch] + begin(.list(relisting), moment)
        }
        var watch = watch
        watch.isProbing = false
        watch.quietProbes += 1
        lastActivity = moment.now
        watch.lastActivity = moment.now
        if watch.quietProbes > 1 {
            // The server answers, but that may have been over another connection: a dead one and a server
            // that sends no bookmarks look alike, and a new watch costs little.
            restarts += 1
            let next = watch.isInitial ? Attempt.list(relisting) : .watch
            return [.closeWatch] + begin(next, moment)
        }
        step = .watching(watch)
        return []
    }
}

extension ReflectorMachine {
    /// How often a state that is older than what was seen before is asked for again before it is believed: a
    /// lagging server catches up, a restored store does not.
    static let staleListLimit = 3

    func request(for listing: Listing) -> APIRequest {
        .list(
            configuration.resource, namespace: configuration.namespace,
            limit: listing.isPaged ? configuration.pageSize : nil, continueToken: listing.continueToken,
            resourceVersion: listing.notOlderThan, match: .notOlderThan,
            labelSelector: configuration.labelSelector, fieldSelector: configuration.fieldSelector)
    }

    mutating func take(_ page: ObjectList, of listing: Listing, _ moment: Moment) -> [ReflectorAction] {
        lastActivity = moment.now
        if page.resourceVersion.isUnset {
            let failure = ReflectorFailure.malformed("the list has no resource version")
            return retry(.list(relisting), after: failure, moment)
        }
        var listing = listing
        let version = listing.version ?? page.resourceVersion
        listing.version = version
        var actions: [ReflectorAction] = []
        if listing.continueToken == nil, let redo = rejectStale(version, of: listing, moment) {
            return redo
        }
        let (objects, notes) = accepted(page.items.map(ObjectEvent.set))
        actions += notes
        if !objects.isEmpty { actions.append(.stage(objects)) }
        if let token = page.continueToken {
            listing.continueToken = token
            return actions + begin(.list(listing), moment)
        }
        actions += commit(at: version, moment)
        return actions + begin(.watch, moment)
    }

    /// What to do instead of taking a state that is older than what was seen before; nil when it is not, or
    /// stays so.
    private mutating func rejectStale(
        _ version: ResourceVersion, of listing: Listing, _ moment: Moment
    ) -> [ReflectorAction]? {
        guard version.isOlder(than: resourceVersion) == true else { return nil }
        let note = ReflectorAction.note(.staleState(version, seen: resourceVersion))
        if !listing.notOlderThan.isUnset { return [note] + begin(.list(Listing()), moment) }
        staleLists += 1
        if staleLists > Self.staleListLimit { return nil }
        return [note] + retry(.list(Listing()), after: "the state is older than what was seen", moment)
    }

    /// Makes what was collected the present state.
    mutating func commit(at version: ResourceVersion, _ moment: Moment) -> [ReflectorAction] {
        var actions: [ReflectorAction] = []
        if version.isOlder(than: resourceVersion) == true {
            actions.append(.note(.historyRewound(version, seen: resourceVersion)))
        }
        staleLists = 0
        resourceVersion = version
        actions += [.commitStaged, .advance(version)]
        if !isSynced {
            isSynced = true
            nextResync = configuration.resyncInterval.map { moment.now + $0 }
        }
        return actions + recover(moment)
    }

    mutating func fail(
        _ failure: ReflectorFailure, in listing: Listing, _ moment: Moment
    ) -> [ReflectorAction] {
        switch failure {
        // The pages so far stay good: the token outlives a short interruption.
        case .transport: return retry(.list(listing), after: failure, moment)
        case .malformed:
            return retry(.list(Listing(notOlderThan: listing.notOlderThan)), after: failure, moment)
        case .status(let status):
            if status.code == 404 { return missing(moment) }
            if listing.continueToken != nil, status.isExpired || status.isBadRequest {
                // The token has run out: the whole list at once, as old as the first page might have been.
                let whole = Listing(notOlderThan: listing.notOlderThan, isPaged: false)
                return [.dropStaged] + begin(.list(whole), moment)
            }
            let isUnknown = status.isExpired || status.isTooLargeResourceVersion || status.isBadRequest
            if isUnknown, !listing.notOlderThan.isUnset { return begin(.list(Listing()), moment) }
            if status.isForbidden {
                return forbidden(status, .list(Listing(notOlderThan: listing.notOlderThan)), moment)
            }
            return retry(.list(listing), after: failure, moment)
        }
    }

    /// Those events that are about the resource that is followed, and notes about the others.
    func accepted(_ events: [ObjectEvent]) -> ([ObjectEvent], [ReflectorAction]) {
        var first: String?
        var count = 0
        let accepted = events.filter { event in
            guard let problem = problem(of: event.object) else { return true }
            if first == nil { first = problem }
            count += 1
            return false
        }
        guard let first else { return (accepted, []) }
        let text = count == 1 ? first : "\(first), and \(count - 1) more like it"
        return (accepted, [.note(.skippedEvent(text))])
    }

    private func problem(of object: KubernetesObject) -> String? {
        let resource = configuration.resource
        if !object.kind.isEmpty && object.kind != resource.kind
            || !object.apiVersion.isEmpty && object.apiVersion != resource.apiVersion
        {
            return "\(object.key) is a \(object.kind) of \(object.apiVersion), not a \(resource.kind)"
        }
        if object.metadata.name.isEmpty { return "an object without a name" }
        if object.metadata.resourceVersion.isUnset { return "\(object.key) has no resource version" }
        return nil
    }
}

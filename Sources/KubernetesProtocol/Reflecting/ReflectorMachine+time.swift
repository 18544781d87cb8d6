extension ReflectorMachine {
    /// When to call with ``ReflectorInput/timer`` at the latest; nil when there is nothing to wait for. It may
    /// move with every input; calling earlier does no harm.
    public var nextWake: Instant? {
        [stepWake, nextResync].compactMap(\.self).min()
    }

    private var stepWake: Instant? {
        switch step {
        case .idle, .listing: return nil
        case .waiting(let until, _): return until
        case .watching(let watch):
            var wake = watch.lastActivity + configuration.suspectAfter
            if watch.isProbing { wake = wake + configuration.suspectAfter }
            guard watch.isInitial else { return wake }
            if !watch.hasWarned { wake = min(wake, watch.requestedAt + configuration.lateInitialState) }
            return min(wake, watch.lastObject + configuration.initialStatePatience)
        }
    }

    mutating func wake(_ moment: Moment) -> [ReflectorAction] {
        var actions: [ReflectorAction] = []
        if let interval = configuration.resyncInterval, let due = nextResync, due <= moment.now {
            nextResync = moment.now + interval
            actions.append(.resync)
        }
        guard let due = stepWake, due <= moment.now else { return actions }
        switch step {
        case .idle, .listing: return actions
        case .waiting(_, let next): return actions + begin(next, moment)
        case .watching(let watch): return actions + wake(watch, moment)
        }
    }

    private mutating func wake(_ watch: ActiveWatch, _ moment: Moment) -> [ReflectorAction] {
        var watch = watch
        var actions: [ReflectorAction] = []
        let age = moment.now - watch.requestedAt
        if watch.isInitial, !watch.hasWarned, age >= configuration.lateInitialState {
            watch.hasWarned = true
            actions.append(.note(.initialStateLate(age)))
        }
        if watch.isInitial, moment.now - watch.lastObject >= configuration.initialStatePatience {
            return actions + [.note(.watchListGivenUp), .closeWatch] + begin(.list(relisting), moment)
        }
        let silence = moment.now - watch.lastActivity
        if watch.isProbing, silence >= configuration.suspectAfter * 2 {
            let text = "neither the watch nor the probe brought anything for \(silence)"
            return actions + [.closeWatch] + fail(.transport(text), in: watch, moment)
        }
        if !watch.isProbing, silence >= configuration.suspectAfter {
            watch.isProbing = true
            actions += [.note(.suspect(silence)), .probe(probe)]
        }
        step = .watching(watch)
        return actions
    }

    private var probe: APIRequest {
        .list(
            configuration.resource, namespace: configuration.namespace, limit: 1,
            labelSelector: configuration.labelSelector, fieldSelector: configuration.fieldSelector,
            form: .metadata)
    }
}

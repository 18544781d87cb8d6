extension ReflectorMachine {
    /// The watch failed: before it was open, by an ERROR event, or by the connection.
    mutating func fail(
        _ failure: ReflectorFailure, in watch: ActiveWatch, _ moment: Moment
    ) -> [ReflectorAction] {
        if watch.isInitial { return failWatchList(failure, moment) }
        switch failure {
        case .transport: return retry(.watch, after: failure, moment)
        // A line that cannot be read would come again.
        case .malformed: return retry(.list(relisting), after: failure, moment)
        case .status(let status):
            if status.code == 404 { return missing(moment) }
            if status.isForbidden { return forbidden(status, .watch, moment) }
            if status.isTooLargeResourceVersion { return retry(.list(Listing()), after: failure, moment) }
            if status.isTooManyRequests || status.isUnauthorized || 502...504 ~= status.code {
                return retry(.watch, after: failure, moment)
            }
            return retry(.list(relisting), after: failure, moment)
        }
    }

    /// WatchList did not come to its end: a list has to do, at once when the server refuses WatchList itself.
    private mutating func failWatchList(
        _ failure: ReflectorFailure, _ moment: Moment
    ) -> [ReflectorAction] {
        if let status = failure.status {
            if status.code == 404 { return missing(moment) }
            if [400, 403, 405, 406, 415, 422, 501].contains(status.code) {
                return [.note(.watchListRefused(status.description))] + begin(.list(relisting), moment)
            }
        }
        return retry(.list(relisting), after: failure, moment)
    }

    /// The collection is not served. Nothing is concluded about its objects.
    mutating func missing(_ moment: Moment) -> [ReflectorAction] {
        let wait = delay(moment, retryAfter: nil)
        lastError = "the resource \(configuration.resource) is not served"
        let isNew = condition != .resourceMissing
        condition = .resourceMissing
        step = .waiting(until: moment.now + wait, next: .list(Listing()))
        return [.dropStaged] + (isNew ? [.note(.resourceMissing)] : [])
    }

    mutating func forbidden(
        _ status: APIStatus, _ next: Attempt, _ moment: Moment
    ) -> [ReflectorAction] {
        let wait = delay(moment, retryAfter: status.retryAfter)
        lastError = status.description
        let isNew = condition != .forbidden
        condition = .forbidden
        step = .waiting(until: moment.now + wait, next: next)
        return [.dropStaged] + (isNew ? [.note(.forbidden(status.description))] : [])
    }

    mutating func retry(
        _ next: Attempt, after failure: ReflectorFailure, _ moment: Moment
    ) -> [ReflectorAction] {
        // History that has run out is nothing to wait for, unless it happens again and again.
        let isExpired = failure.status?.isExpired == true
        return retry(
            next, after: failure.description, moment, retryAfter: failure.status?.retryAfter,
            atOnceIfFirst: isExpired)
    }

    mutating func retry(
        _ next: Attempt, after reason: String, _ moment: Moment, retryAfter: Duration? = nil,
        atOnceIfFirst: Bool = false
    ) -> [ReflectorAction] {
        var wait = delay(moment, retryAfter: retryAfter)
        if atOnceIfFirst, failures == 1 { wait = .zero }
        lastError = reason
        condition = .failing
        step = .waiting(until: moment.now + wait, next: next)
        if wait == .zero { return [.note(.failed(reason, retryIn: wait))] + begin(next, moment) }
        return [.note(.failed(reason, retryIn: wait))]
    }

    /// Counts a failure; how long to wait after it.
    private mutating func delay(_ moment: Moment, retryAfter: Duration?) -> Duration {
        if let healthySince, moment.now - healthySince >= configuration.backoffReset { failures = 0 }
        healthySince = nil
        failures += 1
        restarts += 1
        let wait = configuration.backoff.delay(afterFailures: failures, random: moment.random)
        return max(wait, min(retryAfter ?? .zero, configuration.longestRetryAfter))
    }

    /// The server answered as it should.
    mutating func recover(_ moment: Moment) -> [ReflectorAction] {
        if healthySince == nil { healthySince = moment.now }
        guard isSynced, condition != .current else { return [] }
        let isNews = condition != .starting
        condition = .current
        return isNews ? [.note(.recovered)] : []
    }
}

extension LeaderElection {
    /// From here on the lease is given back instead of renewed. Call it when the led work has ended, not
    /// before: another candidate starts at once.
    public mutating func beginRelease() {
        guard releaseTriesLeft == nil else { return }
        releaseTriesLeft = Self.releaseTries
        stage = mayHold ? .look : .released
        leading = nil
    }

    /// What to do about what was read; nil when there is nothing to send.
    mutating func decide(at now: Instant, wallTime: String) -> Step? {
        if releaseTriesLeft != nil { return release(at: now, wallTime: wallTime) }
        guard let observed, stage == .decide else {
            if leading != nil { return lose() }
            stage = .writing(sent: now, isFast: false)
            mayHold = true
            return .create(record(after: nil, wallTime: wallTime))
        }
        let isMine = observed.record.holderIdentity == configuration.identity
        if leading != nil, !isMine { return lose() }
        if !isMine, !observed.record.holderIdentity.isEmpty, isValid(observed, at: now) {
            stage = .pause
            return nil
        }
        return replace(observed, at: now, wallTime: wallTime, isFast: false)
    }

    mutating func replace(_ observed: Observation, at now: Instant, wallTime: String, isFast: Bool) -> Step {
        stage = .writing(sent: now, isFast: isFast)
        mayHold = true
        let record = record(after: observed.record, wallTime: wallTime)
        return .replace(record, resourceVersion: observed.resourceVersion)
    }

    mutating func lose() -> Step {
        leading = nil
        stage = .look
        return .lost
    }

    mutating func observe(_ record: LeaseRecord, _ resourceVersion: String, at now: Instant) {
        let since = observed?.record == record ? observed?.since ?? now : now
        observed = Observation(record: record, resourceVersion: resourceVersion, since: since)
        latestTerm = max(latestTerm ?? record.leaseTransitions, record.leaseTransitions)
    }

    /// The lease was written, in a request sent at `sent`.
    mutating func wrote(_ record: LeaseRecord, sent: Instant) {
        guard releaseTriesLeft == nil else {
            stage = .released
            return
        }
        // A server that answers with another's name has not given it to us.
        guard record.holderIdentity == configuration.identity else {
            stage = .pause
            return
        }
        leading = (LeaderTerm(number: Int64(record.leaseTransitions)), sent)
        stage = .waiting(until: sent + configuration.retryPeriod)
    }

    mutating func fail(_ answer: Answer) {
        stage = .pause
        guard let left = releaseTriesLeft else { return }
        releaseTriesLeft = left - 1
        if left <= 1 {
            stage = .released
        } else if answer == .conflict {
            stage = .look
        }
    }

    func pause(random: Double) -> Duration {
        if releaseTriesLeft != nil { return configuration.retryPeriod / 4 }
        guard leading == nil else { return configuration.retryPeriod }
        let stretch = 1 + LeaderElectionConfiguration.acquireJitter * min(max(random, 0), 1)
        return configuration.retryPeriod * stretch
    }

    private func isValid(_ observed: Observation, at now: Instant) -> Bool {
        now < observed.since + .seconds(Int64(observed.record.leaseDurationSeconds))
    }

    /// The record that makes or keeps this candidate the leader.
    private func record(after known: LeaseRecord?, wallTime: String) -> LeaseRecord {
        let seconds = Int32(clamping: configuration.leaseDuration.components.seconds)
        if let known, known.holderIdentity == configuration.identity {
            var record = known
            record.leaseDurationSeconds = seconds
            record.renewTime = wallTime
            return record
        }
        let next = latestTerm.map { $0 < Int32.max ? $0 + 1 : $0 } ?? 0
        return LeaseRecord(
            holderIdentity: configuration.identity, leaseDurationSeconds: seconds, acquireTime: wallTime,
            renewTime: wallTime, leaseTransitions: next)
    }

    private mutating func release(at now: Instant, wallTime: String) -> Step {
        guard stage == .decide, var record = observed?.record, let version = observed?.resourceVersion,
            record.holderIdentity == configuration.identity
        else {
            stage = .released
            return .released
        }
        record.holderIdentity = ""
        record.leaseDurationSeconds = 1
        record.acquireTime = wallTime
        record.renewTime = wallTime
        stage = .writing(sent: now, isFast: false)
        return .replace(record, resourceVersion: version)
    }
}

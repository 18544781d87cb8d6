import KubernetesProtocol
import Resources
import Testing

@Suite("Leader election: one candidate, step by step")
struct LeaderElectionTests {
    typealias Step = LeaderElection.Step

    let start = ContinuousClock.now

    private func candidate(_ identity: String = "me") throws -> LeaderElection {
        LeaderElection(try LeaderElectionConfiguration(identity: identity))
    }

    private func record(_ holder: String, transitions: Int32 = 3, seconds: Int32 = 15, renew: String = "r0")
        -> LeaseRecord
    {
        LeaseRecord(
            holderIdentity: holder, leaseDurationSeconds: seconds, acquireTime: "a0", renewTime: renew,
            leaseTransitions: transitions)
    }

    /// The next step after `seconds`.
    private func next(_ election: inout LeaderElection, _ seconds: Double, random: Double = 0) -> Step {
        election.next(at: start + .seconds(seconds), wallTime: "t\(seconds)", random: random)
    }

    private func leader() throws -> LeaderElection {
        var election = try candidate()
        _ = next(&election, 0)
        election.handle(.notFound, at: start)
        guard case .create(let record) = next(&election, 0) else { return election }
        election.handle(.lease(record, resourceVersion: "1"), at: start)
        return election
    }

    @Test(
        "Fact 1: lease duration > renew deadline > 1.2 retry periods",
        arguments: [
            ("me", 15.0, 10.0, 2.0, true), ("me", 60, 50, 5, true), ("", 15, 10, 2, false),
            ("me", 10, 10, 2, false),
            ("me", 10.9, 10.5, 2, false), ("me", 15, 2.4, 2, false), ("me", 15, 10, 0, false),
            ("me", 15, 10, -1, false), ("me", 1e10, 10, 2, false),
        ])
    func validation(identity: String, lease: Double, renew: Double, retry: Double, isValid: Bool) {
        let configuration = try? LeaderElectionConfiguration(
            identity: identity, leaseDuration: .seconds(lease), renewDeadline: .seconds(renew),
            retryPeriod: .seconds(retry))
        #expect((configuration != nil) == isValid)
    }

    @Test("Fact 2: without a Lease it creates one and leads")
    func creates() throws {
        var election = try candidate()
        #expect(next(&election, 0) == .read)
        election.handle(.notFound, at: start)
        let expected = LeaseRecord(
            holderIdentity: "me", leaseDurationSeconds: 15, acquireTime: "t0.0", renewTime: "t0.0",
            leaseTransitions: 0)
        #expect(next(&election, 0) == .create(expected))
        #expect(election.term == nil)
        election.handle(.lease(expected, resourceVersion: "7"), at: start)
        #expect(election.term == LeaderTerm(number: 0))
        #expect(next(&election, 0) == .wait(until: start + .seconds(2)))
    }

    @Test("Fact 2: who creates too late has lost, and looks again after a jittered retry period")
    func createConflict() throws {
        var election = try candidate()
        _ = next(&election, 0)
        election.handle(.notFound, at: start)
        _ = next(&election, 0)
        election.handle(.conflict, at: start)
        #expect(election.term == nil)
        guard case .wait(let until) = next(&election, 0, random: 0.5) else {
            Issue.record("no wait")
            return
        }
        #expect(until - start > .milliseconds(3199) && until - start < .milliseconds(3201))
        #expect(next(&election, 3.3) == .read)
    }

    @Test(
        "Fact 3: a newcomer waits a full lease duration from its first look, whatever the record's times say")
    func newcomerWaits() throws {
        var election = try candidate()
        let old = record("other", renew: "1970-01-01T00:00:00.000000Z")
        var seconds = 0.0
        while seconds < 14.9 {
            #expect(next(&election, seconds) == .read)
            election.handle(.lease(old, resourceVersion: "9"), at: start + .seconds(seconds))
            #expect(next(&election, seconds) == .wait(until: start + .seconds(seconds + 2)))
            seconds += 2
        }
        #expect(next(&election, 16) == .read)
        election.handle(.lease(old, resourceVersion: "9"), at: start + .seconds(16))
        guard case .replace(let taken, "9") = next(&election, 16) else {
            Issue.record("the lease is over and was not taken")
            return
        }
        #expect(taken.holderIdentity == "me" && taken.leaseTransitions == 4 && taken.acquireTime == "t16.0")
    }

    @Test("Fact 3: each change of the record starts the waiting anew; the holder's duration counts, not ours")
    func renewalsCount() throws {
        var election = try candidate()
        for renewal in 0..<20 {
            let seconds = Double(renewal) * 10
            #expect(next(&election, seconds) == .read)
            election.handle(
                .lease(record("other", seconds: 12, renew: "r\(renewal)"), resourceVersion: "\(renewal)"),
                at: start + .seconds(seconds))
            guard case .wait = next(&election, seconds) else {
                Issue.record("took a living leader's lease")
                return
            }
        }
        _ = next(&election, 203)
        election.handle(
            .lease(record("other", seconds: 12, renew: "r19"), resourceVersion: "19"),
            at: start + .seconds(203))
        guard case .replace = next(&election, 203) else {
            Issue.record("12 s are over")
            return
        }
    }

    @Test("Fact 4: nobody's lease is taken at once, with a higher number")
    func takesReleased() throws {
        var election = try candidate()
        _ = next(&election, 0)
        election.handle(.lease(record("", seconds: 1), resourceVersion: "5"), at: start)
        guard case .replace(let record, "5") = next(&election, 0) else {
            Issue.record("not taken")
            return
        }
        #expect(record.leaseTransitions == 4)
        election.handle(.lease(record, resourceVersion: "6"), at: start)
        #expect(election.term == LeaderTerm(number: 4))
    }

    @Test("Fact 5: a leader renews what it knows without reading; acquire time and number stay")
    func renews() throws {
        var election = try leader()
        guard case .replace(let renewed, "1") = next(&election, 2) else {
            Issue.record("no fast renewal")
            return
        }
        #expect(renewed.renewTime == "t2.0" && renewed.acquireTime == "t0.0" && renewed.leaseTransitions == 0)
        election.handle(.lease(renewed, resourceVersion: "2"), at: start + .seconds(3))
        #expect(election.deadline == start + .seconds(12), "it counts from when it was sent")
    }

    @Test(
        "Fact 5: when the fast renewal fails, it reads and renews",
        arguments: [LeaderElection.Answer.conflict, .failed])
    func slowPath(answer: LeaderElection.Answer) throws {
        var election = try leader()
        _ = next(&election, 2)
        election.handle(answer, at: start + .seconds(2))
        #expect(next(&election, 2) == .read)
        var mine = record("me", transitions: 0)
        mine.acquireTime = "t0.0"
        election.handle(.lease(mine, resourceVersion: "8"), at: start + .seconds(2))
        guard case .replace(let renewed, "8") = next(&election, 2) else {
            Issue.record("not renewed")
            return
        }
        election.handle(.lease(renewed, resourceVersion: "9"), at: start + .seconds(2))
        #expect(election.term == LeaderTerm(number: 0))
    }

    @Test("Fact 6: it retries until the renew deadline, then it is over")
    func deadline() throws {
        var election = try leader()
        var steps: [Step] = []
        var seconds = 2.0
        while seconds < 10 {
            let step = next(&election, seconds)
            steps.append(step)
            if case .wait(let until) = step {
                seconds = (until - start) / .seconds(1)
            } else {
                election.handle(.failed, at: start + .seconds(seconds))
            }
        }
        #expect(steps.filter { $0 == .read }.count == 4)
        #expect(seconds == 10, "no wait goes beyond the deadline")
        #expect(next(&election, 10) == .lost)
        #expect(election.term == nil)
        #expect(next(&election, 10) == .read)
    }

    @Test("Bug 5: a process that was suspended knows at its first step that it leads no longer")
    func suspended() throws {
        var election = try leader()
        #expect(next(&election, 3600) == .lost)
    }

    @Test("Bug 5: an answer that comes after the deadline does not bring the leader back")
    func lateAnswer() throws {
        var election = try leader()
        guard case .replace(let renewed, _) = next(&election, 2) else { return }
        election.handle(.lease(renewed, resourceVersion: "2"), at: start + .seconds(30))
        #expect(next(&election, 30) == .lost)
    }

    @Test(
        "A leader that reads another's name, or no Lease, stops at once",
        arguments: ["other", "", nil])
    func deposed(holder: String?) throws {
        var election = try leader()
        _ = next(&election, 2)
        election.handle(.conflict, at: start + .seconds(2))
        #expect(next(&election, 2) == .read)
        let answer = holder.map { LeaderElection.Answer.lease(record($0), resourceVersion: "9") } ?? .notFound
        election.handle(answer, at: start + .seconds(2))
        #expect(next(&election, 2) == .lost)
        #expect(election.term == nil)
    }

    @Test("A Lease that somebody deleted does not start again with a lower number")
    func deletedLease() throws {
        var election = try candidate()
        _ = next(&election, 0)
        election.handle(.lease(record("other", transitions: 41), resourceVersion: "9"), at: start)
        _ = next(&election, 0)
        _ = next(&election, 2)
        election.handle(.notFound, at: start + .seconds(2))
        guard case .create(let record) = next(&election, 2) else {
            Issue.record("not created")
            return
        }
        #expect(record.leaseTransitions == 42)
    }

    @Test("Fact 7: release reads, then writes nobody's name with the shortest duration")
    func releases() throws {
        var election = try leader()
        election.beginRelease()
        #expect(election.term == nil)
        #expect(next(&election, 5) == .read)
        election.handle(.lease(record("me", transitions: 0), resourceVersion: "4"), at: start + .seconds(5))
        guard case .replace(let released, "4") = next(&election, 5) else {
            Issue.record("not released")
            return
        }
        #expect(released.holderIdentity.isEmpty && released.leaseDurationSeconds == 1)
        #expect(released.leaseTransitions == 0)
        election.handle(.lease(released, resourceVersion: "5"), at: start + .seconds(5))
        #expect(next(&election, 5) == .released)
        #expect(next(&election, 50) == .released, "it does not stand again")
    }

    @Test("Fact 7: a conflict at the release is tried again at once, and not for ever")
    func releaseConflicts() throws {
        var election = try leader()
        election.beginRelease()
        var reads = 0
        var seconds = 5.0
        for _ in 0..<100 {
            switch next(&election, seconds) {
            case .read:
                reads += 1
                election.handle(.lease(record("me"), resourceVersion: "4"), at: start + .seconds(seconds))
            case .replace: election.handle(.conflict, at: start + .seconds(seconds))
            case .wait(let until): seconds = (until - start) / .seconds(1)
            case .released:
                #expect(reads == 5)
                #expect(seconds == 5)
                return
            default: Issue.record("unexpected step")
            }
        }
        Issue.record("it never ends")
    }

    @Test("Release leaves another's lease alone, and does nothing for who never wrote")
    func releaseOfNothing() throws {
        var election = try leader()
        election.beginRelease()
        _ = next(&election, 5)
        election.handle(.lease(record("other"), resourceVersion: "4"), at: start + .seconds(5))
        #expect(next(&election, 5) == .released)
        var standby = try candidate()
        _ = next(&standby, 0)
        standby.handle(.lease(record("other"), resourceVersion: "4"), at: start)
        standby.beginRelease()
        #expect(next(&standby, 0) == .released)
    }

    @Test("A write whose answer was lost is released, too")
    func releaseAfterLostAnswer() throws {
        var election = try candidate()
        _ = next(&election, 0)
        election.handle(.notFound, at: start)
        _ = next(&election, 0)
        election.beginRelease()
        #expect(next(&election, 0) == .read)
    }

    @Test("A Lease's spec keeps members that are not ours, and is read whatever is missing")
    func spec() {
        let spec: Value = [
            "holderIdentity": "x", "leaseDurationSeconds": 99_999_999_999,
            "strategy": "OldestEmulationVersion",
        ]
        var record = LeaseRecord(spec: spec)
        #expect(
            record.leaseDurationSeconds == .max && record.leaseTransitions == 0 && record.renewTime == nil)
        record.renewTime = "now"
        #expect(record.spec(over: spec)["strategy"] == "OldestEmulationVersion")
        #expect(LeaseRecord(spec: record.spec()) == record)
        #expect(LeaseRecord(spec: .null).holderIdentity.isEmpty)
    }
}

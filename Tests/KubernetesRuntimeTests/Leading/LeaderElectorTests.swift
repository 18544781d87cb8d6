import KubernetesClient
import KubernetesProtocol
import KubernetesRuntime
import Resources
import ServiceLifecycle
import TestAPIServer
import Testing

@Suite("Leader elector, against the test API server", .timeLimit(.minutes(5)))
struct LeaderElectorTests {
    struct WorkFailed: Error {}

    let clock = VirtualClock()

    @Test(
        "It leads, renews while the work goes on after the shutdown began, and gives back only after its end")
    func gracefulShutdown() async throws {
        try await ElectionFixture.run { fixture in
            let client = fixture.client("a")
            let (started, shuttingDown, mayEnd) = (Signal(), Signal(), Signal())
            let elector = try fixture.elector("a", clock: clock, client: client) { term in
                #expect(term == LeaderTerm(number: 0))
                started.fire()
                try? await ServiceLifecycle.gracefulShutdown()
                shuttingDown.fire()
                await mayEnd.wait()
            }
            let group = ServiceGroup(services: [elector], logger: quietLogger)
            let run = Task { try await group.run() }
            await started.wait()
            #expect(try fixture.holder == "a")
            #expect(elector.term == LeaderTerm(number: 0))
            await clock.someoneSleeps(until: .seconds(2))
            await group.triggerGracefulShutdown()
            await shuttingDown.wait()
            clock.advance(to: .seconds(2))
            await clock.someoneSleeps(until: .seconds(4))
            #expect(fixture.writes(by: "a") == 2, "created and renewed")
            #expect(try fixture.holder == "a", "given back while the work goes on")
            mayEnd.fire()
            try await run.value
            #expect(try fixture.holder == "")
            #expect(try fixture.spec?["leaseDurationSeconds"] == 1)
            #expect(elector.term == nil)
            await client.shutdown()
        }
    }

    @Test("A warm standby takes over at its next look when the lease is given back, in the next term")
    func handOver() async throws {
        try await ElectionFixture.run { fixture in
            let clients = [fixture.client("a"), fixture.client("b")]
            let otherClock = VirtualClock()
            let (firstLeads, secondLeads) = (Signal(), Signal())
            let first = try fixture.elector("a", clock: clock, client: clients[0]) { _ in
                firstLeads.fire()
                try? await ServiceLifecycle.gracefulShutdown()
            }
            let terms = Journal<LeaderTerm>()
            let second = try fixture.elector("b", clock: otherClock, client: clients[1]) { term in
                terms.add(term)
                secondLeads.fire()
                try await Task.sleep(for: .seconds(3600))
            }
            let group = ServiceGroup(services: [first], logger: quietLogger)
            let firstRun = Task { try await group.run() }
            await firstLeads.wait()
            let secondRun = Task { try await second.run() }
            await otherClock.pass(atMost: .seconds(5))
            _ = await otherClock.sleeper(until: otherClock.elapsed...otherClock.elapsed + .seconds(5))
            #expect(second.holder == "a" && second.term == nil)
            await group.triggerGracefulShutdown()
            try await firstRun.value
            await otherClock.pass(atMost: .seconds(5))
            await secondLeads.wait()
            #expect(otherClock.elapsed < .seconds(10), "no waiting for the lease to run out")
            #expect(terms.entries == [LeaderTerm(number: 1)])
            secondRun.cancel()
            await #expect(throws: CancellationError.self) { try await secondRun.value }
            #expect(try fixture.holder == "", "given back also when it is cancelled")
            for client in clients { await client.shutdown() }
        }
    }

    // Bug 46: the work is told in time, and the process goes on as a standby.
    @Test(
        "Bug 46: when nobody answers, the work is cancelled at the renew deadline; it returns as a standby"
    )
    func losesAndReturns() async throws {
        try await ElectionFixture.run { fixture in
            let client = fixture.client("a")
            let journal = Journal<String>()
            let elector = try fixture.elector("a", clock: clock, client: client) { term in
                journal.add("leads in term \(term.number)")
                do { try await Task.sleep(for: .seconds(3600)) } catch {
                    journal.add("cancelled at \(clock.elapsed)")
                    throw error
                }
            }
            let run = Task { try await elector.run() }
            await clock.someoneSleeps(until: .seconds(2))
            let fault = fixture.server.faults.add(FaultRule(.neverAnswer, resource: "leases"))
            clock.advance(to: .seconds(2))
            await fixture.server.requestLog.wait { $0.verb == "update" }
            await clock.someoneSleeps(until: .seconds(10))
            #expect(elector.term != nil)
            clock.advance(to: .seconds(10))
            await journal.wait(for: 2)
            #expect(elector.term == nil)
            // The standby's first look is not answered either; the second one is.
            await fixture.server.requestLog.wait(for: 2) { $0.verb == "get" }
            fixture.server.faults.remove(fault)
            await clock.someoneSleeps(until: .seconds(20))
            clock.advance(to: .seconds(20))
            clock.advance(to: await clock.sleeper(until: .seconds(22) ... .seconds(25)))
            await journal.wait(for: 3)
            #expect(journal.entries == ["leads in term 0", "cancelled at 10.0 seconds", "leads in term 0"])
            run.cancel()
            _ = await run.result
            await client.shutdown()
        }
    }

    @Test("A leader that finds another's name stops at once and leaves the lease alone")
    func deposed() async throws {
        try await ElectionFixture.run { fixture in
            let client = fixture.client("a")
            let (started, cancelled) = (Signal(), Signal())
            let elector = try fixture.elector("a", clock: clock, client: client) { _ in
                started.fire()
                do { try await Task.sleep(for: .seconds(3600)) } catch { cancelled.fire() }
            }
            let run = Task { try await elector.run() }
            await started.wait()
            await clock.someoneSleeps(until: .seconds(2))
            try fixture.server.update("leases.coordination.k8s.io", name: "jq-controller") { lease in
                guard var members = lease.objectValue, var spec = members["spec"]?.objectValue else { return }
                spec["holderIdentity"] = "other"
                members["spec"] = .object(spec)
                lease = .object(members)
            }
            clock.advance(to: .seconds(2))
            await cancelled.wait()
            #expect(clock.elapsed == .seconds(2))
            run.cancel()
            _ = await run.result
            #expect(try fixture.holder == "other")
            await client.shutdown()
        }
    }

    @Test("Errors of the API server in between do not end the leading, nor does a write by somebody else")
    func survivesErrors() async throws {
        try await ElectionFixture.run { fixture in
            let client = fixture.client("a")
            let (started, mayEnd) = (Signal(), Signal())
            let elector = try fixture.elector("a", clock: clock, client: client) { _ in
                started.fire()
                await mayEnd.wait()
            }
            let run = Task { try await elector.run() }
            await started.wait()
            await clock.someoneSleeps(until: .seconds(2))
            // The fast renewal and the reading after it.
            fixture.server.faults.add(
                FaultRule(.status(code: 500, reason: "InternalError"), resource: "leases", times: 2))
            clock.advance(to: .seconds(2))
            await clock.someoneSleeps(until: .seconds(4))
            try fixture.server.update("leases.coordination.k8s.io", name: "jq-controller") { lease in
                guard var members = lease.objectValue, var metadata = members["metadata"]?.objectValue else {
                    return
                }
                metadata["labels"] = ["team": "a"]
                members["metadata"] = .object(metadata)
                lease = .object(members)
            }
            clock.advance(to: .seconds(4))
            await clock.someoneSleeps(until: .seconds(6))
            #expect(elector.term == LeaderTerm(number: 0))
            let lease = try fixture.server.get(
                "leases.coordination.k8s.io", namespace: "default", name: "jq-controller")
            #expect(lease?["metadata"]?["labels"] == ["team": "a"], "others' parts of the Lease stay")
            mayEnd.fire()
            try await run.value
            await client.shutdown()
        }
    }

    // Bug 46.
    @Test("Bug 46: renewals pass while every other request of the process hangs")
    func ownConnection() async throws {
        try await ElectionFixture.run { fixture in
            let (client, others) = (fixture.client("a"), fixture.client("others"))
            let gate = FaultGate()
            fixture.server.faults.add(FaultRule(.holdBefore(gate), userAgentPrefix: "others"))
            let traffic = Task {
                await withTaskGroup(of: Void.self) { group in
                    for number in 0..<200 {
                        group.addTask {
                            let key = ObjectKey(namespace: "default", name: "n\(number)")
                            _ = try? await others.send(.get(.leases, key: key))
                        }
                    }
                }
            }
            await gate.reached()
            let mayEnd = Signal()
            let elector = try fixture.elector("a", clock: clock, client: client) { _ in await mayEnd.wait() }
            let run = Task { try await elector.run() }
            for renewal in 1...10 {
                await clock.someoneSleeps(until: .seconds(2 * renewal))
                clock.advance(to: .seconds(2 * renewal))
            }
            await clock.someoneSleeps(until: .seconds(22))
            #expect(elector.term == LeaderTerm(number: 0))
            mayEnd.fire()
            try await run.value
            gate.release()
            await traffic.value
            await client.shutdown()
            await others.shutdown()
        }
    }

    @Test("Work that fails ends the service with its error, and the lease is given back")
    func workFails() async throws {
        try await ElectionFixture.run { fixture in
            let client = fixture.client("a")
            let elector = try fixture.elector("a", clock: clock, client: client) { _ in throw WorkFailed() }
            await #expect(throws: WorkFailed.self) { try await elector.run() }
            #expect(try fixture.holder == "")
            await client.shutdown()
        }
    }

    @Test("Work that goes on long after the shutdown began is cancelled")
    func graceIsOver() async throws {
        try await ElectionFixture.run { fixture in
            let client = fixture.client("a")
            let started = Signal()
            let elector = try fixture.elector("a", clock: clock, client: client) { _ in
                started.fire()
                try? await Task.sleep(for: .seconds(3600))
            }
            let group = ServiceGroup(services: [elector], logger: quietLogger)
            let run = Task { try await group.run() }
            await started.wait()
            await group.triggerGracefulShutdown()
            await clock.someoneSleeps(until: .seconds(30))
            while clock.elapsed < .seconds(30) { await clock.pass(atMost: .seconds(2)) }
            try await run.value
            #expect(try fixture.holder == "")
            await client.shutdown()
        }
    }

    @Test("Identities differ and name the host")
    func identity() {
        let identities = Set((0..<100).map { _ in candidateIdentity() })
        #expect(identities.count == 100)
        for identity in identities {
            #expect(
                identity.wholeMatch(
                    of: /.+_[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        }
    }
}

import LinuxReactor
import Lifecycle
import Logging
import PostgresStore
import ServiceLifecycle

/// When the monitors act.
public struct MonitorIntervals: Hashable, Sendable {
    /// How often due jobs are promoted, the ready tables polled and heartbeats written.
    public var tick: Duration
    /// How often silent workers are looked for.
    public var heartbeatCheck: Duration
    /// Silence after which a worker is OFFLINE.
    public var heartbeatTimeout: Duration
    /// ASSIGNED for longer than this without a start: back to PENDING.
    public var assignmentTimeout: Duration

    /// The intervals of production, except where said otherwise.
    public init(
        tick: Duration = .milliseconds(500), heartbeatCheck: Duration = .seconds(10),
        heartbeatTimeout: Duration = .seconds(30), assignmentTimeout: Duration = .seconds(30)
    ) {
        self.tick = tick
        self.heartbeatCheck = heartbeatCheck
        self.heartbeatTimeout = heartbeatTimeout
        self.assignmentTimeout = assignmentTimeout
    }
}

/// What one server does for all: promotes due jobs, expires, finds lost workers and forgotten assignments, adds up
/// counts. Each task is apart from the others: one that fails is logged and tried again at its next turn. What may have
/// thousands of things to do at once has a lane of its own, and holds up nobody.
struct Monitors: Service {
    static let leaseName = "monitors"

    let store: JobQueueStore
    let identity: ServerIdentity
    let wakeUps: WakeUps
    let intervals: MonitorIntervals
    let logger: Logger

    func run() async throws {
        let leadership = Leadership(of: identity.id)
        await renew(leadership)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in Ticker(every: .seconds(1)).cancelOnGracefulShutdown() {
                    await self.renew(leadership)
                }
            }
            for lane in lanes() { group.addTask { await self.work(lane, leadership) } }
        }
        do { try await store.releaseLease(Monitors.leaseName, holder: identity.id) } catch {
            logger.debug("cannot release the monitors' lease", metadata: ["error": "\(error)"])
        }
    }

    /// Does what is due in a lane, one after the other, as long as this server leads.
    private func work(_ lane: [Duty], _ leadership: Leadership) async {
        var duties = lane
        for await now in Ticker(every: intervals.tick).cancelOnGracefulShutdown() {
            for index in duties.indices where now >= duties[index].due {
                guard leadership.isHeld else { break }
                if duties[index].needsSilence, !leadership.knowsSilence(of: intervals.heartbeatTimeout) {
                    continue
                }
                duties[index].due = now + duties[index].interval
                await perform(duties[index], leadership)
            }
        }
    }

    private func perform(_ duty: Duty, _ leadership: Leadership) async {
        do {
            while try await duty.turn(), leadership.isHeld, !Task.isShuttingDownGracefully {}
        } catch {
            logger.warning("monitor failed", metadata: ["monitor": "\(duty.name)", "error": "\(error)"])
        }
    }

    private func lanes() -> [[Duty]] {
        let waits = WaitKeeping(store: store, wakeUps: wakeUps)
        let schedules = ScheduleFiring(store: store, wakeUps: wakeUps, logger: logger)
        return [
            [Duty(name: "schedules") { try await schedules.look() }],
            [Duty(name: "promote") { try await self.promote() }],
            [Duty(name: "waits") { try await waits.release() }],
            duties(waits),
        ]
    }

    private func duties(_ waits: WaitKeeping) -> [Duty] {
        [
            Duty(name: "leftovers of waits", interval: .seconds(5)) { try await waits.clean() },
            Duty(name: "expire", interval: .seconds(1)) {
                let count = try await self.store.expire()
                if count > 0 { self.logger.info("jobs expired", metadata: ["count": "\(count)"]) }
            },
            Duty(name: "workers", interval: intervals.heartbeatCheck, needsSilence: true) {
                try await self.findLostWorkers()
            },
            Duty(name: "lost jobs", interval: .seconds(1)) { try await self.takeBackLost() },
            Duty(name: "assignments", interval: .seconds(1), needsSilence: true) {
                try await self.takeBackUnstarted()
            },
            Duty(name: "overrides", interval: .milliseconds(500)) { try await self.expireOverrides() },
            Duty(name: "counts", interval: .seconds(1)) { try await self.store.compactCounts() },
            Duty(name: "partitions", interval: .seconds(60)) { try await self.prepareHistory() },
            Duty(name: "retention", interval: .seconds(600)) { try await self.sweepHistory() },
            Duty(name: "queues", interval: .seconds(2)) {
                for name in try await self.store.removeDrainedQueues() {
                    self.logger.info("drained queue removed", metadata: ["queue": "\(name)"])
                }
                _ = try await self.store.deadLetterStranded()
            },
            Duty(name: "redrives", interval: .zero) {
                try await RedriveDuty(store: self.store, wakeUps: self.wakeUps, logger: self.logger).run()
            },
            Duty(name: "old redrives", interval: .seconds(60)) { try await self.store.removeOldRedrives() },
        ]
    }

    private func renew(_ leadership: Leadership) async {
        let wasLeader = leadership.isHeld
        let asked = ContinuousClock.now
        do {
            let term = try await store.acquireLease(
                Monitors.leaseName, holder: identity.id, duration: Leadership.leaseDuration)
            leadership.update(term, asked: asked)
            guard leadership.isHeld != wasLeader else { return }
            logger.info(
                wasLeader ? "another server runs the monitors now" : "runs the monitors now",
                metadata: ["epoch": "\(term?.epoch ?? 0)"])
        } catch {
            leadership.update(nil, asked: asked)
            if wasLeader { logger.warning("monitors pause", metadata: ["error": "\(error)"]) }
        }
    }

    private func promote() async throws -> Bool {
        let ready = try await store.promoteDue(limit: 1000)
        await wakeUps.ready(ready)
        return ready.count == 1000
    }

    private func findLostWorkers() async throws {
        for worker in try await store.markSilentWorkers(timeout: intervals.heartbeatTimeout) {
            logger.warning("worker is silent, its jobs are taken back", metadata: ["worker": "\(worker)"])
        }
        try await takeBackLost()
    }

    private func takeBackLost() async throws {
        while case let leases = try await store.lostLeases(limit: 1000), !leases.isEmpty {
            let outcome = try await store.fail(
                leases.map {
                    Failure(lease: $0, end: .workerLost, message: "the worker that ran it was lost")
                })
            logger.warning("jobs of lost workers taken back", metadata: ["count": "\(leases.count)"])
            await wakeUps.freed(outcome.freed)
            await wakeUps.ready(outcome.ready)
        }
    }

    private func takeBackUnstarted() async throws {
        let leases = try await store.unstartedLeases(timeout: intervals.assignmentTimeout, limit: 1000)
        guard !leases.isEmpty else { return }
        let outcome = try await store.fail(
            leases.map { Failure(lease: $0, end: .released, message: "not started in time") },
            reason: .assignmentTimeout)
        logger.warning("assignments timed out", metadata: ["count": "\(leases.count)"])
        await wakeUps.freed(outcome.freed)
        await wakeUps.ready(outcome.ready)
    }
}

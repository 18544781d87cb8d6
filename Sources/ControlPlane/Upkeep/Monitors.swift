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
/// counts. Each task is apart from the others: one that fails is logged and tried again at its next turn.
struct Monitors: Service {
    static let leaseName = "monitors"
    /// The lease is renewed every second; when that takes longer than this, the database or this process was away.
    private static let longestPause = Duration.seconds(3)

    let store: JobQueueStore
    let identity: ServerIdentity
    let wakeUps: WakeUps
    let intervals: MonitorIntervals
    let logger: Logger

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.lead() }
                try await group.waitForAll()
            }
        } onGracefulShutdown: {
        }
    }

    private func lead() async throws {
        var duties = duties()
        var renewAt = ContinuousClock.now
        var isLeader = false
        // Nobody can be heard while the database, or every server, is away: silence counts from the end of a gap.
        var listensSince: ContinuousClock.Instant?
        var answeredAt: ContinuousClock.Instant?
        for await now in Ticker(every: intervals.tick).cancelOnGracefulShutdown() {
            if now >= renewAt {
                let term = await renew(wasLeader: isLeader)
                isLeader = term?.holder == identity.id
                let isGap = answeredAt.map { $0.duration(to: .now) > Monitors.longestPause } ?? true
                answeredAt = term == nil ? nil : .now
                listensSince = term == nil ? nil : isGap ? .now : listensSince
                renewAt = now + .seconds(1)
            }
            guard isLeader else { continue }
            let knowsSilence = listensSince.map { now >= $0 + intervals.heartbeatTimeout } ?? false
            for index in duties.indices where now >= duties[index].due {
                if duties[index].needsSilence, !knowsSilence { continue }
                duties[index].due = now + duties[index].interval
                await perform(duties[index])
            }
        }
        do { try await store.releaseLease(Monitors.leaseName, holder: identity.id) } catch {
            logger.debug("cannot release the monitors' lease", metadata: ["error": "\(error)"])
        }
    }

    private struct Duty {
        var name: String
        var interval: Duration
        /// Goes by what workers did not say.
        var needsSilence = false
        var due = ContinuousClock.now
        var work: @Sendable () async throws -> Void
    }

    private func duties() -> [Duty] {
        let waits = WaitKeeping(store: store, wakeUps: wakeUps)
        let schedules = ScheduleFiring(store: store, wakeUps: wakeUps, logger: logger)
        return [
            Duty(name: "schedules", interval: .zero) { try await schedules.look() },
            Duty(name: "promote", interval: .zero) { try await self.promote() },
            Duty(name: "waits", interval: .zero) { try await waits.release() },
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

    private func perform(_ duty: Duty) async {
        do { try await duty.work() } catch {
            logger.warning("monitor failed", metadata: ["monitor": "\(duty.name)", "error": "\(error)"])
        }
    }

    /// Whose term it is now; nil when the database does not answer.
    private func renew(wasLeader: Bool) async -> LeaderTerm? {
        do {
            let term = try await store.acquireLease(
                Monitors.leaseName, holder: identity.id, duration: .seconds(5))
            let isLeader = term?.holder == identity.id
            if isLeader != wasLeader {
                logger.info(
                    isLeader ? "runs the monitors now" : "another server runs the monitors now",
                    metadata: ["epoch": "\(term?.epoch ?? 0)"])
            }
            return term
        } catch {
            if wasLeader { logger.warning("monitors pause", metadata: ["error": "\(error)"]) }
            return nil
        }
    }

    private func promote() async throws {
        while true {
            let ready = try await store.promoteDue(limit: 1000)
            await wakeUps.ready(ready)
            if ready.count < 1000 { return }
        }
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

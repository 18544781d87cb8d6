import Cron
import Logging
import PostgresStore
import Resources
import ZoneFiles

/// Lets declared schedules tick, on the server that runs the monitors. It remembers when each one is due next, so that
/// a look while nothing is due costs one small statement. What it remembers carries nothing: the store decides each
/// tick anew, by the stored declaration and its own clock.
actor ScheduleFiring {
    private struct Entry {
        var schedule: DeclaredSchedule
        /// Nil while it cannot tick.
        var times: TickTimes?
        /// When to look again, in microseconds since 1970; nil: not until it is declared anew.
        var next: Int64? = .min
        /// What the clock showed when this was first found due; nil when it is not.
        var noticed: Int64?
        /// What was logged about it last.
        var complaint: String?
    }

    /// Between two turns, changed declarations are read and a server that no longer leads stops.
    static let mostPerTurn = 100

    /// A zone that is missing, or a look that failed, is tried again so much later.
    private static let retryWait: Int64 = 10_000_000
    private static let forgetWait: Int64 = 3_600_000_000

    private let store: JobQueueStore
    private let wakeUps: WakeUps
    private let logger: Logger
    private var entries: [ResourceKey: Entry] = [:]
    private var version: Int64?
    private var forgetAt = Int64.min
    /// When this went on last.
    private var wentOnAt = ContinuousClock.now

    init(store: JobQueueStore, wakeUps: WakeUps, logger: Logger) {
        self.store = store
        self.wakeUps = wakeUps
        self.logger = logger
    }

    /// Looks at schedules that are due, those first that have been due for longest, and at most
    /// ``mostPerTurn`` of them. One that fails holds up no other.
    ///
    /// - Returns: whether more are due.
    func look() async throws(StoreError) -> Bool {
        goOn()
        let clock = try await store.scheduleClock()
        if clock.declarationVersion != version {
            // What is declared after the version was read is found with the next one.
            try await follow(try await store.schedules())
            version = clock.declarationVersion
        }
        let due = entries.compactMap { key, entry in
            entry.next.flatMap { $0 <= clock.now ? (next: $0, key: key) : nil }
        }.sorted { ($0.next, $0.key) < ($1.next, $1.key) }
        for (_, key) in due where entries[key]?.noticed == nil { entries[key]?.noticed = clock.now }
        for (_, key) in due.prefix(Self.mostPerTurn) { try await look(at: key, now: clock.now) }
        if clock.now >= forgetAt {
            try await store.forgetOldTicks()
            forgetAt = clock.now + Self.forgetWait
        }
        return due.count > Self.mostPerTurn
    }

    private func follow(_ schedules: [DeclaredSchedule]) async throws(StoreError) {
        var followed: [ResourceKey: Entry] = [:]
        for schedule in schedules {
            let known = entries[schedule.key]
            followed[schedule.key] =
                if let known, known.schedule == schedule { known } else { Entry(schedule: schedule) }
        }
        entries = followed
    }

    /// Thousands may be due at once: those whose turn comes late are not late for that. But nobody has noticed
    /// anything while this did not go on, or another server led.
    private func goOn() {
        if wentOnAt.duration(to: .now) > .microseconds(ScheduleTicks.punctuality) {
            for key in entries.keys { entries[key]?.noticed = nil }
        }
        wentOnAt = .now
    }

    private func look(at key: ResourceKey, now: Int64) async throws(StoreError) {
        goOn()
        guard var entry = entries[key] else { return }
        let noticed = entry.noticed
        entry.noticed = nil
        do {
            if entry.times == nil { entry.times = try times(of: entry.schedule) }
            guard let times = entry.times else { return }
            guard let look = try await store.look(at: entry.schedule, times: times, noticed: noticed) else {
                // Declared otherwise meanwhile: read it again at the next turn.
                version = nil
                return
            }
            entry.next = look.next
            entry.complaint = nil
            entries[key] = entry
            await tell(look, of: key)
        } catch let error as StoreError {
            if error.code == .unavailable { throw error }
            complain(error.description, about: key, &entry)
            entry.next = now + Self.retryWait
            entries[key] = entry
        } catch {
            let problem = "\(error)"
            if complain(problem, about: key, &entry) {
                try await store.note(problem: problem, of: entry.schedule)
            }
            entry.next = now + Self.retryWait
            entries[key] = entry
        }
    }

    private func times(of schedule: DeclaredSchedule) throws -> TickTimes {
        let usesZone = if case .cron = schedule.spec.timing { true } else { false }
        let zone = usesZone ? try ZoneFiles.rules(named: schedule.spec.timeZone) : .utc
        return try TickTimes(schedule.spec, zone: zone)
    }

    private func tell(_ look: ScheduleLook, of key: ResourceKey) async {
        for tick in look.ticks {
            logger.debug(
                "schedule ticked",
                metadata: [
                    "schedule": "\(key.storedName)", "instant": "\(Timestamp.text(micros: tick.instant))",
                    "job": "\(tick.job.map { "\($0)" } ?? "none: \(tick.reason ?? "")")",
                ])
        }
        await wakeUps.ready(look.ready)
        for worker in look.workersToTell {
            do { try await store.notifyWorker(worker) } catch {
                logger.debug("cannot tell a worker of a cancellation", metadata: ["error": "\(error)"])
            }
        }
    }

    /// - Returns: whether this is news.
    @discardableResult
    private func complain(_ problem: String, about key: ResourceKey, _ entry: inout Entry) -> Bool {
        guard entry.complaint != problem else { return false }
        entry.complaint = problem
        logger.warning(
            "schedule cannot tick", metadata: ["schedule": "\(key.storedName)", "error": "\(problem)"])
        return true
    }
}

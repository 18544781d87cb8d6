import LinuxReactor
import Logging
import PostgresStore

/// Says that jobs became claimable: to this server's dispatcher at once, to the other servers (if there are any) by
/// at most one notification per queue in a few milliseconds, after the commit. NOTIFY takes a lock over the whole
/// database at commit; inside every transaction it would cost two thirds of the throughput.
actor WakeUps: ReactorActor {
    private let store: JobQueueStore
    private let dispatcher: Dispatcher
    private let logger: Logger
    /// A faster way to the other servers; true when all of them listened.
    private let broadcast: (@Sendable (_ queues: [String]) async -> Bool)?
    private var others = false
    private var pending: Set<String> = []
    /// Queues with slots that became free while others may wait for them.
    private var pendingSlots: Set<String> = []
    private var isScheduled = false

    nonisolated var reactor: Reactor { store.reactor }

    init(
        store: JobQueueStore, dispatcher: Dispatcher, logger: Logger,
        broadcast: (@Sendable (_ queues: [String]) async -> Bool)? = nil
    ) {
        self.broadcast = broadcast
        self.store = store
        self.dispatcher = dispatcher
        self.logger = logger
    }

    /// Whether other servers are alive.
    func setOthers(_ alive: Bool) { others = alive }

    func ready(_ jobs: [ReadyJob]) async {
        guard !jobs.isEmpty else { return }
        await dispatcher.ready(jobs)
        guard others else { return }
        for job in jobs { pending.insert(job.queue) }
        scheduleNotification()
    }

    /// Slots of gated queues are free again: this server's dispatcher tries at once, others are told when the queue
    /// was full.
    func freed(_ slots: [FreedSlot]) async {
        guard !slots.isEmpty else { return }
        let full = await dispatcher.freed(slots)
        guard others, !full.isEmpty else { return }
        pendingSlots.formUnion(full)
        scheduleNotification()
    }

    private func scheduleNotification() {
        guard !isScheduled else { return }
        isScheduled = true
        _ = store.reactor.schedule(after: .milliseconds(5)) { Task { await self.notify() } }
    }

    private func notify() async {
        isScheduled = false
        let queues = pending.sorted()
        pending.removeAll(keepingCapacity: true)
        let slots = pendingSlots.sorted()
        pendingSlots.removeAll(keepingCapacity: true)
        do {
            if !queues.isEmpty, await broadcast?(queues) != true {
                try await store.notifyReady(queues: queues)
            }
            if !slots.isEmpty { try await store.notifySlots(queues: slots) }
        } catch {
            logger.debug(
                "cannot wake other servers; their poll will find the jobs", metadata: ["error": "\(error)"])
        }
    }
}

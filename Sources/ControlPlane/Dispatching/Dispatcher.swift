import LinuxReactor
import Lifecycle
import Logging
import PostgresStore
import RedisProjection
import Scheduling

/// Brings claimable jobs and workers with credits together. Runs on the store's reactor, so that a submit, the
/// wake-up and the claim share one thread.
actor Dispatcher: ReactorActor {
    let store: JobQueueStore
    let logger: Logger
    private let batchSize: Int
    var state: DispatchState
    var mailboxes: [JobID: Mailbox<WorkerOrder>] = [:]
    private var isClaiming = false
    /// What happens to gates while a claim through them is under way; nil while none is.
    var passage: Passage?
    /// Claims in a row that got nothing through gates which seemed open.
    var vainPassages = 0
    /// Queues that were claimed from through their gates, or got slots back, since the gates were last asked for.
    var passed: Set<String> = []
    /// Queues whose rate will be looked at again when its window moves.
    var reopening: Set<String> = []
    private(set) var isStopped = false
    private var refilling: Set<String> = []
    var hints: StartHints?
    private var isRetryScheduled = false

    nonisolated var reactor: Reactor { store.reactor }

    init(store: JobQueueStore, batchSize: Int, logger: Logger) {
        self.store = store
        self.batchSize = batchSize
        self.logger = logger
        state = DispatchState()
    }

    var connectedWorkers: [JobID] { Array(mailboxes.keys) }

    /// A worker's stream is open. A newer stream of the same worker takes the place of an older one.
    func connect(
        _ worker: JobID, queues: [String], weights: [String: Int] = [:], mailbox: Mailbox<WorkerOrder>
    ) {
        if isStopped { return mailbox.close() }
        mailboxes.updateValue(mailbox, forKey: worker)?.close()
        state.disconnect(worker)
        state.connect(worker, queues: queues, weights: weights)
        for queue in queues { refill(queue) }
    }

    /// The stream ended; does nothing when a newer one has taken its place.
    func disconnect(_ worker: JobID, mailbox: Mailbox<WorkerOrder>) {
        guard mailboxes[worker] === mailbox else { return }
        mailboxes.removeValue(forKey: worker)
        state.disconnect(worker)
    }

    /// Ends a worker's stream.
    func dismiss(_ worker: JobID) {
        mailboxes.removeValue(forKey: worker)?.close()
        state.disconnect(worker)
    }

    /// The worker's pool serves other queues now.
    func changeQueues(of worker: JobID, to queues: [String], weights: [String: Int] = [:]) {
        guard mailboxes[worker] != nil else { return }
        state.connect(worker, queues: queues, weights: weights)
        for queue in queues { refill(queue) }
        claim()
    }

    func addCredits(_ count: Int, to worker: JobID) {
        state.addCredits(count, to: worker)
        claim()
    }

    func revokeCredits(of worker: JobID) { state.revokeCredits(of: worker) }

    /// Sends a worker an order if its stream is here; false if not.
    @discardableResult
    func tell(_ worker: JobID, _ order: WorkerOrder) -> Bool { mailboxes[worker]?.send(order) ?? false }

    /// Jobs became claimable.
    func ready(_ jobs: [ReadyJob]) {
        for job in jobs { add(job) }
        claim()
    }

    func add(_ job: ReadyJob) {
        state.add(Candidate(rank: job.rank, job: job.id), key: job.key, to: job.queue)
    }

    /// From now on, queues of which these say that a claim would be in vain are left alone for a moment.
    func follow(_ hints: StartHints) { self.hints = hints }

    /// The table of this queue has news; read its head.
    func lookAgain(_ queue: String) {
        if state.serves(queue) { refill(queue) }
    }

    /// Hints may have been lost: read the head of every served queue.
    func lookAtAll() {
        for queue in state.servedQueues { refill(queue) }
    }

    /// The poll: reads the head of every queue for which a worker waits and nothing is known.
    func poll() {
        for queue in state.hungry { refill(queue) }
    }

    /// Claims nothing more and ends all streams; workers reconnect elsewhere.
    func stop() {
        isStopped = true
        for mailbox in mailboxes.values { mailbox.close() }
    }

    func refill(_ queue: String) {
        guard !isStopped, refilling.insert(queue).inserted else { return }
        Task(executorPreference: store.reactor) { await self.read(queue) }
    }

    private func read(_ queue: String) async {
        let limit = 10_000
        do {
            if state.gate(of: queue) == nil { setGates(try await store.gates(of: [queue])) }
            let jobs = try await store.readyJobs(queue: queue, limit: limit)
            for job in jobs { add(job) }
            if jobs.count == limit { try await readKeys(queue) }
            state.noteRefill(of: queue, complete: jobs.count < limit)
        } catch {
            logger.warning(
                "cannot read the ready jobs of a queue", metadata: ["queue": "\(queue)", "error": "\(error)"])
        }
        refilling.remove(queue)
        claim()
    }

    /// Beyond the head that was read, the first jobs of each key, until some can start: a million jobs of one key
    /// do not hide those of another.
    private func readKeys(_ queue: String) async throws {
        let (keys, each) = (500, 20)
        var last: String?
        repeat {
            let jobs = try await store.readyJobsByKey(queue: queue, after: last, keys: keys, each: each)
            for job in jobs { add(job) }
            let isEnd = Set(jobs.map(\.key)).count < keys
            last = isEnd ? nil : jobs.last?.key
        } while last != nil && state.toRefill.contains(queue)
    }

    /// One claim of each kind is under way at a time; whatever gathers meanwhile goes into the next. A claim through
    /// gates may have to wait for another server; the others do not wait for it.
    func claim() {
        guard !isStopped else { return }
        let (ungated, gated) = (!isClaiming, passage == nil && state.hasGates)
        guard ungated || gated else { return }
        var matches = state.take(limit: batchSize, ungated: ungated, gated: gated, except: heldBack())
        if matches.isEmpty {
            for queue in state.toRefill { refill(queue) }
            return
        }
        if gated {
            let passing = matches.filter(\.isGated)
            if !passing.isEmpty {
                matches.removeAll(where: \.isGated)
                passage = Passage(queues: Set(passing.map(\.queue)))
                Task(executorPreference: store.reactor) { await self.pass(passing) }
            }
        }
        guard !matches.isEmpty else { return }
        isClaiming = true
        Task(executorPreference: store.reactor) {
            await self.perform(matches)
            await self.finishClaim()
        }
    }

    private func finishClaim() {
        isClaiming = false
        claim()
    }

    private func perform(_ matches: [Match]) async {
        // Credits belong to a stream. A worker that reconnects meanwhile gives new ones.
        let streams = mailboxes
        let claims: [ClaimedJob]
        do {
            claims = try await store.claim(
                matches.map { ($0.job, $0.worker) }, queues: Array(Set(matches.map(\.queue))))
        } catch {
            await recover(matches, from: error, streams)
            return
        }
        await deliver(claims, streams)
        guard claims.count < matches.count else { return }
        returnCredits(matches, claims: claims, streams)
        await learnGates(matches, claims: claims)
    }

    func recover(_ matches: [Match], from error: StoreError, _ streams: [JobID: Mailbox<WorkerOrder>]) async {
        logger.warning("claim failed", metadata: ["jobs": "\(matches.count)", "error": "\(error)"])
        await takeBack(matches)
        returnCredits(matches, claims: [], streams)
        for match in matches { putBack(match) }
    }

    func putBack(_ match: Match) {
        state.add(Candidate(rank: match.rank, job: match.job), key: match.key, to: match.queue)
    }

    /// A claim whose answer was lost may have been committed: gives back what it took, as soon as the database
    /// answers again. Nothing could be claimed before that anyway.
    private func takeBack(_ matches: [Match]) async {
        while !isStopped {
            await pause(.milliseconds(200))
            do {
                let leases = try await store.undelivered(matches.map(\.job), workers: matches.map(\.worker))
                let failures = leases.map {
                    Failure(lease: $0, end: .released, message: "the claim's answer was lost")
                }
                _ = try await store.fail(failures)
                return
            } catch {
                logger.debug("cannot look after a failed claim", metadata: ["error": "\(error)"])
            }
        }
    }

    func deliver(_ claims: [ClaimedJob], _ streams: [JobID: Mailbox<WorkerOrder>]) async {
        var homeless: [Failure] = []
        for (worker, jobs) in Dictionary(grouping: claims, by: \.worker) {
            if let stream = mailboxes[worker], stream === streams[worker], stream.send(.assign(jobs)) {
                continue
            }
            homeless += jobs.map {
                Failure(
                    lease: Lease(job: $0.id, epoch: $0.leaseEpoch), end: .released,
                    message: "worker went away")
            }
        }
        guard !homeless.isEmpty else { return }
        do {
            let outcome = try await store.fail(homeless)
            freed(outcome.freed)
            ready(outcome.ready)
        } catch {
            logger.warning(
                "cannot give jobs back", metadata: ["jobs": "\(homeless.count)", "error": "\(error)"])
        }
    }

    func returnCredits(
        _ matches: [Match], claims: [ClaimedJob], _ streams: [JobID: Mailbox<WorkerOrder>]
    ) {
        var claimed = Set(claims.map(\.id))
        for match in matches where claimed.remove(match.job) == nil {
            if mailboxes[match.worker] === streams[match.worker] { state.addCredits(1, to: match.worker) }
        }
    }

    /// Queues whose rate is used up, by hearsay. They are asked for again when the hint is over.
    private func heldBack() -> Set<String> {
        guard let empty = hints?.empty() else { return [] }
        if !isRetryScheduled {
            isRetryScheduled = true
            reactor.schedule(after: empty.wait) { self.assumeIsolated { $0.retry() } }
        }
        return empty.queues
    }

    private func retry() {
        isRetryScheduled = false
        claim()
    }

    /// Only queues with a gate have a rate.
    func note(_ claims: [ClaimedJob], of matches: [Match], to hints: StartHints) {
        let claimed = Set(claims.map(\.id))
        var counts: [String: Int] = [:]
        for match in matches where claimed.contains(match.job) { counts[match.queue, default: 0] += 1 }
        hints.started(counts)
    }

    private func pause(_ duration: Duration) async {
        await withCheckedContinuation { continuation in
            _ = store.reactor.schedule(after: duration) { continuation.resume() }
        }
    }
}

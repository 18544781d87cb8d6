import HeapModule
public import Lifecycle

/// One job for one worker, to be claimed.
public struct Match: Hashable, Sendable {
    /// Names the job to claim.
    public var job: JobID
    /// 9 - priority, to put the job back where it was when the claim fails.
    public var rank: Int16
    /// Stored name of the queue that the job waits in.
    public var queue: String
    /// Names the worker; one of its credits is spent on this match.
    public var worker: JobID
    /// The job's concurrency key.
    public var key: String?
    /// The queue has a gate; the claim must pass it.
    public var isGated: Bool
}

/// Who waits for what: claimable jobs by queue, workers with their credits. Decides what to claim for whom; claims
/// nothing itself.
///
/// No worker ever gets more than it asked for: a match takes a credit, and a claim that failed gives it back.
public struct DispatchState: Sendable {
    struct Member {
        var queues: Set<String>
        /// Names the turns that it shares with the others of its pool; nil: priorities decide over all queues.
        var pool: WeightedPool?
        var credits = 0
    }

    struct WeightedPool: Hashable {
        var queues: Set<String>
        var weights: [String: Int]
    }

    var queues: [String: ReadyQueue] = [:]
    private var workers: [JobID: Member] = [:]
    /// Queues with candidates; what `take` looks at.
    private var stocked: Set<String> = []
    private var pools: [WeightedPool: WeightedTurns] = [:]
    /// Queues here that have a gate.
    var gated: Set<String> = []
    private let capacityPerQueue: Int

    /// - Parameter capacityPerQueue: most candidates kept of one queue.
    public init(capacityPerQueue: Int = 200_000) { self.capacityPerQueue = capacityPerQueue }

    /// A worker appeared, or serves other queues now. Its credits stay.
    ///
    /// - Parameter weights: shares of the worker's turns by queue; a queue left out has 1. Empty: no shares, the
    ///   best job of all queues goes first.
    public mutating func connect(
        _ worker: JobID, queues names: some Sequence<String>, weights: [String: Int] = [:]
    ) {
        let names = Set(names)
        let before = workers[worker]
        for name in before?.queues.subtracting(names) ?? [] { queues[name]?.waiting.remove(worker) }
        let pool = weights.isEmpty ? nil : WeightedPool(queues: names, weights: weights)
        workers[worker] = Member(queues: names, pool: pool, credits: before?.credits ?? 0)
        if let pool, pools[pool] == nil { pools[pool] = WeightedTurns(weights: weights) }
        if before?.pool != pool { forgetPool(before?.pool) }
        for name in names where queues[name] == nil {
            queues[name] = ReadyQueue(capacity: capacityPerQueue)
        }
        if let credits = before?.credits, credits > 0 { enlist(worker) }
    }

    /// A worker went away; its credits are void.
    public mutating func disconnect(_ worker: JobID) {
        guard let member = workers.removeValue(forKey: worker) else { return }
        for name in member.queues { queues[name]?.waiting.remove(worker) }
        forgetPool(member.pool)
    }

    /// The worker takes so many more jobs.
    public mutating func addCredits(_ count: Int, to worker: JobID) {
        guard count > 0, workers[worker] != nil else { return }
        workers[worker]?.credits += count
        enlist(worker)
    }

    /// The worker takes no more jobs until it gives credits again.
    public mutating func revokeCredits(of worker: JobID) { workers[worker]?.credits = 0 }

    /// Credits that a worker has left; nil when it is not connected.
    public func credits(of worker: JobID) -> Int? { workers[worker]?.credits }

    /// A job may be claimed. Ignored for queues that no worker here serves: the table keeps it.
    public mutating func add(_ candidate: Candidate, key: String? = nil, to queue: String) {
        guard queues[queue] != nil else { return }
        queues[queue]?.insert(candidate, key: key)
        stocked.insert(queue)
    }

    /// The head of the ready table was added; `complete` when there was no more.
    public mutating func noteRefill(of queue: String, complete: Bool) {
        queues[queue]?.noteRefill(complete: complete)
    }

    /// Queues that have nothing to give although a worker waits and no gate is shut: their table rows should be
    /// read.
    public var hungry: [String] {
        queues.filter { $0.value.hasNoOffer && $0.value.isOpen && !$0.value.waiting.isEmpty }.map(\.key)
    }

    /// Queues that have nothing to give and are known to have more in the table.
    public var toRefill: [String] {
        queues.filter {
            $0.value.hasNoOffer && $0.value.isPartial && !$0.value.isReadInVain && $0.value.isOpen
                && !$0.value.waiting.isEmpty
        }
        .map(\.key)
    }

    /// Some worker here serves this queue, or did: a queue that was served once is remembered.
    public func serves(_ queue: String) -> Bool { queues[queue] != nil }

    /// Queues that a worker connected for since the start, in no order; they stay when it leaves.
    public var servedQueues: [String] { Array(queues.keys) }

    /// Candidates that wait here.
    public var stock: Int { stocked.reduce(0) { $0 + (queues[$1]?.count ?? 0) } }

    /// Up to `limit` matches: always the best job of all queues for which some worker has a credit and whose gate is
    /// open, workers in turn. A worker of a pool with weights gets its job from the queue whose turn it is there.
    ///
    /// - Parameters:
    ///   - ungated: whether queues without a gate may give.
    ///   - gated: whether queues with a gate may.
    ///   - held: queues that keep their candidates.
    public mutating func take(
        limit: Int, ungated: Bool = true, gated: Bool = true, except held: Set<String> = []
    ) -> [Match] {
        var heads = Heap<Head>()
        var givers: Set<String> = []
        for name in stocked where self.gated.contains(name) ? gated : ungated {
            guard let first = queues[name]?.first() else {
                if queues[name]?.isEmpty != false { stocked.remove(name) }
                continue
            }
            if held.contains(name) { continue }
            if !pools.isEmpty { givers.insert(name) }
            if queues[name]?.waiting.isEmpty == false { heads.insert(Head(candidate: first, queue: name)) }
        }
        var matches: [Match] = []
        while matches.count < limit, let head = heads.popMin() {
            guard let first = queues[head.queue]?.first() else { continue }
            // A worker of a pool may have taken from this queue in the turn of another.
            guard first == head.candidate else {
                heads.insert(Head(candidate: first, queue: head.queue))
                continue
            }
            guard let worker = nextWorker(for: head.queue),
                let giver = giver(to: worker, best: head.queue, among: &givers),
                let next = queues[giver]?.popFirst()
            else { continue }
            matches.append(
                Match(
                    job: next.candidate.job, rank: next.candidate.rank, queue: giver, worker: worker,
                    key: next.key,
                    isGated: self.gated.contains(giver)))
            workers[worker]?.credits -= 1
            if let credits = workers[worker]?.credits, credits > 0 { queues[head.queue]?.waiting.add(worker) }
            if let next = queues[head.queue]?.first() {
                heads.insert(Head(candidate: next, queue: head.queue))
            }
        }
        return matches
    }

    /// The queue that a worker's next job comes from: the one with the best job, or the one whose turn it is in the
    /// worker's pool.
    private mutating func giver(to worker: JobID, best: String, among givers: inout Set<String>) -> String? {
        guard let pool = workers[worker]?.pool else { return best }
        for name in pool.queues where givers.contains(name) && queues[name]?.first() == nil {
            givers.remove(name)
        }
        return pools[pool]?.next(among: pool.queues.intersection(givers)) ?? best
    }

    private mutating func nextWorker(for queue: String) -> JobID? {
        while let worker = queues[queue]?.waiting.next() {
            if let member = workers[worker], member.credits > 0 { return worker }
        }
        return nil
    }

    private mutating func enlist(_ worker: JobID) {
        guard let member = workers[worker] else { return }
        for name in member.queues { queues[name]?.waiting.add(worker) }
    }

    private mutating func forgetPool(_ pool: WeightedPool?) {
        guard let pool, !workers.values.contains(where: { $0.pool == pool }) else { return }
        pools[pool] = nil
    }
}

private struct Head: Comparable {
    var candidate: Candidate
    var queue: String

    static func < (left: Head, right: Head) -> Bool {
        left.candidate == right.candidate ? left.queue < right.queue : left.candidate < right.candidate
    }
}

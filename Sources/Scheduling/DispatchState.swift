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
}

/// Who waits for what: claimable jobs by queue, workers with their credits. Decides what to claim for whom; claims
/// nothing itself.
///
/// No worker ever gets more than it asked for: a match takes a credit, and a claim that failed gives it back.
public struct DispatchState: Sendable {
    struct Member {
        var queues: Set<String>
        var credits = 0
    }

    private var queues: [String: ReadyQueue] = [:]
    private var workers: [JobID: Member] = [:]
    /// Queues with candidates; what `take` looks at.
    private var stocked: Set<String> = []
    /// Also of queues that no worker here serves yet.
    private var paused: Set<String> = []
    private let capacityPerQueue: Int

    /// - Parameter capacityPerQueue: most candidates kept of one queue.
    public init(capacityPerQueue: Int = 200_000) { self.capacityPerQueue = capacityPerQueue }

    /// A worker appeared, or serves other queues now. Its credits stay.
    public mutating func connect(_ worker: JobID, queues names: some Sequence<String>) {
        let names = Set(names)
        let before = workers[worker]
        for name in before?.queues.subtracting(names) ?? [] { queues[name]?.waiting.remove(worker) }
        workers[worker] = Member(queues: names, credits: before?.credits ?? 0)
        for name in names where queues[name] == nil {
            queues[name] = ReadyQueue(capacity: capacityPerQueue)
            queues[name]?.isPaused = paused.contains(name)
        }
        if let credits = before?.credits, credits > 0 { enlist(worker) }
    }

    /// A worker went away; its credits are void.
    public mutating func disconnect(_ worker: JobID) {
        guard let member = workers.removeValue(forKey: worker) else { return }
        for name in member.queues { queues[name]?.waiting.remove(worker) }
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
    public mutating func add(_ candidate: Candidate, to queue: String) {
        guard queues[queue] != nil else { return }
        queues[queue]?.insert(candidate)
        stocked.insert(queue)
    }

    /// The head of the ready table was added; `complete` when there was no more.
    public mutating func noteRefill(of queue: String, complete: Bool) {
        queues[queue]?.noteRefill(complete: complete)
    }

    /// A paused queue keeps its candidates and gives none.
    public mutating func setPaused(_ isPaused: Bool, queue: String) {
        queues[queue]?.isPaused = isPaused
        if isPaused { paused.insert(queue) } else { paused.remove(queue) }
    }

    /// Queues whose stock is used up although a worker waits: their table rows should be read.
    public var hungry: [String] {
        queues.filter { $0.value.isEmpty && !$0.value.isPaused && !$0.value.waiting.isEmpty }.map(\.key)
    }

    /// Queues that ran empty and are known to have more in the table.
    public var toRefill: [String] {
        queues.filter {
            $0.value.isEmpty && $0.value.isPartial && !$0.value.isPaused && !$0.value.waiting.isEmpty
        }
        .map(\.key)
    }

    /// Some worker here serves this queue, or did: a queue that was served once is remembered.
    public func serves(_ queue: String) -> Bool { queues[queue] != nil }

    /// Queues that a worker connected for since the start, in no order; they stay when it leaves.
    public var servedQueues: [String] { Array(queues.keys) }

    /// Candidates that wait here.
    public var stock: Int { stocked.reduce(0) { $0 + (queues[$1]?.count ?? 0) } }

    /// Up to `limit` matches: always the best job of all queues for which some worker has a credit, workers in turn.
    public mutating func take(limit: Int) -> [Match] {
        var heads = Heap<Head>()
        for name in stocked {
            guard let queue = queues[name], let first = queue.first else {
                stocked.remove(name)
                continue
            }
            if !queue.isPaused, !queue.waiting.isEmpty { heads.insert(Head(candidate: first, queue: name)) }
        }
        var matches: [Match] = []
        while matches.count < limit, let head = heads.popMin() {
            guard let worker = nextWorker(for: head.queue), let candidate = queues[head.queue]?.popFirst()
            else {
                continue
            }
            matches.append(Match(job: candidate.job, rank: candidate.rank, queue: head.queue, worker: worker))
            workers[worker]?.credits -= 1
            if let credits = workers[worker]?.credits, credits > 0 { queues[head.queue]?.waiting.add(worker) }
            if let next = queues[head.queue]?.first { heads.insert(Head(candidate: next, queue: head.queue)) }
        }
        return matches
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
}

private struct Head: Comparable {
    var candidate: Candidate
    var queue: String

    static func < (left: Head, right: Head) -> Bool {
        left.candidate == right.candidate ? left.queue < right.queue : left.candidate < right.candidate
    }
}

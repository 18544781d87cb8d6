import Lifecycle
import Scheduling

/// What a dispatcher does, in the most obvious way: everything in plain lists, searched from the start.
struct DispatchModel {
    struct Queue {
        var jobs: [Candidate] = []
        var isPartial = false
    }

    let capacity: Int
    private(set) var queues: [String: Queue] = [:]
    private var paused: Set<String> = []
    private(set) var served: [JobID: Set<String>] = [:]
    private(set) var credits: [JobID: Int] = [:]

    init(capacity: Int) { self.capacity = capacity }

    mutating func connect(_ worker: JobID, queues names: [String]) {
        served[worker] = Set(names)
        credits[worker, default: 0] += 0
        for name in names where queues[name] == nil { queues[name] = Queue() }
    }

    mutating func disconnect(_ worker: JobID) {
        served[worker] = nil
        credits[worker] = nil
    }

    mutating func addCredits(_ count: Int, to worker: JobID) {
        if let before = credits[worker] { credits[worker] = before + count }
    }

    mutating func revokeCredits(of worker: JobID) { if credits[worker] != nil { credits[worker] = 0 } }

    mutating func add(_ candidate: Candidate, to name: String) {
        guard var queue = queues[name], !queue.jobs.contains(where: { $0.job == candidate.job }) else {
            return
        }
        queue.jobs.append(candidate)
        queue.jobs.sort()
        if queue.jobs.count > capacity {
            queue.jobs.removeLast()
            queue.isPartial = true
        }
        queues[name] = queue
    }

    mutating func noteRefill(of name: String, complete: Bool) { queues[name]?.isPartial = !complete }
    mutating func setPaused(_ isPaused: Bool, queue: String) {
        if isPaused, queues[queue] != nil { paused.insert(queue) } else { paused.remove(queue) }
    }

    /// Workers that would take a job of this queue now.
    func takers(of name: String) -> Set<JobID> {
        Set(served.filter { $0.value.contains(name) && credits[$0.key, default: 0] > 0 }.keys)
    }

    /// The best job that anybody may take, and its queue.
    var best: (candidate: Candidate, queue: String)? {
        queues.filter { !paused.contains($0.key) && !takers(of: $0.key).isEmpty }
            .compactMap { name, queue in queue.jobs.first.map { ($0, name) } }
            .min { ($0.0, $0.1) < ($1.0, $1.1) }
    }

    /// The worker takes the best job. False when it must not.
    mutating func give(_ match: Match) -> Bool {
        guard let best, best.candidate == Candidate(rank: match.rank, job: match.job),
            best.queue == match.queue,
            takers(of: match.queue).contains(match.worker)
        else { return false }
        queues[match.queue]?.jobs.removeFirst()
        credits[match.worker, default: 0] -= 1
        return true
    }

    /// Queues that should be read again because a worker would take more of them.
    var toRefill: Set<String> {
        Set(queues.filter { $0.value.jobs.isEmpty && $0.value.isPartial && !paused.contains($0.key) }.keys)
            .filter { !takers(of: $0).isEmpty }
    }
}

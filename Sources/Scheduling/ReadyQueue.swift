import HeapModule
import Lifecycle

/// The claimable jobs of one queue that this server knows, best first, bounded in number.
///
/// A cache: the ready table is the truth. Beyond the bound the worst candidates are dropped and `isPartial` says
/// that the table holds more.
struct ReadyQueue {
    private var heap = Heap<Candidate>()
    private var known: Set<JobID> = []
    let capacity: Int
    /// The ready table may hold jobs that are not here.
    private(set) var isPartial = false
    var isPaused = false
    /// Workers that serve this queue and may have credits, in turn. May hold stale entries.
    var waiting = Turns()

    init(capacity: Int) { self.capacity = capacity }

    var isEmpty: Bool { heap.isEmpty }
    var count: Int { heap.count }
    var first: Candidate? { heap.min }

    /// Adds a candidate unless it is here already; drops the worst one when full.
    mutating func insert(_ candidate: Candidate) {
        guard known.insert(candidate.job).inserted else { return }
        heap.insert(candidate)
        if heap.count > capacity, let worst = heap.popMax() {
            known.remove(worst.job)
            isPartial = true
        }
    }

    mutating func popFirst() -> Candidate? {
        guard let candidate = heap.popMin() else { return nil }
        known.remove(candidate.job)
        return candidate
    }

    /// The ready table was read from its head, up to its end (`complete`) or up to a limit.
    mutating func noteRefill(complete: Bool) { isPartial = !complete }
}

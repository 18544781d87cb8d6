import DequeModule
import Lifecycle

/// Workers in turn: each gets one job, then goes to the back.
struct Turns {
    private var order = Deque<JobID>()
    private var members: Set<JobID> = []

    var isEmpty: Bool { order.isEmpty }

    mutating func add(_ worker: JobID) {
        if members.insert(worker).inserted { order.append(worker) }
    }

    mutating func next() -> JobID? {
        guard let worker = order.popFirst() else { return nil }
        members.remove(worker)
        return worker
    }

    mutating func remove(_ worker: JobID) {
        guard members.remove(worker) != nil else { return }
        order.removeAll { $0 == worker }
    }
}

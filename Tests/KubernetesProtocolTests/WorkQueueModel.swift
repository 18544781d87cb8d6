import KubernetesProtocol

/// A work queue in the most obvious way: lists that are searched from the start. It knows what may be given
/// out, not the exact order of turns of starved lanes.
struct WorkQueueModel {
    typealias Instant = ContinuousClock.Instant

    private(set) var waiting: [(key: Int, lane: WorkLane)] = []
    private(set) var hands: [Int: WorkLane] = [:]
    private var again: [Int: WorkLane] = [:]
    private(set) var delayed: [Int: (due: Instant, lane: WorkLane)] = [:]
    private(set) var heldUntil: Instant?
    private var trial: Int?
    private var isTrying = false

    mutating func add(_ key: Int, _ lane: WorkLane) {
        if hands[key] != nil {
            again[key] = min(again[key] ?? lane, lane)
        } else if let index = waiting.firstIndex(where: { $0.key == key }) {
            guard lane < waiting[index].lane else { return }
            waiting.remove(at: index)
            waiting.append((key, lane))
        } else {
            waiting.append((key, lane))
        }
    }

    mutating func delay(_ key: Int, until due: Instant, _ lane: WorkLane) {
        let known = delayed[key]
        delayed[key] = (min(known?.due ?? due, due), min(known?.lane ?? lane, lane))
    }

    mutating func addThoseDue(at now: Instant) {
        let due = delayed.filter { $0.value.due <= now }
        // The machine breaks ties of equal times by age; the tests give no two keys the same time.
        for (key, entry) in due.sorted(by: { $0.value.due < $1.value.due }) {
            delayed[key] = nil
            add(key, entry.lane)
        }
    }

    /// The keys of one lane in their order.
    func line(_ lane: WorkLane) -> [Int] { waiting.filter { $0.lane == lane }.map(\.key) }

    mutating func allowance(at now: Instant) -> Int {
        if let heldUntil {
            if now < heldUntil { return 0 }
            self.heldUntil = nil
            isTrying = true
            trial = nil
        }
        return isTrying ? (trial == nil ? 1 : 0) : .max
    }

    mutating func take(_ key: Int) {
        guard let index = waiting.firstIndex(where: { $0.key == key }) else { return }
        hands[key] = waiting.remove(at: index).lane
        if isTrying { trial = key }
    }

    mutating func done(_ key: Int) {
        guard hands.removeValue(forKey: key) != nil else { return }
        if isTrying, trial == key {
            isTrying = false
            trial = nil
        }
        if let lane = again.removeValue(forKey: key) { add(key, lane) }
    }

    mutating func putBack(_ keys: [Int]) {
        for key in keys.reversed() {
            guard let lane = hands.removeValue(forKey: key) else { continue }
            if isTrying, trial == key { trial = nil }
            waiting.insert((key, min(lane, again.removeValue(forKey: key) ?? lane)), at: 0)
        }
    }

    mutating func holdBack(until: Instant) {
        heldUntil = max(heldUntil ?? until, until)
        isTrying = false
        trial = nil
    }
}

import HeapModule
import Lifecycle

/// The claimable jobs of one queue that this server knows, best first, bounded in number.
///
/// A cache: the ready table is the truth. Beyond the bound candidates are dropped and `isPartial` says that the
/// table holds more. Within one rank the keys take turns; the jobs without a key are one group of their own.
struct ReadyQueue {
    private var plain = KeyGroup()
    private var keyed: [String: KeyGroup] = [:]
    private var turns = KeyTurns()
    private var known: Set<JobID> = []
    /// The group that was found greatest when it grew; what is too much goes from it.
    private var greatest: String?
    let capacity: Int
    /// The ready table may hold jobs that are not here.
    private(set) var isPartial = false
    /// The table was read and gave nothing but jobs of keys without a free slot: reading it again is in vain until
    /// one of the groups here is used up. Slots that become free do not change that, for their jobs are here.
    private(set) var isReadInVain = false
    /// A group was used up since the table was read; the read that is under way may have missed its next jobs.
    private var isUsedUp = false
    private(set) var gate: Gate?
    /// Slots that jobs of a key hold, as far as is known here; only while the gate counts them.
    private var held: [String: Int] = [:]
    /// Workers that serve this queue and may have credits, in turn. May hold stale entries.
    var waiting = Turns()

    init(capacity: Int) { self.capacity = capacity }

    var isEmpty: Bool { known.isEmpty }
    var count: Int { known.count }
    /// The gate lets jobs through, whether or not there are any.
    var isOpen: Bool { gate?.isOpen ?? true }
    /// None of the jobs here may be taken. Exact after a look at ``first()``.
    var hasNoOffer: Bool { turns.isEmpty }

    /// Adds a candidate unless it is here already; drops one when full.
    mutating func insert(_ candidate: Candidate, key: String? = nil) {
        guard known.insert(candidate.job).inserted else { return }
        let size = change(key) { group, turns in
            group.heap.insert(candidate)
            if group.rank.map({ candidate.rank < $0 }) ?? true { turns.list(key, &group) }
            return group.heap.count
        }
        if key != nil, size > greatest.map({ keyed[$0]?.heap.count ?? 0 }) ?? 0 { greatest = key }
        if known.count > capacity { dropOne(besides: key, size: size) }
    }

    /// The candidate that is next. Forgets turns that are void, so it changes nothing that could be seen.
    mutating func first() -> Candidate? {
        isOpen ? offer() : nil
    }

    /// The same, whether or not the gate is open.
    private mutating func offer() -> Candidate? {
        while let turn = turns.next {
            if let candidate = candidate(of: turn) { return candidate }
            turns.removeNext()
        }
        return nil
    }

    /// Takes the next candidate, and a slot of its key.
    mutating func popFirst() -> (candidate: Candidate, key: String?)? {
        guard first() != nil, let turn = turns.removeNext() else { return nil }
        let taken = change(turn.key) { group, turns in
            let candidate = group.heap.popMin()
            turns.list(turn.key, &group)
            return candidate
        }
        guard let taken else { return nil }
        known.remove(taken.job)
        gate?.passOne()
        if let key = turn.key, gate?.perKey != nil { held[key, default: 0] += 1 }
        return (taken, turn.key)
    }

    /// The ready table was read from its head, up to its end (`complete`) or up to a limit.
    mutating func noteRefill(complete: Bool) {
        isPartial = !complete
        isReadInVain = offer() == nil && !isEmpty && !isUsedUp
        isUsedUp = false
    }

    // MARK: The gate

    mutating func setGate(_ new: Gate?) {
        let before = gate?.perKey
        gate = new
        if new?.perKey == nil { held.removeAll() }
        if new?.perKey != before {
            isReadInVain = false
            relistAll()
        }
    }

    /// A job of this key holds no slot after all, or no more.
    mutating func release(_ key: String?) {
        guard let key, let count = held[key] else { return }
        setHeld(key, count - 1)
    }

    /// Jobs with these keys hold their slots no more.
    mutating func free(_ keys: [String?]) {
        guard !keys.isEmpty else { return }
        if let free = gate?.free { gate?.free = max(0, free) + keys.count }
        for key in keys { release(key) }
    }

    mutating func setHeld(_ key: String, _ count: Int) {
        guard gate?.perKey != nil else { return }
        held[key] = count > 0 ? count : nil
        if !isParked(key) { relist(key) }
    }

    /// No slot of this key is free; its jobs wait until one is.
    mutating func park(_ key: String) {
        if let perKey = gate?.perKey { held[key] = max(perKey, held[key] ?? 0) }
    }

    /// Keys without a free slot, up to a number.
    func parkedKeys(limit: Int) -> [String] { Array(held.keys.lazy.filter { isParked($0) }.prefix(limit)) }

    /// Forgets what is known about keys beyond a number: the next claim tells.
    mutating func boundKeys(to limit: Int) {
        if held.count > limit { held = held.filter { isParked($0.key) && keyed[$0.key] != nil } }
    }

    private func isParked(_ key: String) -> Bool {
        guard let perKey = gate?.perKey, let count = held[key] else { return false }
        return count >= perKey
    }

    // MARK: Groups

    /// The turn's candidate; nil when the turn is void or its key has no slot.
    private mutating func candidate(of turn: KeyTurns.Turn) -> Candidate? {
        guard let key = turn.key else { return plain.ticket == turn.ticket ? plain.heap.min : nil }
        guard keyed[key]?.ticket == turn.ticket else { return nil }
        guard isParked(key) else { return keyed[key]?.heap.min }
        keyed[key]?.ticket = nil
        return nil
    }

    private mutating func change<Result>(
        _ key: String?, _ body: (inout KeyGroup, inout KeyTurns) -> Result
    ) -> Result {
        guard let key else {
            let result = body(&plain, &turns)
            if plain.heap.isEmpty { noteUsedUp() }
            return result
        }
        let result = body(&keyed[key, default: KeyGroup()], &turns)
        if keyed[key]?.heap.isEmpty == true {
            keyed[key] = nil
            noteUsedUp()
        }
        return result
    }

    private mutating func noteUsedUp() {
        isUsedUp = true
        isReadInVain = false
    }

    private mutating func relist(_ key: String) {
        guard let group = keyed[key], group.ticket == nil else { return }
        turns.list(key, &keyed[key, default: KeyGroup()])
    }

    private mutating func relistAll() {
        for key in keyed.keys { relist(key) }
    }

    /// The greatest group loses its worst, so that one key does not push out the others.
    private mutating func dropOne(besides key: String?, size: Int) {
        isPartial = true
        let rival = greatest.flatMap { keyed[$0]?.heap.count } ?? 0
        var victim = rival > size ? greatest : key
        if plain.heap.count > max(rival, size) { victim = nil }
        let worst = change(victim) { group, turns in
            let worst = group.heap.popMax()
            if group.heap.isEmpty { turns.list(victim, &group) }
            return worst
        }
        if let worst { known.remove(worst.job) }
    }
}

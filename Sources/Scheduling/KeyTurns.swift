import DequeModule
import HeapModule

/// The candidates of one concurrency key.
struct KeyGroup {
    var heap = Heap<Candidate>()
    /// Its turn that counts; nil while it has none.
    var ticket: Int?
    /// The rank under which it stands in line; nil while it does not.
    var rank: Int16? { ticket == nil ? nil : listedRank }
    fileprivate var listedRank: Int16 = 0
}

/// Whose turn it is: the best rank first, and within a rank one key after the other.
struct KeyTurns {
    struct Turn {
        var key: String?
        var ticket: Int
    }

    private var lines: [Deque<Turn>] = []
    private var nextTicket = 0
    private var entries = 0

    var isEmpty: Bool { entries == 0 }

    /// The turn that is next. It may be void.
    var next: Turn? { lines.first { !$0.isEmpty }?.first }

    @discardableResult
    mutating func removeNext() -> Turn? {
        guard let index = lines.firstIndex(where: { !$0.isEmpty }) else { return nil }
        entries -= 1
        return lines[index].popFirst()
    }

    /// The group goes to the end of the line of its best rank; an earlier turn of it is void. An empty group gets
    /// none.
    mutating func list(_ key: String?, _ group: inout KeyGroup) {
        guard let best = group.heap.min else {
            group.ticket = nil
            return
        }
        let index = min(max(Int(best.rank), 0), 99)
        while lines.count <= index { lines.append(Deque()) }
        nextTicket += 1
        group.ticket = nextTicket
        group.listedRank = best.rank
        lines[index].append(Turn(key: key, ticket: nextTicket))
        entries += 1
    }
}

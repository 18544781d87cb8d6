import Resources

/// The objects of one resource, with as much of their past as the limit allows.
struct ObjectCollection: Sendable {
    private(set) var objects: [ObjectName: Value] = [:]
    /// The kept changes, oldest first.
    private(set) var history: [StoredEvent] = []
    /// The newest revision whose predecessor can no longer be told: reading the past at or after it works.
    private(set) var compacted = 0
    /// The revision at which this collection began to be served: a watch cannot begin before it.
    private(set) var opened: Int

    init(openedAt revision: Int = 0) { opened = revision }

    /// Records a change and applies it.
    mutating func record(_ event: StoredEvent, limit: Int) {
        // Not `nil`, which would be a JSON null here: a value can be written as that literal.
        objects[event.name] = event.kind == .deleted ? Value?.none : event.object
        history.append(event)
        // Dropping a quarter at once keeps the cost of forgetting constant per change.
        if history.count > limit + limit / 4 { forget(history.count - limit) }
    }

    /// The oldest revision after which a watch can begin.
    var oldestWatchable: Int { max(compacted, opened) }

    /// Forgets every change up to `revision`.
    mutating func compact(through revision: Int) {
        forget(history.prefix { $0.revision <= revision }.count)
        compacted = max(compacted, revision)
    }

    private mutating func forget(_ count: Int) {
        guard count > 0 else { return }
        compacted = max(compacted, history[count - 1].revision)
        history.removeFirst(count)
    }

    /// The objects as they were after `revision`; nil when that is forgotten.
    func objects(at revision: Int) -> [ObjectName: Value]? {
        guard revision >= compacted else { return nil }
        var past = objects
        for event in history.reversed() {
            if event.revision <= revision { break }
            past[event.name] = event.previous
        }
        return past
    }

    /// The changes after `revision` up to `last`, oldest first.
    func events(after revision: Int, through last: Int) -> ArraySlice<StoredEvent> {
        var low = history.startIndex
        var high = history.endIndex
        while low < high {
            let middle = (low + high) / 2
            if history[middle].revision <= revision { low = middle + 1 } else { high = middle }
        }
        return history[low...].prefix { $0.revision <= last }
    }
}

import Synchronization

/// The faults that are switched on.
public final class FaultPlan: Sendable {
    private struct Entry {
        var number: Int
        var rule: FaultRule
        var seen = 0
        var hits = 0
    }

    private struct State {
        var entries: [Entry] = []
        var last = 0
    }

    private let state = Mutex(State())

    init() {}

    /// Switches a rule on; returns its number.
    @discardableResult
    public func add(_ rule: FaultRule) -> Int {
        state.withLock { state in
            state.last += 1
            state.entries.append(Entry(number: state.last, rule: rule))
            return state.last
        }
    }

    /// Switches one rule off.
    public func remove(_ number: Int) { state.withLock { $0.entries.removeAll { $0.number == number } } }

    /// Switches all rules off.
    public func removeAll() { state.withLock { $0.entries = [] } }

    /// How many requests a rule has hit; 0 for one that is not there.
    public func hits(of number: Int) -> Int {
        state.withLock { $0.entries.first { $0.number == number }?.hits ?? 0 }
    }

    /// The faults that befall a request, in the order of their rules.
    func faults(for request: IncomingRequest, _ target: RequestTarget?) -> [Fault] {
        state.withLock { state in
            var faults: [Fault] = []
            for index in state.entries.indices {
                let rule = state.entries[index].rule
                guard rule.matches(request, target) else { continue }
                state.entries[index].seen += 1
                let number = state.entries[index].seen - rule.skip
                guard number > 0, rule.times.map({ number <= $0 }) ?? true else { continue }
                state.entries[index].hits += 1
                faults.append(rule.fault)
            }
            return faults
        }
    }
}

import Synchronization

/// Holds requests until a test releases them.
public final class FaultGate: Sendable {
    private struct State {
        var isOpen = false
        var held: [@Sendable () -> Void] = []
        var arrivals = 0
        var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// A gate that is closed.
    public init() {}

    /// Lets everything through that is held, and everything that comes.
    public func release() {
        let held = state.withLock { state in
            state.isOpen = true
            defer { state.held = [] }
            return state.held
        }
        for proceed in held { proceed() }
    }

    /// Returns when `count` requests have come to the gate since it was made.
    public func reached(_ count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.arrivals >= count { return true }
                state.waiters.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// Calls `proceed` when the gate is open.
    func pass(_ proceed: @escaping @Sendable () -> Void) {
        let (isOpen, ready) = state.withLock { state in
            state.arrivals += 1
            let ready = state.waiters.filter { $0.count <= state.arrivals }
            state.waiters.removeAll { $0.count <= state.arrivals }
            if !state.isOpen { state.held.append(proceed) }
            return (state.isOpen, ready)
        }
        for waiter in ready { waiter.continuation.resume() }
        if isOpen { proceed() }
    }
}

internal import CLinux
internal import Glibc
internal import Synchronization

/// What other threads, and the reactor itself, hand to the reactor: in order, each once.
final class Inbox: Sendable {
    enum Item {
        case job(UnownedJob)
        case body(@Sendable () -> Void)
    }

    private struct State {
        var items: [Item] = []
        /// The reactor will look at `items` before it sleeps again, so nobody needs to wake it.
        var isAwake = true
        var isClosed = false
    }

    /// Becomes readable when there is something in the inbox of a sleeping reactor.
    let descriptor: Int32
    private let state = Mutex(State())

    init() {
        descriptor = clinux_eventfd_create()
        precondition(descriptor >= 0, "cannot create an eventfd: \(String(cString: strerror(errno)))")
    }

    deinit {
        Glibc.close(descriptor)
    }

    func add(_ item: Item) {
        let mustWake = state.withLock { state in
            state.items.append(item)
            defer { state.isAwake = true }
            return !state.isAwake
        }
        if mustWake { clinux_eventfd_post(descriptor) }
    }

    /// Swaps the waiting items into `items`, which must be empty, so that both arrays keep their capacity.
    func take(into items: inout [Item]) {
        state.withLock { state in
            swap(&state.items, &items)
            state.isAwake = true
        }
    }

    /// Called before the reactor waits: `true` when the inbox is empty and the next `add` will wake it.
    func fallAsleep() -> Bool {
        state.withLock { state in
            guard state.items.isEmpty, !state.isClosed else { return false }
            state.isAwake = false
            return true
        }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        clinux_eventfd_post(descriptor)
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }
}

import Synchronization

/// The number of a watch, which is known only after the stream that it feeds was made, and what ends with
/// it.
final class WatcherNumber: Sendable {
    private struct State {
        var number: Int?
        var cancellations: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())

    func set(_ number: Int) { state.withLock { $0.number = number } }

    /// Has `cancel` called when the watch is forgotten.
    func onForget(_ cancel: @escaping @Sendable () -> Void) {
        state.withLock { $0.cancellations.append(cancel) }
    }

    /// The number, once; cancels what belongs to the watch.
    func forget() -> Int? {
        let (number, cancellations) = state.withLock { state in
            defer { state = State() }
            return (state.number, state.cancellations)
        }
        for cancel in cancellations { cancel() }
        return number
    }
}

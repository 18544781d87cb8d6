import Synchronization

/// Something that happened or not.
final class Flag: Sendable {
    private let state = Atomic(false)
    var isUp: Bool { state.load(ordering: .acquiring) }
    func raise() { state.store(true, ordering: .releasing) }
    func lower() { state.store(false, ordering: .releasing) }
}

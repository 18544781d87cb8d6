import KubernetesProtocol
import KubernetesResources
import KubernetesRuntime
import Resources
import Synchronization

/// Sorts what the reflectors tell: an edit goes to the front of the queue, the first list to its end, and what
/// vanished unseen waits for the next sweep. What the controller wrote itself, a status or a finalizer, is no news;
/// else each write would cause the next.
final class ControllerNews: Sendable {
    private struct State {
        /// What of each object was seen last, as a hash.
        var seen: [ResourceKey: Int] = [:]
        var workerObject: (@Sendable () -> Void)?
        var absence: (@Sendable () -> Void)?
    }

    private let queue: WorkQueue<ResourceKey>
    private let state = Mutex(State())

    init(queue: WorkQueue<ResourceKey>) { self.queue = queue }

    /// - Parameter object: as the cache has it now.
    func take(_ key: ResourceKey, _ change: ReflectorChange<DeclaredObject>, object: DeclaredObject?) {
        if key.kind == .worker {
            state.withLock { $0.workerObject }?()
            return
        }
        switch change {
        case .initial:
            _ = isNews(key, object)
            queue.add(key, lane: .resync)
        case .resync: queue.add(key, lane: .resync)
        case .added, .changed: if isNews(key, object) { queue.add(key, lane: .urgent) }
        case .deleted(_, witnessed: true):
            state.withLock { $0.seen[key] = nil }
            queue.add(key, lane: .urgent)
        case .deleted(_, witnessed: false):
            let sweep = state.withLock { state in
                state.seen[key] = nil
                return state.absence
            }
            sweep?()
        }
    }

    private func isNews(_ key: ResourceKey, _ object: DeclaredObject?) -> Bool {
        let print = object?.declarationHash ?? 0
        let isChanged = state.withLock { state in
            defer { state.seen[key] = print }
            return state.seen[key] != print
        }
        // Somebody took our finalizer off.
        let isLoose = object?.isToBeHeld ?? false
        return isChanged || isLoose
    }

    /// Called when a Worker object changed.
    func onWorkerObject(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.workerObject = body } }

    /// Called when something vanished unseen.
    func onAbsence(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.absence = body } }
}

extension DeclaredObject {
    /// Of everything that reconciling looks at; not of the status and the finalizers.
    fileprivate var declarationHash: Int {
        var hasher = Hasher()
        hasher.combine(uid)
        hasher.combine(generation)
        hasher.combine(isTerminating)
        hasher.combine(isReleased)
        hasher.combine(reconcileAt)
        hasher.combine(resource)
        return hasher.finalize()
    }
}

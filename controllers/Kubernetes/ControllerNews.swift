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
        /// A standby only remembers: its queue would grow with each object that comes and goes.
        var isLeading = false
        var workerObject: (@Sendable () -> Void)?
        var absence: (@Sendable () -> Void)?
    }

    private let queue: WorkQueue<ResourceKey>
    private let state = Mutex(State())

    init(queue: WorkQueue<ResourceKey>) { self.queue = queue }

    /// - Parameter object: as the cache has it now.
    func take(_ key: ResourceKey, _ change: ReflectorChange<DeclaredObject>, object: DeclaredObject?) {
        let isNews = isNews(key, change, object)
        let (isLeading, workerObject, absence) = state.withLock {
            ($0.isLeading, $0.workerObject, $0.absence)
        }
        guard isLeading, isNews else { return }
        if key.kind == .worker {
            workerObject?()
            return
        }
        switch change {
        case .initial, .resync: queue.add(key, lane: .resync)
        case .added, .changed, .deleted(_, witnessed: true): queue.add(key, lane: .urgent)
        case .deleted(_, witnessed: false): absence?()
        }
    }

    /// A term begins, which looks at everything by itself, or ends.
    func lead(_ isLeading: Bool) { state.withLock { $0.isLeading = isLeading } }

    private func isNews(
        _ key: ResourceKey, _ change: ReflectorChange<DeclaredObject>, _ object: DeclaredObject?
    ) -> Bool {
        let print = change.isDeletion ? nil : object?.declarationHash
        let isChanged = state.withLock { state in
            defer { state.seen[key] = print }
            return state.seen[key] != print
        }
        switch change {
        case .initial, .resync, .deleted: return true
        case .added, .changed: break
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

public import Resources

/// What a test does in place of the kubelet: starts and stops what a pod stands for.
public struct PodHooks: Sendable {
    /// Called for each new pod; the pod becomes ready when it returns true, and stays pending else.
    public var start: @Sendable (Value) async -> Bool
    /// Called when a pod is deleted; the pod is gone when it returns.
    public var stop: @Sendable (Value) async -> Void

    /// Hooks that call these.
    public init(
        start: @escaping @Sendable (Value) async -> Bool, stop: @escaping @Sendable (Value) async -> Void
    ) {
        self.start = start
        self.stop = stop
    }
}

/// What happens to a pod.
enum PodEvent: Sendable {
    case start(Value)
    case stop(Value)
}

/// Calls the hooks of pods: for one pod in order, for several at the same time.
actor PodKeeper {
    private let core: ServerCore
    private let hooks: PodHooks
    private var tasks: [String: Task<Void, Never>] = [:]

    init(core: ServerCore, hooks: PodHooks) {
        self.core = core
        self.hooks = hooks
    }

    /// Hears events until the stream ends.
    func run(_ events: AsyncStream<PodEvent>) async {
        for await event in events { hear(event) }
    }

    private func hear(_ event: PodEvent) {
        switch event {
        case .start(let pod):
            let (core, hooks) = (core, hooks)
            tasks[pod.uid] = Task {
                guard await hooks.start(pod) else { return }
                try? core.change { (state) throws(APIFailure) in _ = state.markReady(Self.name(pod)) }
            }
        case .stop(let pod):
            let (core, hooks, started) = (core, hooks, tasks[pod.uid])
            tasks[pod.uid] = Task {
                await started?.value
                await hooks.stop(pod)
                try? core.change { (state) throws(APIFailure) in
                    let live = state.storage.object("pods", Self.name(pod))
                    if live?.uid == pod.uid { state.remove(BuiltInTypes.pods, Self.name(pod)) }
                }
                self.forget(pod.uid)
            }
        }
    }

    private func forget(_ uid: String) { tasks[uid] = nil }

    private static func name(_ pod: Value) -> ObjectName {
        ObjectName(namespace: pod.objectNamespace, name: pod.objectName)
    }
}

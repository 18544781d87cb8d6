/// What a reflector must do next, in the order given.
public enum ReflectorAction: Hashable, Sendable {
    /// Send this list; answer with ``ReflectorInput/page(_:)`` or ``ReflectorInput/requestFailed(_:)``.
    case list(APIRequest)
    /// Open this watch, which is dead after `idleTimeout` without a byte; answer with
    /// ``ReflectorInput/watchOpened``, ``ReflectorInput/events(_:)``, ``ReflectorInput/watchEnded(_:)``.
    case openWatch(APIRequest, idleTimeout: Duration)
    /// Close the watch, open or not; nothing more is expected of it.
    case closeWatch
    /// Send this small list beside the watch; answer with ``ReflectorInput/probeSucceeded`` or
    /// ``ReflectorInput/probeFailed(_:)``. A probe that is still under way when the watch ends is forgotten.
    case probe(APIRequest)
    /// Collect these in a store beside the present one.
    case stage([ObjectEvent])
    /// Forget what was collected.
    case dropStaged
    /// Put what was collected in place of the present store, all at once; what is absent from it is gone.
    case commitStaged
    /// Change the present store.
    case apply([ObjectEvent])
    /// Everything up to this version is in the store now.
    case advance(ResourceVersion)
    /// Hand out all objects of the store again.
    case resync
    /// Tell people.
    case note(ReflectorNote)
}

/// A change of one object.
public enum ObjectEvent: Hashable, Sendable {
    /// It is there, in this state.
    case set(KubernetesObject)
    /// It is gone; this was its last state.
    case remove(KubernetesObject)

    /// The object.
    public var object: KubernetesObject {
        switch self {
        case .set(let object), .remove(let object): object
        }
    }
}

/// An actor that lives on a reactor's thread: calls among such actors and the handles that the reactor watches
/// change no thread.
public protocol ReactorActor: Actor {
    /// The thread that the actor runs on; never changes.
    nonisolated var reactor: Reactor { get }
}

extension ReactorActor {
    /// The reactor, as the actor's executor.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }
}

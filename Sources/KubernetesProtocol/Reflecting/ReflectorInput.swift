/// What happened to a reflector's requests.
public enum ReflectorInput: Sendable {
    /// Begin.
    case start
    /// A page of the list arrived.
    case page(ObjectList)
    /// The list, or the watch before it was open, was not answered with success.
    case requestFailed(ReflectorFailure)
    /// The watch is open.
    case watchOpened
    /// The watch brought these events, in this order.
    case events([WatchEvent])
    /// The watch ended; nil when the server ended it in order.
    case watchEnded(ReflectorFailure?)
    /// The probe was answered.
    case probeSucceeded(ResourceVersion)
    /// The probe was not answered.
    case probeFailed(ReflectorFailure)
    /// The time of ``ReflectorMachine/nextWake`` has come. Harmless at any other time.
    case timer
}

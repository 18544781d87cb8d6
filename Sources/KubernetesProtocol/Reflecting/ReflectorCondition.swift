/// How a reflector is doing.
public enum ReflectorCondition: String, Hashable, Sendable {
    /// The state has not been complete yet, and nothing has failed.
    case starting
    /// The store is complete and follows the server.
    case current
    /// Something failed and is being tried again; the store is as it was.
    case failing
    /// The server does not serve the resource: the definition is missing. This is never an empty list; the
    /// store is as it was.
    case resourceMissing
    /// The rights are missing; the store is as it was.
    case forbidden
}

public import Resources

/// What reconciling said last about one object; its status says it on.
public enum Verdict: Hashable, Sendable {
    /// The database holds what this generation of the object declares.
    case applied(generation: Int64)
    /// The object cannot be understood.
    case invalid(generation: Int64, problems: [Diagnostic])
    /// Understood, and held up: why, and what to do.
    case blocked(generation: Int64, reason: String)
    /// Being deleted, and held until its jobs are where they should be.
    case leaving(generation: Int64, reason: String)
    /// Not applied because of trouble that passes by itself.
    case waiting(generation: Int64, reason: String)

    /// The object's generation that was judged.
    public var generation: Int64 {
        switch self {
        case .applied(let generation), .invalid(let generation, _), .blocked(let generation, _),
            .leaving(let generation, _), .waiting(let generation, _):
            generation
        }
    }
}

/// What becomes of a key after a batch.
public enum KeyOutcome: Hashable, Sendable {
    /// Nothing more to do until something changes.
    case settled
    /// Look again at once: another step follows.
    case again
    /// Look again after this time even if nothing is heard: what is waited for may never be announced.
    case after(Duration)
    /// Trouble: look again, less and less often.
    case backOff(String)
}

/// Something to tell people about an object, as a Kubernetes Event.
public struct ReconcileNote: Hashable, Sendable {
    /// What the object declares.
    public var key: ResourceKey
    /// Something is wrong, else it is for information.
    public var isWarning: Bool
    /// One word in CamelCase.
    public var reason: String
    /// A sentence.
    public var message: String
}

import Resources

/// A change of one object, kept for watches and for reading the past.
struct StoredEvent: Sendable {
    /// What watches call it.
    enum Kind: String, Sendable {
        case added = "ADDED"
        case modified = "MODIFIED"
        case deleted = "DELETED"
    }

    var revision: Int
    var kind: Kind
    var name: ObjectName
    /// The object after the change; for a deletion the last one, with the revision of the deletion.
    var object: Value
    /// The object before; nil for a creation.
    var previous: Value?
}

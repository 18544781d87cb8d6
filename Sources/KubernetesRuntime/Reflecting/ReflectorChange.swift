/// Why a reflector hands out an object's key.
public enum ReflectorChange<Item: Sendable>: Sendable {
    /// It belongs to the state that the reflector began with.
    case initial
    /// It is new.
    case added
    /// It is another version of the same object.
    case changed
    /// It is gone. `last` is what was known of it; `witnessed` tells whether the server reported the deletion,
    /// or the object was only found absent after a gap, or replaced by another one of the same name.
    case deleted(last: Item?, witnessed: Bool)
    /// Nothing happened; it is only time to look again.
    case resync

    /// Whether the object is gone.
    public var isDeletion: Bool {
        if case .deleted = self { true } else { false }
    }
}

public import Resources

/// A value kept as its JSON text, which is about a tenth of the size of its tree. For what is kept of each of very
/// many objects and read now and then.
public struct PackedValue: Hashable, Sendable {
    private let json: [UInt8]

    /// Packs a value.
    public init(_ value: Value) { json = value == .null ? [] : value.canonicalJSON() }

    /// The value, built anew with each call.
    public var value: Value {
        guard !json.isEmpty else { return .null }
        // Nothing but the initializer writes it.
        return (try? Value(json: json)) ?? .null
    }
}

internal import Resources

/// Finds a key that a mapping already has. Few keys are compared one by one, which costs nothing; from many a
/// dictionary is made, so that a large mapping does not take quadratic time.
struct KeySet {
    private static let few = 12
    private var indexes: [String: Int] = [:]

    /// Enters the key that comes after `pairs`. Returns the index of the pair that already has it, if one
    /// does.
    mutating func insert(_ key: String, of pairs: [(key: Node, value: Node)]) -> Int? {
        guard pairs.count >= Self.few else { return pairs.firstIndex { $0.key.text == key } }
        if indexes.isEmpty {
            for (index, pair) in pairs.enumerated() { indexes[pair.key.text ?? ""] = index }
        }
        if let first = indexes[key] { return first }
        indexes[key] = pairs.count
        return nil
    }
}

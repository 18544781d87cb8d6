/// Some of the fields of an object schema, by their index. A schema has at most 64 fields.
struct FieldSet: Sequence, Sendable {
    private var bits: UInt64 = 0

    mutating func insert(_ index: Int) { bits |= 1 << UInt64(index) }

    func contains(_ index: Int) -> Bool { bits >> UInt64(index) & 1 == 1 }

    func subtracting(_ other: FieldSet) -> FieldSet {
        var rest = self
        rest.bits &= ~other.bits
        return rest
    }

    func makeIterator() -> AnyIterator<Int> {
        var rest = bits
        return AnyIterator {
            guard rest != 0 else { return nil }
            defer { rest &= rest - 1 }
            return rest.trailingZeroBitCount
        }
    }
}

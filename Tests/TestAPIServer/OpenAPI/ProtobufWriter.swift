/// Writes fields of a protocol buffer message: just what the OpenAPI document needs.
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    private enum WireType: UInt64 {
        case varint = 0
        case fixed64 = 1
        case delimited = 2
    }

    mutating func string(_ field: UInt64, _ text: String) { delimited(field, Array(text.utf8)) }

    mutating func bool(_ field: UInt64, _ flag: Bool) {
        key(field, .varint)
        bytes.append(flag ? 1 : 0)
    }

    mutating func integer(_ field: UInt64, _ number: Int64) {
        key(field, .varint)
        varint(UInt64(bitPattern: number))
    }

    mutating func double(_ field: UInt64, _ number: Double) {
        key(field, .fixed64)
        let bits = number.bitPattern
        for shift in stride(from: 0, to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
        }
    }

    /// A field that is itself a message.
    mutating func message(_ field: UInt64, _ write: (inout ProtobufWriter) -> Void) {
        var inner = ProtobufWriter()
        write(&inner)
        delimited(field, inner.bytes)
    }

    private mutating func delimited(_ field: UInt64, _ content: [UInt8]) {
        key(field, .delimited)
        varint(UInt64(content.count))
        bytes += content
    }

    private mutating func key(_ field: UInt64, _ type: WireType) { varint(field << 3 | type.rawValue) }

    private mutating func varint(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// Decoding of PostgreSQL's binary forms: most significant byte first. The caller has checked the type,
/// and the server keeps to its lengths; a cell that is too short all the same reads as zero.
enum Binary {
    static func integer<T: FixedWidthInteger>(_ bytes: UnsafeRawBufferPointer) -> T {
        guard bytes.count >= MemoryLayout<T>.size else { return 0 }
        return T(bigEndian: bytes.loadUnaligned(as: T.self))
    }

    static func bool(_ bytes: UnsafeRawBufferPointer) -> Bool { integer(bytes) as UInt8 != 0 }

    static func double(_ bytes: UnsafeRawBufferPointer) -> Double {
        bytes.count == 4 ? Double(Float(bitPattern: integer(bytes))) : Double(bitPattern: integer(bytes))
    }

    static func uuid(_ bytes: UnsafeRawBufferPointer) -> UUIDValue {
        guard bytes.count == 16 else { return UUIDValue(high: 0, low: 0) }
        return UUIDValue(
            high: integer(bytes), low: integer(UnsafeRawBufferPointer(rebasing: bytes.dropFirst(8))))
    }

    /// The elements of an array of any number of dimensions, in storage order; NULL elements are `nil`.
    static func array<T>(
        _ bytes: UnsafeRawBufferPointer, _ decode: (UnsafeRawBufferPointer) -> T
    ) -> [T?] {
        var reader = Reader(rest: bytes)
        let dimensions = reader.next()
        guard dimensions > 0 else { return [] }
        reader.skip(8)  // "has NULLs" and the element type, which the column's type has told
        var count = 1
        for _ in 0..<dimensions {
            count *= Int(reader.next())
            reader.skip(4)  // lower bound
        }
        var elements: [T?] = []
        elements.reserveCapacity(min(count, bytes.count / 4))
        while elements.count < count, !reader.rest.isEmpty {
            let length = reader.next()
            elements.append(length < 0 ? nil : decode(reader.take(Int(length))))
        }
        return elements
    }

    private struct Reader {
        var rest: UnsafeRawBufferPointer

        mutating func next() -> Int32 { Binary.integer(take(4)) }

        mutating func skip(_ count: Int) { _ = take(count) }

        mutating func take(_ count: Int) -> UnsafeRawBufferPointer {
            defer { rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count)) }
            return UnsafeRawBufferPointer(rebasing: rest.prefix(count))
        }
    }
}

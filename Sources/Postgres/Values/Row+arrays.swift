// Arrays of any number of dimensions, read as one sequence. A NULL array reads as an empty one. NULL
// elements are zero, `false` or empty in the plain accessors and `nil` in the `…OrNil` ones.
extension Row {
    /// The elements of an `int2[]`.
    public func int16s(_ column: Int) -> [Int16] { int16sOrNil(column).map { $0 ?? 0 } }

    /// The elements of an `int4[]`.
    public func int32s(_ column: Int) -> [Int32] { int32sOrNil(column).map { $0 ?? 0 } }

    /// The elements of an `int8[]`.
    public func int64s(_ column: Int) -> [Int64] { int64sOrNil(column).map { $0 ?? 0 } }

    /// The elements of a `bool[]`.
    public func bools(_ column: Int) -> [Bool] { boolsOrNil(column).map { $0 ?? false } }

    /// The elements of a `float8[]`.
    public func doubles(_ column: Int) -> [Double] { doublesOrNil(column).map { $0 ?? 0 } }

    /// The elements of a `text[]`.
    public func strings(_ column: Int) -> [String] { stringsOrNil(column).map { $0 ?? "" } }

    /// The elements of a `bytea[]`.
    public func byteStrings(_ column: Int) -> [[UInt8]] { byteStringsOrNil(column).map { $0 ?? [] } }

    /// The elements of an `uuid[]`.
    public func uuids(_ column: Int) -> [UUIDValue] {
        uuidsOrNil(column).map { $0 ?? UUIDValue(high: 0, low: 0) }
    }

    /// The elements of an `int2[]`, `nil` for NULL.
    public func int16sOrNil(_ column: Int) -> [Int16?] {
        elements(column, as: "int2[]", [.int2Array]) { Binary.integer($0) }
    }

    /// The elements of an `int4[]`, `nil` for NULL.
    public func int32sOrNil(_ column: Int) -> [Int32?] {
        elements(column, as: "int4[]", [.int4Array]) { Binary.integer($0) }
    }

    /// The elements of an `int8[]`, `nil` for NULL.
    public func int64sOrNil(_ column: Int) -> [Int64?] {
        elements(column, as: "int8[]", [.int8Array]) { Binary.integer($0) }
    }

    /// The elements of a `bool[]`, `nil` for NULL.
    public func boolsOrNil(_ column: Int) -> [Bool?] {
        elements(column, as: "bool[]", [.boolArray]) { Binary.bool($0) }
    }

    /// The elements of a `float8[]`, `nil` for NULL.
    public func doublesOrNil(_ column: Int) -> [Double?] {
        elements(column, as: "float8[]", [.float8Array]) { Binary.double($0) }
    }

    /// The elements of a `text[]`, `nil` for NULL.
    public func stringsOrNil(_ column: Int) -> [String?] {
        elements(column, as: "text[]", [.textArray, .varcharArray]) { String(decoding: $0, as: UTF8.self) }
    }

    /// The elements of a `bytea[]`, `nil` for NULL.
    public func byteStringsOrNil(_ column: Int) -> [[UInt8]?] {
        elements(column, as: "bytea[]", [.byteaArray]) { Array($0) }
    }

    /// The elements of an `uuid[]`, `nil` for NULL.
    public func uuidsOrNil(_ column: Int) -> [UUIDValue?] {
        elements(column, as: "uuid[]", [.uuidArray]) { Binary.uuid($0) }
    }

    private func elements<T>(
        _ column: Int, as wanted: String, _ types: [PostgresType], _ decode: (UnsafeRawBufferPointer) -> T
    ) -> [T?] {
        cell(column, as: wanted, { types.contains($0) }) { Binary.array($0, decode) } ?? []
    }
}

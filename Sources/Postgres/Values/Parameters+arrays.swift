// One-dimensional arrays, for `unnest($1::uuid[], …)` and `= ANY($1)`. `nil` elements are NULL.
extension Parameters {
    /// Appends an `int2[]`.
    public mutating func append(_ values: [Int16]) { appendArray(values, of: .int2) { $0.write($1) } }

    /// Appends an `int2[]` with NULLs.
    public mutating func append(_ values: [Int16?]) { appendSparse(values, of: .int2) { $0.write($1) } }

    /// Appends an `int4[]`.
    public mutating func append(_ values: [Int32]) { appendArray(values, of: .int4) { $0.write($1) } }

    /// Appends an `int4[]` with NULLs.
    public mutating func append(_ values: [Int32?]) { appendSparse(values, of: .int4) { $0.write($1) } }

    /// Appends an `int8[]`.
    public mutating func append(_ values: [Int64]) { appendArray(values, of: .int8) { $0.write($1) } }

    /// Appends an `int8[]` with NULLs.
    public mutating func append(_ values: [Int64?]) { appendSparse(values, of: .int8) { $0.write($1) } }

    /// Appends a `bool[]`.
    public mutating func append(_ values: [Bool]) { appendArray(values, of: .bool) { $0.write($1) } }

    /// Appends a `bool[]` with NULLs.
    public mutating func append(_ values: [Bool?]) { appendSparse(values, of: .bool) { $0.write($1) } }

    /// Appends a `float8[]`.
    public mutating func append(_ values: [Double]) { appendArray(values, of: .float8) { $0.write($1) } }

    /// Appends a `float8[]` with NULLs.
    public mutating func append(_ values: [Double?]) { appendSparse(values, of: .float8) { $0.write($1) } }

    /// Appends a `text[]`.
    public mutating func append(_ values: [String]) { appendArray(values, of: .text) { $0.write($1) } }

    /// Appends a `text[]` with NULLs.
    public mutating func append(_ values: [String?]) { appendSparse(values, of: .text) { $0.write($1) } }

    /// Appends a `bytea[]`.
    public mutating func append(_ values: [[UInt8]]) { appendArray(values, of: .bytea) { $0.write($1) } }

    /// Appends a `bytea[]` with NULLs.
    public mutating func append(_ values: [[UInt8]?]) { appendSparse(values, of: .bytea) { $0.write($1) } }

    /// Appends a `uuid[]`.
    public mutating func append(_ values: [UUIDValue]) { appendArray(values, of: .uuid) { $0.write($1) } }

    /// Appends a `uuid[]` with NULLs.
    public mutating func append(_ values: [UUIDValue?]) { appendSparse(values, of: .uuid) { $0.write($1) } }

    /// Appends a `timestamptz[]` from microseconds since 1970-01-01 UTC.
    public mutating func append(timestampMicros values: [Int64?]) {
        appendSparse(values, of: .timestamptz) { $0.write(PostgresTime.encode(unixMicros: $1)) }
    }

    private mutating func appendArray<T>(
        _ values: [T], of type: PostgresType, _ write: (inout Parameters, T) -> Void
    ) {
        let start = writeHeader(count: values.count, hasNulls: false, of: type)
        for value in values { writeElement(value, write) }
        slots.append(Slot(start: start, length: bytes.count - start))
    }

    private mutating func appendSparse<T>(
        _ values: [T?], of type: PostgresType, _ write: (inout Parameters, T) -> Void
    ) {
        let start = writeHeader(count: values.count, hasNulls: values.contains { $0 == nil }, of: type)
        for value in values {
            if let value { writeElement(value, write) } else { self.write(Int32(-1)) }
        }
        slots.append(Slot(start: start, length: bytes.count - start))
    }

    /// Dimensions, "has NULLs", element type; then, unless empty, the length and the lower bound.
    private mutating func writeHeader(count: Int, hasNulls: Bool, of type: PostgresType) -> Int {
        let start = bytes.count
        write(Int32(count == 0 ? 0 : 1))
        write(Int32(hasNulls ? 1 : 0))
        write(type.oid)
        if count > 0 {
            write(Int32(clamping: count))
            write(Int32(1))
        }
        return start
    }

    /// The length of an element stands before it and is known only after it.
    private mutating func writeElement<T>(_ value: T, _ write: (inout Parameters, T) -> Void) {
        let place = bytes.count
        self.write(Int32(0))
        write(&self, value)
        let length = UInt32(truncatingIfNeeded: bytes.count - place - 4)
        for byte in 0..<4 { bytes[place + byte] = UInt8(truncatingIfNeeded: length >> (24 - 8 * byte)) }
    }
}

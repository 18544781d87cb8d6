/// One row of a result. Columns are numbered from 0.
///
/// Each accessor reads exactly its own type: `int64` an `int8`, never an `int4`. The type of a column
/// follows from the SQL, not from data; a mismatch is a programming error and ends the process with a
/// message that names statement and column. NULL does follow from data: plain accessors give zero, `false`
/// or empty for it, and the `…OrNil` ones `nil`.
public struct Row: Sendable {
    let result: ResultHandle
    let row: Int32

    /// Whether the cell is NULL.
    public func isNull(_ column: Int) -> Bool {
        cell(column, as: "anything") { _ in true } == nil
    }

    /// An `int2`; 0 for NULL.
    public func int16(_ column: Int) -> Int16 { int16OrNil(column) ?? 0 }
    /// An `int4`; 0 for NULL.
    public func int32(_ column: Int) -> Int32 { int32OrNil(column) ?? 0 }
    /// An `int8`; 0 for NULL.
    public func int64(_ column: Int) -> Int64 { int64OrNil(column) ?? 0 }
    /// A `bool`; `false` for NULL.
    public func bool(_ column: Int) -> Bool { boolOrNil(column) ?? false }
    /// A `float8` or `float4`; 0 for NULL.
    public func double(_ column: Int) -> Double { doubleOrNil(column) ?? 0 }
    /// A text, JSON or enum value; empty for NULL.
    public func string(_ column: Int) -> String { stringOrNil(column) ?? "" }
    /// A `bytea`, or the UTF-8 bytes of a text or JSON value; empty for NULL.
    public func bytes(_ column: Int) -> [UInt8] { bytesOrNil(column) ?? [] }
    /// A `uuid`; all zeros for NULL.
    public func uuid(_ column: Int) -> UUIDValue { uuidOrNil(column) ?? UUIDValue(high: 0, low: 0) }
    /// A `timestamptz` or `timestamp` in microseconds since 1970-01-01 UTC; 0 for NULL,
    /// `Int64.max` and `.min` for `infinity` and `-infinity`.
    public func timestampMicros(_ column: Int) -> Int64 { timestampMicrosOrNil(column) ?? 0 }
}

// MARK: NULL as nil

extension Row {
    /// An `int2`.
    public func int16OrNil(_ column: Int) -> Int16? {
        cell(column, as: "int2", { $0 == .int2 }) { Binary.integer($0) }
    }

    /// An `int4`.
    public func int32OrNil(_ column: Int) -> Int32? {
        cell(column, as: "int4", { $0 == .int4 }) { Binary.integer($0) }
    }

    /// An `int8`.
    public func int64OrNil(_ column: Int) -> Int64? {
        cell(column, as: "int8", { $0 == .int8 }) { Binary.integer($0) }
    }

    /// A `bool`.
    public func boolOrNil(_ column: Int) -> Bool? {
        cell(column, as: "bool", { $0 == .bool }) { Binary.bool($0) }
    }

    /// A `float8` or `float4`.
    public func doubleOrNil(_ column: Int) -> Double? {
        cell(column, as: "float8", { $0 == .float8 || $0 == .float4 }) { Binary.double($0) }
    }

    /// A text, JSON or enum value.
    public func stringOrNil(_ column: Int) -> String? {
        withBytesOrNil(column, as: "text", { $0.isTextual || $0 == .jsonb }) {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// A `bytea`, or the UTF-8 bytes of a text or JSON value.
    public func bytesOrNil(_ column: Int) -> [UInt8]? {
        withBytesOrNil(column, as: "bytea", { $0 == .bytea || $0.isTextual || $0 == .jsonb }) { Array($0) }
    }

    /// A `uuid`.
    public func uuidOrNil(_ column: Int) -> UUIDValue? {
        cell(column, as: "uuid", { $0 == .uuid }) { Binary.uuid($0) }
    }

    /// A `timestamptz` or `timestamp` in microseconds since 1970-01-01 UTC.
    public func timestampMicrosOrNil(_ column: Int) -> Int64? {
        cell(column, as: "timestamptz", { $0 == .timestamptz || $0 == .timestamp }) {
            PostgresTime.decode(Binary.integer($0))
        }
    }
}

// MARK: Cells

extension Row {
    /// Lends the bytes of a cell to `decode`, or gives `nil` for NULL, after checking the column's type.
    func cell<T>(
        _ column: Int, as wanted: String, _ accepts: (PostgresType) -> Bool = { _ in true },
        _ decode: (UnsafeRawBufferPointer) -> T
    ) -> T? {
        let number = Int32(clamping: column)
        guard result.hasColumn(number), accepts(result.type(of: number)) else {
            result.refuse(number, as: wanted)
        }
        // `withExtendedLifetime` because the bytes belong to the result, not to this row.
        return withExtendedLifetime(result) { result.cell(row, number).map(decode) }
    }

    /// The same for types of any length. The binary form of `jsonb` is a version byte and then the text.
    private func withBytesOrNil<T>(
        _ column: Int, as wanted: String, _ accepts: (PostgresType) -> Bool,
        _ decode: (UnsafeRawBufferPointer) -> T
    ) -> T? {
        cell(column, as: wanted, accepts) { bytes in
            guard result.type(of: Int32(truncatingIfNeeded: column)) == .jsonb else { return decode(bytes) }
            return decode(UnsafeRawBufferPointer(rebasing: bytes.dropFirst()))
        }
    }
}

/// The values for `$1`, `$2` … of a statement, in order, already in PostgreSQL's binary form.
///
/// The width of a number must match the type the server expects (`Int64` for `int8`, and so on); casts in
/// the SQL fix it. `nil` is SQL NULL; an empty string, array or byte sequence is not.
public struct Parameters: Sendable {
    /// Where one value lies in `bytes`; a length of -1 is NULL.
    struct Slot {
        var start: Int
        var length: Int
    }

    /// The protocol counts the parameters of a statement in 16 bits.
    static let limit = 65_535
    /// The server takes messages of up to 1 GB.
    static let sizeLimit = 1_000_000_000

    var bytes: [UInt8] = []
    var slots: [Slot] = []

    /// No parameters yet.
    public init() {}

    /// No parameters yet, but room for values of this many bytes in all, which saves copying.
    public init(reservingBytes count: Int) {
        bytes.reserveCapacity(count)
    }

    /// How many parameters there are.
    public var count: Int { slots.count }

    /// Appends SQL NULL.
    public mutating func appendNull() {
        slots.append(Slot(start: 0, length: -1))
    }

    /// Appends an `int2`.
    public mutating func append(_ value: Int16?) { appendValue(value) { $0.write($1) } }

    /// Appends an `int4`.
    public mutating func append(_ value: Int32?) { appendValue(value) { $0.write($1) } }

    /// Appends an `int8`.
    public mutating func append(_ value: Int64?) { appendValue(value) { $0.write($1) } }

    /// Appends a `bool`.
    public mutating func append(_ value: Bool?) { appendValue(value) { $0.write($1) } }

    /// Appends a `float8`.
    public mutating func append(_ value: Double?) { appendValue(value) { $0.write($1) } }

    /// Appends text, for `text`, `varchar`, `json` and enums. It must not contain the character U+0000.
    public mutating func append(_ value: String?) { appendValue(value) { $0.write($1) } }

    /// Appends a `bytea`.
    public mutating func append(_ value: [UInt8]?) { appendValue(value) { $0.write($1) } }

    /// Appends a `uuid`.
    public mutating func append(_ value: UUIDValue?) { appendValue(value) { $0.write($1) } }

    /// Appends a `jsonb` from the UTF-8 bytes of a JSON text.
    public mutating func append(jsonb value: [UInt8]?) {
        appendValue(value) { parameters, json in
            parameters.write(UInt8(1))  // the version of jsonb's binary form
            parameters.write(json)
        }
    }

    /// Appends a `timestamptz` or `timestamp` from microseconds since 1970-01-01 UTC.
    public mutating func append(timestampMicros value: Int64?) {
        appendValue(value) { $0.write(PostgresTime.encode(unixMicros: $1)) }
    }

    private mutating func appendValue<T>(_ value: T?, _ write: (inout Parameters, T) -> Void) {
        guard let value else { return appendNull() }
        let start = bytes.count
        write(&self, value)
        slots.append(Slot(start: start, length: bytes.count - start))
    }
}

// MARK: Binary forms, most significant byte first

extension Parameters {
    mutating func write(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

    mutating func write(_ value: Double) { write(value.bitPattern) }

    mutating func write(_ value: String) { bytes.append(contentsOf: value.utf8) }

    mutating func write(_ value: [UInt8]) { bytes.append(contentsOf: value) }

    mutating func write(_ value: UUIDValue) {
        write(value.high)
        write(value.low)
    }
}

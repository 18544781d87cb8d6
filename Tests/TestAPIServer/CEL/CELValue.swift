/// A value while a CEL expression is evaluated.
indirect enum CELValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case list(CELList)
    /// A map of the schema (`additionalProperties`) or of a map literal.
    case map([CELValue: CELValue])
    /// An object of the schema; the keys are the escaped names of the fields that are there.
    case object([String: CELValue])
    /// Nanoseconds since 1970 fit no 64 bits for all years, so seconds and the rest are apart.
    case timestamp(CELTimestamp)
    /// Nanoseconds.
    case duration(Int64)
    /// A type as a value, such as `int`.
    case type(String)

    /// The name of the value's type, as `type(x)` compares it and as conversion errors tell it.
    var typeName: String {
        switch self {
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .list: "list"
        case .map: "map"
        case .object: "object"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .type: "type"
        }
    }
}

/// A list and what its equality and its `+` mean (`x-kubernetes-list-type`).
struct CELList: Hashable, Sendable {
    /// The meaning of the order of the elements.
    enum Semantics: Hashable, Sendable {
        /// Elements are compared in order; `+` appends.
        case ordered
        /// The order does not matter; `+` is the union.
        case set
        /// Elements are told apart by these (escaped) fields; `+` replaces those with an equal key.
        case keyed([String])
    }

    var elements: [CELValue]
    var semantics = Semantics.ordered

    init(_ elements: [CELValue], semantics: Semantics = .ordered) {
        self.elements = elements
        self.semantics = semantics
    }
}

/// A time, in seconds and nanoseconds since 1970.
struct CELTimestamp: Hashable, Sendable, Comparable {
    let seconds: Int64
    /// 0 to 999,999,999.
    let nanos: Int64

    /// The first and the last second of the years 1 to 9999.
    static let secondsRange: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    static func < (left: CELTimestamp, right: CELTimestamp) -> Bool {
        (left.seconds, left.nanos) < (right.seconds, right.nanos)
    }
}

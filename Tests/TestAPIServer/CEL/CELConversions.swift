/// The conversions between types: `int(x)`, `string(x)`, `duration(x)` and so on.
enum CELConversions {
    /// The result of the conversion `name`; nil when `name` is no conversion.
    static func apply(_ name: String, _ value: CELValue, count: Int) throws(CELError) -> CELValue? {
        guard count == 1 else { return nil }
        switch name {
        case "int": return .int(try int(value))
        case "uint": return .uint(try uint(value))
        case "double": return .double(try double(value))
        case "string": return .string(try string(value))
        case "bytes": return .bytes(try bytes(value))
        case "bool": return .bool(try bool(value))
        case "duration": return .duration(try duration(value))
        case "timestamp": return .timestamp(try timestamp(value))
        default: return nil
        }
    }

    private static func int(_ value: CELValue) throws(CELError) -> Int64 {
        switch value {
        case .int(let number): return number
        case .uint(let number):
            guard let number = Int64(exactly: number) else { throw .integerOverflow }
            return number
        case .double(let number):
            // The bounds are excluded, as a double cannot tell them from their neighbours.
            guard number > -0x1p63, number < 0x1p63 else { throw .integerOverflow }
            return Int64(number)
        case .string(let text):
            guard let number = Int64(text) else { throw .conversion(from: "string", to: "int") }
            return number
        case .timestamp(let time): return time.seconds
        default: throw .noSuchOverload
        }
    }

    private static func uint(_ value: CELValue) throws(CELError) -> UInt64 {
        switch value {
        case .uint(let number): return number
        case .int(let number):
            guard let number = UInt64(exactly: number) else { throw .unsignedOverflow }
            return number
        case .double(let number):
            guard number >= 0, number < 0x1p64 else { throw .unsignedOverflow }
            return UInt64(number)
        case .string(let text):
            guard let number = UInt64(text), !text.hasPrefix("+") else {
                throw .conversion(from: "string", to: "uint")
            }
            return number
        default: throw .noSuchOverload
        }
    }

    private static func double(_ value: CELValue) throws(CELError) -> Double {
        switch value {
        case .double(let number): return number
        case .int(let number): return Double(number)
        case .uint(let number): return Double(number)
        case .string(let text):
            guard let number = Double(text) else { throw .conversion(from: "string", to: "double") }
            return number
        default: throw .noSuchOverload
        }
    }

    static func string(_ value: CELValue) throws(CELError) -> String {
        switch value {
        case .string(let text): return text
        case .int(let number): return String(number)
        case .uint(let number): return String(number)
        case .double(let number): return GoNumber.general(number)
        case .bool(let flag): return String(flag)
        case .bytes(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw CELError("invalid UTF-8 in bytes, cannot convert to string")
            }
            return text
        case .timestamp(let time): return time.rfc3339
        case .duration(let nanos): return GoDuration.secondsText(nanos: nanos)
        default: throw .noSuchOverload
        }
    }

    private static func bytes(_ value: CELValue) throws(CELError) -> [UInt8] {
        switch value {
        case .bytes(let bytes): return bytes
        case .string(let text): return Array(text.utf8)
        default: throw .noSuchOverload
        }
    }

    /// The words Go's `ParseBool` knows.
    private static func bool(_ value: CELValue) throws(CELError) -> Bool {
        switch value {
        case .bool(let flag): return flag
        case .string(let text):
            if ["1", "t", "T", "true", "TRUE", "True"].contains(text) { return true }
            if ["0", "f", "F", "false", "FALSE", "False"].contains(text) { return false }
            throw .conversion(from: "string", to: "bool")
        default: throw .noSuchOverload
        }
    }

    private static func duration(_ value: CELValue) throws(CELError) -> Int64 {
        switch value {
        case .duration(let nanos): return nanos
        case .int(let nanos): return nanos
        case .string(let text):
            guard let nanos = GoDuration.nanos(of: text) else {
                throw .conversion(from: "string", to: "google.protobuf.Duration")
            }
            return nanos
        default: throw .noSuchOverload
        }
    }

    private static func timestamp(_ value: CELValue) throws(CELError) -> CELTimestamp {
        switch value {
        case .timestamp(let time): return time
        case .int(let seconds):
            guard CELTimestamp.secondsRange.contains(seconds) else { throw .timestampOverflow }
            return CELTimestamp(seconds: seconds, nanos: 0)
        case .string(let text):
            guard let time = CELTimestamp(rfc3339: text) else {
                throw .conversion(from: "string", to: "google.protobuf.Timestamp")
            }
            return time
        default: throw .noSuchOverload
        }
    }
}

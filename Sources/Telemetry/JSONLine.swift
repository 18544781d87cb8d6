internal import Logging

/// A JSON object under construction, as bytes.
struct JSONLine {
    private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]
    private var isFirst = true

    mutating func add(_ name: String, _ value: String) {
        addName(name)
        append(text: value)
    }

    mutating func add(_ name: String, _ value: Logger.MetadataValue) {
        addName(name)
        append(value)
    }

    /// The finished line with its newline.
    consuming func finished() -> [UInt8] {
        bytes += [UInt8(ascii: "}"), UInt8(ascii: "\n")]
        return bytes
    }

    private mutating func addName(_ name: String) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        append(text: name)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func append(_ value: Logger.MetadataValue) {
        switch value {
        case .string(let text): append(text: text)
        case .stringConvertible(let object): append(object)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(element)
            }
            bytes.append(UInt8(ascii: "]"))
        case .dictionary(let members):
            var object = JSONLine()
            for (name, member) in members.sorted(by: { $0.key < $1.key }) { object.add(name, member) }
            bytes += object.bytes
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// Numbers and truth values stay what they are, so that a log store can compare them.
    private mutating func append(_ object: any CustomStringConvertible & Sendable) {
        switch object {
        case let number as any FixedWidthInteger: bytes += number.description.utf8
        case let number as Double where number.isFinite: bytes += number.description.utf8
        case let flag as Bool: bytes += flag.description.utf8
        default: append(text: object.description)
        }
    }

    private mutating func append(text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): bytes += "\\n".utf8
            case UInt8(ascii: "\r"): bytes += "\\r".utf8
            case UInt8(ascii: "\t"): bytes += "\\t".utf8
            case 0..<0x20:
                bytes += (byte < 0x10 ? "\\u000" : "\\u00").utf8
                bytes += String(byte, radix: 16).utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

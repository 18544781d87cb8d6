public import Resources
import YAML

/// Reads the body of a request.
enum BodyReader {
    /// The value in a body of JSON, or of YAML when that is allowed (then JSON is, too).
    static func value(of bytes: [UInt8], isYAML: Bool) throws(APIFailure) -> Value {
        do {
            return try Value(json: bytes).withServerNumbers
        } catch {
            if !isYAML { throw .badRequest("the object provided is unrecognized: \(error)") }
        }
        let (documents, problems) = parseYAML(bytes, file: "body")
        guard let document = documents.first, documents.count == 1, problems.isEmpty else {
            throw .badRequest("error decoding YAML: \(problems.map { "\($0)" }.joined(separator: "; "))")
        }
        return document.plainValue.withServerNumbers
    }
}

extension Value {
    /// This value with numbers as the server keeps them: `1.0` is 1, `-0.0` is 0, `1e2` is 100.
    var withServerNumbers: Value {
        switch self {
        case .double(let number): Int64(exactly: number).map(Value.int) ?? self
        case .array(let elements): .array(elements.map(\.withServerNumbers))
        case .object(let members): .object(members.mapValues(\.withServerNumbers))
        default: self
        }
    }
}

extension Node {
    /// The value that a reader of YAML 1.1 without a schema makes of this node, as API servers do.
    public var plainValue: Value {
        switch content {
        case .scalar(let text, let plain): plain ? Self.resolved(text) : .string(text)
        case .sequence(let elements): .array(elements.map(\.plainValue))
        case .mapping(let pairs):
            .object(
                Dictionary(pairs.map { ($0.key.text ?? "", $0.value.plainValue) }, uniquingKeysWith: { $1 }))
        }
    }

    private static func resolved(_ text: String) -> Value {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": return true
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": return false
        default: break
        }
        if text.wholeMatch(of: /[-+]?(0|[1-9][0-9]*)/) != nil, let number = Int64(text) {
            return .int(number)
        }
        if text.wholeMatch(of: /[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?/) != nil,
            let number = Double(text)
        {
            return .double(number)
        }
        return .string(text)
    }
}

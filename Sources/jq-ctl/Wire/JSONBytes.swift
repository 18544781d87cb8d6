import FoundationEssentials
import Resources

/// A message's JSON field; an empty object when it is empty or unreadable, so that one odd resource does not
/// keep the others from being shown.
func jsonObject(_ bytes: Data) -> Value {
    guard !bytes.isEmpty, let value = try? Value(json: Array(bytes)), value.objectValue != nil else {
        return [:]
    }
    return value
}

/// Bytes that a job carries, for people and for documents: text as it is, anything else as base64 with a
/// prefix that says so.
func readable(_ bytes: Data) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    return "base64:" + bytes.base64EncodedString()
}

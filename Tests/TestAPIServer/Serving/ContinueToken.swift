import Foundation
import Resources

/// Where the next page of a list begins, as an opaque text.
struct ContinueToken: Sendable {
    /// The revision all pages show; -1 for the newest one, which gives up consistency.
    var revision: Int
    /// The last name of the page before.
    var after: ObjectName

    init(revision: Int, after: ObjectName) {
        self.revision = revision
        self.after = after
    }

    var text: String {
        let value: Value = [
            "v": "meta.k8s.io/v1", "rv": .int(Int64(revision)),
            "start": .string("\(after.namespace)/\(after.name)"),
        ]
        return Data(value.canonicalJSON()).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    init(text: String) throws(APIFailure) {
        var plain = text.replacing("-", with: "+").replacing("_", with: "/")
        plain += String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: plain), let value = try? Value(json: Array(data)),
            let revision = value["rv"]?.intValue, let start = value["start"]?.stringValue
        else { throw .badRequest("continue key is not valid: \(text)") }
        let parts = start.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        self.revision = Int(revision)
        after = ObjectName(namespace: String(parts[0]), name: String(parts.last ?? ""))
    }
}

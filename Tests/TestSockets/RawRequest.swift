internal import Foundation

/// What a client sent.
package struct RawRequest {
    package let line: String
    package let fields: [(name: String, value: String)]
    package var body: [UInt8] = []

    package init(head: String) {
        let lines = head.components(separatedBy: "\r\n")
        line = lines.first ?? ""
        fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            let value = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
            return (String(parts.first ?? "").lowercased(), value)
        }
    }

    package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }
}

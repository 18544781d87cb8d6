import Resources

@testable import TestAPIServer

/// A write of an object and what the server makes of it.
struct ObjectCase: Sendable, CustomStringConvertible {
    let new: Value
    let old: Value?
    let subresource: String?
    /// The fields the schema does not know.
    let unknown: [String]
    /// The object as it is stored; nil when it is refused.
    let stored: Value?
    /// Why it is refused.
    let causes: [String]

    var description: String { String(decoding: new.canonicalJSON().prefix(200), as: UTF8.self) }

    /// The CRD of a table and its cases.
    static func table(_ text: String) throws -> (validator: CustomResourceValidator, cases: [ObjectCase]) {
        let blocks = caseLines(text).split(separator: "")
        let crd = try Value(json: Array((blocks.first?.first ?? "").dropFirst(4).utf8))
        let validator = try CustomResourceValidator(crd: crd)
        let head: [String: Value] = [
            "apiVersion": .string("\(validator.group)/\(validator.storageVersion)"),
            "kind": .string(validator.names.kind),
        ]
        return (validator, try blocks.dropFirst().map { try ObjectCase($0, head) })
    }

    private init(_ lines: ArraySlice<String>, _ head: [String: Value]) throws {
        func values(_ mark: String) throws -> [Value] {
            try lines.filter { $0.hasPrefix(mark) }.map { line in
                let members = try Value(json: Array(line.dropFirst(mark.count).utf8)).objectValue ?? [:]
                return .object(members.merging(head) { $1 })
            }
        }
        new = try values("new ").first ?? .null
        old = try values("old ").first
        stored = try values("= ").first
        subresource = lines.contains("sub status") ? "status" : nil
        unknown = lines.filter { $0.hasPrefix("? ") }.map { String($0.dropFirst(2)) }
        causes = lines.filter { $0.hasPrefix("- ") }.map(caseMessage)
    }
}

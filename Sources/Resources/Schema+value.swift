extension Schema {
    /// One value of the spec as a manifest would have it, checked and in normal form; for settings that come one by
    /// one.
    ///
    /// - Parameter path: names of fields from the spec on: "concurrency.limit".
    /// - Throws: why the field cannot have this value, as a manifest's reader is told, without a place.
    public func value(_ value: Value, at path: String) throws(ValueError) -> Value {
        var object: ObjectSchema? = spec
        var type: FieldType?
        for name in path.split(separator: ".") {
            type = object?.field(String(name))?.type
            object = type?.objectSchema
        }
        guard let type else { throw ValueError(message: "\(kind.rawValue) has no field spec.\(path)") }
        var decoder = FieldDecoder()
        let node = Node(value, mark: Mark(file: "", line: 1, column: 1))
        let decoded = decoder.decode(node, as: type, path: path, sensitive: false)
        if let problem = decoder.diagnostics.first(where: { $0.severity == .error }) {
            throw ValueError(message: problem.message + (problem.hint.map { "; \($0)" } ?? ""))
        }
        guard let decoded else { throw ValueError(message: "\(path) cannot have this value") }
        return decoded
    }
}

/// Why a field cannot have a value, and what to do about it.
public struct ValueError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One line, fit to be shown.
    public let message: String

    /// The message alone.
    public var description: String { message }
}

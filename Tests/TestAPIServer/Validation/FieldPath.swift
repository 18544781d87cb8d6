/// The path of a field as the server's messages write it: `spec.items[2].name`, `spec.labels[a/b]`.
struct FieldPath: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// Nil for the object itself, which messages show as `<nil>`.
    let text: String?

    /// The object itself.
    static let root = FieldPath(text: nil)

    init(text: String?) { self.text = text }

    init(stringLiteral text: String) { self.text = text }

    var description: String { text ?? "<nil>" }

    func child(_ name: String) -> FieldPath { FieldPath(text: text.map { "\($0).\(name)" } ?? name) }

    func index(_ place: Int) -> FieldPath { FieldPath(text: "\(text ?? "")[\(place)]") }

    func key(_ key: String) -> FieldPath { FieldPath(text: "\(text ?? "")[\(key)]") }
}

/// A piece of a manifest before it means anything: text with its place.
///
/// A scalar stays the text that the author wrote, because only the schema knows whether `no` is a word or a
/// mistaken truth value. ``decodeResource(_:)`` gives a node its meaning.
public struct Node: Sendable {
    /// What a node can be.
    public enum Content: Sendable {
        /// Text; `plain` when it was written without quotes.
        case scalar(String, plain: Bool)
        /// A list.
        case sequence([Node])
        /// Pairs in the author's order, no key twice. A key is a scalar.
        case mapping([(key: Node, value: Node)])
    }

    /// Where the node begins.
    public var mark: Mark
    /// What the node is.
    public var content: Content

    /// A node that begins at `mark`.
    public init(mark: Mark, content: Content) {
        self.mark = mark
        self.content = content
    }

    /// The node that `value` would have been in a manifest, all of it at `mark`. Resources that arrive as
    /// JSON (from the Kubernetes API, from the store) take the same way as files with it.
    public init(_ value: Value, mark: Mark) {
        self.mark = mark
        switch value {
        case .null: content = .scalar("null", plain: true)
        case .bool(let flag): content = .scalar(flag ? "true" : "false", plain: true)
        case .int(let number): content = .scalar(String(number), plain: true)
        case .double(let number): content = .scalar(number.description, plain: true)
        case .string(let text): content = .scalar(text, plain: false)
        case .array(let elements): content = .sequence(elements.map { Node($0, mark: mark) })
        case .object(let members):
            content = .mapping(
                members.sorted { $0.key < $1.key }.map { member in
                    let key = Node(mark: mark, content: .scalar(member.key, plain: false))
                    return (key: key, value: Node(member.value, mark: mark))
                })
        }
    }

    /// The text of a scalar, else nil.
    public var text: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }

    /// The value that a mapping has under `key`, else nil.
    public subscript(key: String) -> Node? {
        guard case .mapping(let pairs) = content else { return nil }
        return pairs.first { $0.key.text == key }?.value
    }

    /// Whether this is a plain scalar that YAML 1.2 reads as null: nothing, `~`, or `null`.
    public var isNull: Bool {
        guard case .scalar(let text, plain: true) = content else { return false }
        return isNullText(text)
    }
}

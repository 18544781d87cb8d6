internal import CLibYAML
internal import Resources

/// Builds the nodes of one document out of events.
///
/// Mistakes that leave the structure readable (a key twice, a merge key, a tag) are collected in `problems`,
/// so that the rest of the document is checked too. Others end the document.
struct DocumentBuilder {
    /// How deeply lists and mappings may be nested.
    static let maximumDepth = 64
    /// How many nodes the aliases of one document may stand for.
    static let maximumAliasedNodes = 100_000

    private(set) var problems: [Diagnostic] = []
    private var anchors: [String: Anchored] = [:]
    private var nodeCount = 0
    private var aliasedNodeCount = 0

    private struct Anchored {
        let node: Node
        let nodeCount: Int
        let depth: Int
    }

    /// The node that the reader's last event begins. All its events are read then.
    mutating func node(
        _ reader: borrowing EventReader, _ event: yaml_event_type_t, depth: Int
    ) throws(DocumentError) -> Node {
        if event == YAML_ALIAS_EVENT { return try aliased(reader, depth: depth) }
        let mark = reader.mark
        let anchor = reader.anchor
        let tag = reader.tag
        let countBefore = nodeCount
        nodeCount += 1
        let content: Node.Content
        switch event {
        case YAML_SCALAR_EVENT: content = .scalar(reader.scalarText, plain: reader.scalarIsPlain)
        case YAML_SEQUENCE_START_EVENT:
            content = .sequence(try elements(reader, depth: try nested(depth, at: mark)))
        default: content = .mapping(try pairs(reader, depth: try nested(depth, at: mark)))
        }
        if let tag { checkTag(tag, of: content, at: mark) }
        let node = Node(mark: mark, content: content)
        if let anchor {
            anchors[anchor] = Anchored(node: node, nodeCount: nodeCount - countBefore, depth: node.depth)
        }
        return node
    }

    private func nested(_ depth: Int, at mark: Mark) throws(DocumentError) -> Int {
        guard depth < Self.maximumDepth else {
            throw .invalid(
                .error(
                    "nested more than \(Self.maximumDepth) levels deep", mark: mark,
                    hint: "flatten the document"))
        }
        return depth + 1
    }

    private mutating func elements(
        _ reader: borrowing EventReader, depth: Int
    ) throws(DocumentError) -> [Node] {
        var nodes: [Node] = []
        while true {
            let event = try reader.next()
            if event == YAML_SEQUENCE_END_EVENT { return nodes }
            nodes.append(try node(reader, event, depth: depth))
        }
    }

    private mutating func pairs(
        _ reader: borrowing EventReader, depth: Int
    ) throws(DocumentError) -> [(key: Node, value: Node)] {
        var pairs: [(key: Node, value: Node)] = []
        var keys = KeySet()
        while true {
            let event = try reader.next()
            if event == YAML_MAPPING_END_EVENT { return pairs }
            let key = try node(reader, event, depth: depth)
            let value = try node(reader, try reader.next(), depth: depth)
            guard let problem = problem(with: key, among: &keys, of: pairs) else {
                pairs.append((key, value))
                continue
            }
            problems.append(problem)
        }
    }

    private func problem(
        with key: Node, among keys: inout KeySet, of pairs: [(key: Node, value: Node)]
    ) -> Diagnostic? {
        guard case .scalar(let text, let plain) = key.content else {
            return .error("a key must be text", mark: key.mark, hint: "quote it if it begins with [ or {")
        }
        if text == "<<", plain {
            return .error("merge keys (<<) are not supported", mark: key.mark, hint: "write the fields out")
        }
        guard let first = keys.insert(text, of: pairs) else { return nil }
        return .error(
            "duplicate key \(quotedKey(text))", mark: key.mark,
            hint: "it was first given at \(pairs[first].key.mark)")
    }

    private func quotedKey(_ text: String) -> String {
        String(decoding: Value.string(String(text.prefix(60))).canonicalJSON(), as: UTF8.self)
    }

    private mutating func aliased(_ reader: borrowing EventReader, depth: Int) throws(DocumentError) -> Node {
        let name = reader.anchor ?? ""
        guard let anchored = anchors[name] else {
            // The name is not repeated: it may be a secret that begins with *.
            throw .invalid(
                .error(
                    "an alias without an anchor before it", mark: reader.mark,
                    hint: "quote text that begins with *"))
        }
        aliasedNodeCount += anchored.nodeCount
        nodeCount += anchored.nodeCount
        guard aliasedNodeCount <= Self.maximumAliasedNodes else {
            throw .invalid(
                .error(
                    "the aliases stand for more than \(Self.maximumAliasedNodes) values", mark: reader.mark,
                    hint: "write the values out"))
        }
        guard depth + anchored.depth <= Self.maximumDepth else {
            throw .invalid(
                .error("nested more than \(Self.maximumDepth) levels deep by this alias", mark: reader.mark))
        }
        return anchored.node
    }

    /// Types come from the schema; the one tag that agrees with that says that a scalar is text.
    private mutating func checkTag(_ tag: String, of content: Node.Content, at mark: Mark) {
        if case .scalar = content, tag == "!" || tag == "tag:yaml.org,2002:str" { return }
        problems.append(
            .error(
                "tags are not supported", mark: mark, hint: "remove the tag; quote a value to make it text"))
    }
}

extension Node {
    /// 0 for a scalar, else one more than the deepest element.
    fileprivate var depth: Int {
        switch content {
        case .scalar: 0
        case .sequence(let nodes): 1 + (nodes.map(\.depth).max() ?? 0)
        case .mapping(let pairs): 1 + (pairs.map { max($0.key.depth, $0.value.depth) }.max() ?? 0)
        }
    }
}

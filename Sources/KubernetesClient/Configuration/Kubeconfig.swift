internal import Resources
internal import YAML

/// The content of one or more kubeconfig files.
struct Kubeconfig {
    /// An entry together with the file that it came from.
    struct Entry {
        let node: Node
        let file: String
    }

    private(set) var currentContext = ""
    private(set) var clusters: [String: Entry] = [:]
    private(set) var users: [String: Entry] = [:]
    private(set) var contexts: [String: Entry] = [:]
    /// The files that were there.
    private(set) var files: [String] = []

    /// Reads the files and merges them: of a name that is there twice, the first counts.
    ///
    /// - Parameters:
    ///   - paths: The files.
    ///   - skippingMissing: whether a file may be missing, as those named in `KUBECONFIG` may.
    init(_ paths: [String], skippingMissing: Bool) throws(ConfigurationError) {
        for path in paths {
            let bytes: [UInt8]
            do throws(FileError) {
                bytes = try FileContent.bytes(path)
            } catch {
                if skippingMissing, error.isMissing { continue }
                throw ConfigurationError("kubeconfig: \(error.message)")
            }
            files.append(path)
            try add(bytes, file: path)
        }
    }

    init(_ bytes: [UInt8], file: String) throws(ConfigurationError) {
        files = [file]
        try add(bytes, file: file)
    }

    private mutating func add(_ bytes: [UInt8], file: String) throws(ConfigurationError) {
        let (documents, diagnostics) = parseYAML(utf8(bytes), file: file)
        if let problem = diagnostics.first(where: { $0.severity == .error }) {
            throw ConfigurationError("kubeconfig: \(problem)")
        }
        guard let root = documents.first else { return }
        guard case .mapping = root.content else {
            throw ConfigurationError("kubeconfig \(file): expected fields such as clusters and contexts")
        }
        if currentContext.isEmpty, let name = root.filledText("current-context") { currentContext = name }
        try merge(root["clusters"], content: "cluster", file, into: \.clusters)
        try merge(root["users"], content: "user", file, into: \.users)
        try merge(root["contexts"], content: "context", file, into: \.contexts)
    }

    private mutating func merge(
        _ list: Node?, content: String, _ file: String,
        into entries: WritableKeyPath<Kubeconfig, [String: Entry]>
    ) throws(ConfigurationError) {
        guard let list, !list.isNull else { return }
        guard case .sequence(let items) = list.content else {
            throw ConfigurationError("kubeconfig: expected a list of each \(content) at \(list.mark)")
        }
        for item in items {
            guard let name = item["name"]?.text else {
                throw ConfigurationError("kubeconfig: the \(content) at \(item.mark) has no name")
            }
            let node = item[content] ?? Node(mark: item.mark, content: .mapping([]))
            if self[keyPath: entries][name] == nil {
                self[keyPath: entries][name] = Entry(node: node, file: file)
            }
        }
    }
}

extension Kubeconfig.Entry {
    /// The text of a field; nil when it is missing, null or empty.
    func text(_ field: String) -> String? { node.filledText(field) }

    /// Whether a field is `true`; words of YAML 1.1 such as `yes` are refused.
    func flag(_ field: String) throws(ConfigurationError) -> Bool {
        switch text(field) {
        case nil, "false": return false
        case "true": return true
        default:
            let mark = node[field]?.mark ?? node.mark
            throw ConfigurationError("kubeconfig: \(field) at \(mark) must be true or false")
        }
    }

    /// The texts of a list.
    func texts(_ field: String) throws(ConfigurationError) -> [String] {
        guard let list = node[field], !list.isNull else { return [] }
        guard case .sequence(let items) = list.content else {
            throw ConfigurationError("kubeconfig: \(field) at \(list.mark) must be a list")
        }
        return items.compactMap(\.text)
    }

    /// A path in a field, absolute or relative to the file that it stands in.
    func path(_ field: String) -> String? {
        text(field).map { Self.resolved($0, against: file) }
    }

    /// What is given as `<field>-data` in base64, or else as a path in `<field>`.
    func source(_ field: String) throws(ConfigurationError) -> ClusterConfiguration.PEMSource? {
        if let data = text("\(field)-data") {
            guard let bytes = Base64.decoded(data) else {
                throw ConfigurationError("kubeconfig: \(field)-data at \(node.mark) is not base64")
            }
            return .bytes(bytes)
        }
        return path(field).map { .file($0) }
    }

    static func resolved(_ path: String, against file: String) -> String {
        guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
        return file[...slash] + path
    }
}

extension Node {
    /// The text of a field; nil when it is missing, null or empty.
    func filledText(_ field: String) -> String? {
        guard let node = self[field], !node.isNull, let text = node.text, !text.isEmpty else { return nil }
        return text
    }
}

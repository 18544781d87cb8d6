import Resources

/// Which resources the words of a command mean: `queue`, `queue emails reports`, `queue/emails job/x`, `all`.
enum ResourceSelection {
    /// Everything of these kinds.
    case kinds([Kind])
    /// Exactly these.
    case keys([ResourceKey])

    init(_ words: [String], in namespace: String) throws(CommandFailure) {
        guard let first = words.first else {
            throw CommandFailure("say what: \(Self.known), or KIND/NAME")
        }
        if first.contains("/") {
            var keys: [ResourceKey] = []
            for word in words {
                guard let slash = word.firstIndex(of: "/") else {
                    throw CommandFailure(
                        "\"\(word)\" has no kind; write \(first.prefix { $0 != "/" })/\(word)")
                }
                let kind = try Self.kind(word[..<slash])
                keys.append(try Self.key(kind, String(word[word.index(after: slash)...]), in: namespace))
            }
            self = .keys(keys)
            return
        }
        if first.lowercased() == "all" {
            guard words.count == 1 else { throw CommandFailure("\"all\" takes no names") }
            self = .kinds(Kind.allCases)
            return
        }
        var kinds: [Kind] = []
        for word in first.split(separator: ",") { kinds.append(try Self.kind(word)) }
        guard words.count > 1 else {
            self = .kinds(kinds)
            return
        }
        guard kinds.count == 1 else {
            throw CommandFailure("names need one kind; write \"\(kinds[0].rawValue.lowercased()) NAME\"")
        }
        var keys: [ResourceKey] = []
        for name in words.dropFirst() { keys.append(try Self.key(kinds[0], name, in: namespace)) }
        self = .keys(keys)
    }

    /// The keys; a failure when the words mean whole kinds.
    func onlyKeys() throws(CommandFailure) -> [ResourceKey] {
        guard case .keys(let keys) = self else {
            throw CommandFailure("give names: KIND NAME..., or KIND/NAME")
        }
        return keys
    }

    static func kind(_ word: some StringProtocol) throws(CommandFailure) -> Kind {
        guard let kind = Kind(argument: String(word)) else {
            throw CommandFailure("there is no kind \"\(word)\"; there are \(known)")
        }
        return kind
    }

    /// The key of `name`, which may bring its namespace: `team-a/emails`.
    private static func key(
        _ kind: Kind, _ name: String, in namespace: String
    ) throws(CommandFailure) -> ResourceKey {
        if name.contains("/") {
            if let key = ResourceKey(kind: kind, storedName: name) { return key }
        } else if !name.isEmpty {
            return ResourceKey(kind: kind, namespace: namespace, name: name)
        }
        throw CommandFailure("\"\(name)\" is not a name; write emails or team-a/emails")
    }

    private static var known: String {
        Kind.allCases.map(\.plural).joined(separator: ", ") + " and all"
    }
}

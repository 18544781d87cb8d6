internal import Resources

/// What a command job runs: `{"command": ["prog", "arg"], "env": {"K": "v"}, "workingDirectory": "/srv",
/// "stdin": "..."}`; all but `command` may be left out.
struct CommandPayload: Hashable, Sendable {
    private static let keys = ["command", "env", "stdin", "workingDirectory"]

    let executable: String
    let arguments: [String]
    let environment: [String: String]
    let workingDirectory: String?
    let standardInput: [UInt8]?

    /// Reads a payload; what cannot be run as it is will not get better by a retry.
    init(_ bytes: [UInt8]) throws(PermanentFailure) {
        let value: Value
        do {
            value = try Value(json: bytes)
        } catch {
            throw Self.malformed(bytes.isEmpty ? "it is empty" : "it is not JSON: \(error)")
        }
        guard case .object(let members) = value else { throw Self.malformed("it is \(value.kindName)") }
        for key in members.keys.sorted() where !Self.keys.contains(key) {
            throw Self.malformed("\"\(key)\" is none of \(Self.keys.joined(separator: ", "))")
        }
        let words = try Self.command(members["command"])
        executable = words.first ?? ""
        arguments = Array(words.dropFirst())
        environment = try Self.environment(members["env"])
        workingDirectory = try Self.text(members["workingDirectory"], "workingDirectory")
        standardInput = try Self.text(members["stdin"], "stdin").map { Array($0.utf8) }
    }

    private static func command(_ value: Value?) throws(PermanentFailure) -> [String] {
        guard let value else { throw malformed("\"command\" is missing") }
        guard case .array(let elements) = value else {
            throw malformed("\"command\" is \(value.kindName), not a list of strings")
        }
        var words: [String] = []
        for element in elements {
            guard case .string(let word) = element else {
                throw malformed("\"command\" has \(element.kindName) among its strings")
            }
            words.append(word)
        }
        if words.first?.isEmpty != false { throw malformed("\"command\" does not name a program") }
        return words
    }

    private static func environment(_ value: Value?) throws(PermanentFailure) -> [String: String] {
        guard let value, value != .null else { return [:] }
        guard case .object(let members) = value else {
            throw malformed("\"env\" is \(value.kindName), not an object of strings")
        }
        var environment: [String: String] = [:]
        for (name, member) in members {
            guard case .string(let text) = member else {
                throw malformed("\"env\" has \(member.kindName) as the value of \(name); quote it")
            }
            if name.isEmpty || name.contains("=") {
                throw malformed("\"env\" has the name \"\(name)\", which no variable can have")
            }
            environment[name] = text
        }
        return environment
    }

    private static func text(_ value: Value?, _ key: String) throws(PermanentFailure) -> String? {
        switch value {
        case nil, .null?: return nil
        case .string(let text)?: return text
        case let value?: throw malformed("\"\(key)\" is \(value.kindName), not a string")
        }
    }

    private static func malformed(_ what: String) -> PermanentFailure {
        PermanentFailure(
            "the payload is not a command: \(what); write {\"command\": [\"program\", \"argument\"]}")
    }
}

extension Value {
    /// What kind of JSON value this is, with its article.
    fileprivate var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "a bool"
        case .int, .double: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

import Resources

/// JSON Patch (RFC 6902): a list of operations that all succeed or all do nothing.
struct JSONPatch: Sendable {
    private let operations: [Value]

    init(_ value: Value) throws(APIFailure) {
        guard let operations = value.arrayValue else {
            throw .badRequest("error decoding patch: json: cannot unmarshal into a list of operations")
        }
        self.operations = operations
    }

    func apply(to document: Value) throws(APIFailure) -> Value {
        var document = document
        for operation in operations { try perform(operation, on: &document) }
        return document
    }

    private func perform(_ operation: Value, on document: inout Value) throws(APIFailure) {
        let path = try pointer(operation["path"])
        switch operation["op"]?.stringValue {
        case "test":
            guard let found = Self.value(at: path[...], in: document) ?? nilTest(operation),
                found == operation["value"] ?? .null
            else { throw unprocessable("testing value \(text(operation["path"])) failed") }
        case "add": try edit(path[...], of: &document, .add(operation["value"] ?? .null))
        case "replace": try edit(path[...], of: &document, .replace(operation["value"] ?? .null))
        case "remove": try edit(path[...], of: &document, .remove)
        case "move", "copy":
            let source = try pointer(operation["from"])
            guard let value = Self.value(at: source[...], in: document) else { throw missing(source) }
            if operation["op"] == "move" { try edit(source[...], of: &document, .remove) }
            try edit(path[...], of: &document, .add(value))
        default: throw unprocessable("unexpected kind of operation: \(text(operation["op"]))")
        }
    }

    /// A test for null is also met by a missing member, as the server's library has it.
    private func nilTest(_ operation: Value) -> Value? { operation["value"] == .null ? .null : Value?.none }

    private func text(_ value: Value?) -> String { value?.stringValue ?? "" }

    private func unprocessable(_ message: String) -> APIFailure {
        // The real server does not tell which operation failed, nor why.
        APIFailure(
            code: 422, reason: "Invalid",
            message: "the server rejected our request due to an error in our request",
            details: [:])
    }

    private func missing(_ path: [String]) -> APIFailure {
        unprocessable("doc is missing path: /\(path.joined(separator: "/")): missing value")
    }

    private func pointer(_ value: Value?) throws(APIFailure) -> [String] {
        guard let text = value?.stringValue, text.isEmpty || text.hasPrefix("/") else {
            throw .badRequest("error decoding patch: an operation needs a path that begins with a slash")
        }
        return text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { step in
            String(step).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }

    private static func value(at path: ArraySlice<String>, in value: Value) -> Value? {
        guard let step = path.first else { return value }
        switch value {
        case .object(let members): return members[step].flatMap { Self.value(at: path.dropFirst(), in: $0) }
        case .array(let elements):
            guard let index = Int(step), elements.indices.contains(index) else { return nil }
            return Self.value(at: path.dropFirst(), in: elements[index])
        default: return nil
        }
    }

    private enum Edit {
        case add(Value)
        case replace(Value)
        case remove
    }

    private func edit(_ path: ArraySlice<String>, of value: inout Value, _ edit: Edit) throws(APIFailure) {
        guard let step = path.first else {
            if case .add(let new) = edit { value = new }
            if case .replace(let new) = edit { value = new }
            return
        }
        switch value {
        case .object(var members):
            if path.count > 1 {
                guard var child = members[step] else { throw missing(Array(path)) }
                try self.edit(path.dropFirst(), of: &child, edit)
                members[step] = child
            } else {
                switch edit {
                case .add(let new): members[step] = new
                case .replace(let new):
                    guard members[step] != nil else { throw missing(Array(path)) }
                    members[step] = new
                case .remove:
                    guard members.removeValue(forKey: step) != nil else { throw missing(Array(path)) }
                }
            }
            value = .object(members)
        case .array(var elements):
            try editElement(path, of: &elements, edit)
            value = .array(elements)
        default: throw missing(Array(path))
        }
    }

    private func editElement(
        _ path: ArraySlice<String>, of elements: inout [Value], _ edit: Edit
    ) throws(APIFailure) {
        let step = path.first ?? ""
        if case .add(let new) = edit, path.count == 1 {
            guard let index = step == "-" ? elements.count : Int(step), 0...elements.count ~= index else {
                throw unprocessable("unable to access invalid index: \(step): invalid index referenced")
            }
            elements.insert(new, at: index)
            return
        }
        guard let index = Int(step), elements.indices.contains(index) else {
            throw unprocessable("unable to access invalid index: \(step): invalid index referenced")
        }
        switch edit {
        case _ where path.count > 1: try self.edit(path.dropFirst(), of: &elements[index], edit)
        case .remove: elements.remove(at: index)
        case .add(let new), .replace(let new): elements[index] = new
        }
    }
}

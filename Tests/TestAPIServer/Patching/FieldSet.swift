import Resources

/// A set of fields of an object, as a tree.
struct FieldSet: Hashable, Sendable {
    /// Whether the field at this place itself belongs to the set.
    var isMember = false
    /// The fields beneath.
    var children: [PathElement: FieldSet] = [:]

    /// A set of just the field at this place.
    static let leaf = FieldSet(isMember: true)

    var isEmpty: Bool { !isMember && children.isEmpty }

    /// Puts `set` beneath `element`, unless it is empty.
    mutating func insert(_ set: FieldSet, under element: PathElement) {
        if !set.isEmpty { children[element] = children[element]?.union(set) ?? set }
    }

    func union(_ other: FieldSet) -> FieldSet {
        FieldSet(
            isMember: isMember || other.isMember,
            children: children.merging(other.children) { $0.union($1) })
    }

    func subtracting(_ other: FieldSet) -> FieldSet {
        var rest = FieldSet(isMember: isMember && !other.isMember)
        for (element, child) in children {
            rest.insert(other.children[element].map(child.subtracting) ?? child, under: element)
        }
        return rest
    }

    func intersection(_ other: FieldSet) -> FieldSet {
        var common = FieldSet(isMember: isMember && other.isMember)
        for (element, child) in children {
            if let twin = other.children[element] { common.insert(child.intersection(twin), under: element) }
        }
        return common
    }

    /// Without the fields at and beneath these paths.
    func removing(_ paths: [[String]]) -> FieldSet {
        var rest = self
        for path in paths { rest.remove(path[...]) }
        return rest
    }

    private mutating func remove(_ path: ArraySlice<String>) {
        guard let first = path.first else { return }
        let element = PathElement.field(first)
        guard var child = children[element] else { return }
        if path.count == 1 {
            children[element] = nil
        } else {
            child.remove(path.dropFirst())
            // A parent whose last child went away is not owned for its own sake.
            children[element] = child.children.isEmpty ? nil : child
        }
    }

    /// Only the fields at and beneath these top-level members.
    func keeping(_ members: [String]) -> FieldSet {
        FieldSet(children: children.filter { element, _ in members.contains { element == .field($0) } })
    }

    /// The paths of the members in the form messages use, in order.
    var paths: [String] {
        let ordered = children.map { (text: $0.key.description, set: $0.value) }.sorted { $0.text < $1.text }
        let members = ordered.filter(\.set.isMember).map(\.text)
        return members + ordered.flatMap { child in child.set.deeperPaths.map { child.text + $0 } }
    }

    private var deeperPaths: [String] { children.isEmpty ? [] : paths }

    /// `fieldsV1`.
    var value: Value {
        var members: [String: Value] = [:]
        if isMember, !children.isEmpty { members["."] = .object([:]) }
        for (element, child) in children { members[element.text] = child.value }
        return .object(members)
    }

    /// Reads `fieldsV1`; steps in an unknown form are left out.
    init(fieldsV1 value: Value, isRoot: Bool = true) {
        let members = value.objectValue ?? [:]
        isMember = !isRoot && (members.isEmpty || members["."] != nil)
        for (text, child) in members where text != "." {
            guard let element = PathElement(text: text) else { continue }
            children[element] = FieldSet(fieldsV1: child, isRoot: false)
        }
    }

    init(isMember: Bool = false, children: [PathElement: FieldSet] = [:]) {
        self.isMember = isMember
        self.children = children
    }
}

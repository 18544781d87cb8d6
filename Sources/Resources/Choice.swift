/// One of the words that a field may be.
public struct Choice: Hashable, Sendable {
    /// The word.
    public let name: String
    /// What it means, in a sentence.
    public let doc: String
    /// Whether this version acts on it. Else it is stored, and its use gives a warning.
    public let enforced: Bool
}

/// An enum whose cases are the words of a field: the schema takes its choices from here, so that a typed view
/// and the schema cannot differ.
public protocol ChoiceField: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// What the case means, in a sentence.
    var doc: String { get }
    /// Whether this version acts on it.
    var isEnforced: Bool { get }
}

extension ChoiceField {
    /// True; a case that is only stored says otherwise.
    public var isEnforced: Bool { true }
}

extension FieldType {
    static func choice<C: ChoiceField>(_ type: C.Type) -> FieldType {
        .choice(type.allCases.map { Choice(name: $0.rawValue, doc: $0.doc, enforced: $0.isEnforced) })
    }
}

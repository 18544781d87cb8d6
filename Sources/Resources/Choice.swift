/// One of the words that a field may be.
public struct Choice: Hashable, Sendable {
    /// The word.
    public let name: String
    /// What it means, in a sentence.
    public let doc: String
}

/// An enum whose cases are the words of a field: the schema takes its choices from here, so that a typed view
/// and the schema cannot differ.
public protocol ChoiceField: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// What the case means, in a sentence.
    var doc: String { get }
}

extension FieldType {
    static func choice<C: ChoiceField>(_ type: C.Type) -> FieldType {
        .choice(type.allCases.map { Choice(name: $0.rawValue, doc: $0.doc) })
    }
}

/// The fields of an object in their order, and the rules between them.
public struct ObjectSchema: Sendable {
    /// The fields in the order in which they are explained and rendered.
    public let fields: [Field]
    /// What must hold between the fields.
    public let rules: [Rule]
    /// The names alone: finding one among them does not touch the fields, of which decoding has many to find.
    private let names: [String]
    /// The fields that must be given.
    let required: FieldSet

    init(_ fields: [Field], rules: [Rule] = []) {
        self.fields = fields
        self.rules = rules
        names = fields.map(\.name)
        var required = FieldSet()
        for (index, field) in fields.enumerated() where field.required { required.insert(index) }
        self.required = required
    }

    /// The field called `name`.
    public func field(_ name: String) -> Field? { index(of: name).map { fields[$0] } }

    func index(of name: String) -> Int? { names.firstIndex(of: name) }

    /// What an author may have meant by the unknown field `name`.
    func suggestion(forUnknown name: String) -> String? {
        if name == "generateName" { return "a declared resource needs a name of its own: give name" }
        return Resources.suggestion(for: name, among: names)
    }

    /// `value` with the defaults of absent fields filled in, also inside nested objects. A value that is not
    /// an object is returned as it is.
    public func fillingDefaults(_ value: Value) -> Value {
        guard case .object(var members) = value else { return value }
        for field in fields {
            guard let given = members[field.name] ?? field.defaultValue else { continue }
            members[field.name] = field.type.fillingDefaults(given)
        }
        return .object(members)
    }

    /// `value` without the fields that only repeat their default, also inside nested objects: what
    /// ``fillingDefaults(_:)`` fills in, taken out again. A value that is not an object is returned as it is.
    ///
    /// An API server fills defaults into the objects it stores, and nobody can tell them from what an author
    /// wrote (structural schema defaulting, KEP-575). Without them the same manifest is the same resource,
    /// whichever way it came. Nothing is lost as long as a version of the form keeps its defaults for ever,
    /// as the Kubernetes API conventions ask.
    public func omittingDefaults(_ value: Value) -> Value {
        guard case .object(var members) = value else { return value }
        for field in fields {
            guard let given = members[field.name] else { continue }
            let rest = field.type.omittingDefaults(given)
            if rest == field.defaultValue {
                members[field.name] = nil
            } else if rest != given {
                members[field.name] = rest
            }
        }
        return .object(members)
    }
}

extension FieldType {
    fileprivate func omittingDefaults(_ value: Value) -> Value {
        switch (self, value) {
        case (.object(let schema), _): schema.omittingDefaults(value)
        case (.array(let element, _, _), .array(let elements)) where element.objectSchema != nil:
            .array(elements.map(element.omittingDefaults))
        case (.map(_, let values), .object(let members)) where values.objectSchema != nil:
            .object(members.mapValues(values.omittingDefaults))
        default: value
        }
    }

    /// `value` with the defaults of absent fields filled in, also inside nested objects. A value that is no
    /// collection of objects is returned as it is.
    public func fillingDefaults(_ value: Value) -> Value {
        switch (self, value) {
        case (.object(let schema), _): schema.fillingDefaults(value)
        case (.array(let element, _, _), .array(let elements)) where element.objectSchema != nil:
            .array(elements.map(element.fillingDefaults))
        case (.map(_, let values), .object(let members)) where values.objectSchema != nil:
            .object(members.mapValues(values.fillingDefaults))
        default: value
        }
    }
}

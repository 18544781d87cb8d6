/// The type of an expression, with what the schema says of the size of its values.
struct CELType: Hashable, Sendable {
    indirect enum Form: Hashable, Sendable {
        case bool, int, uint, double, string, bytes, null, timestamp, duration
        /// Any type; what is done with it is checked while running.
        case dyn
        case type
        case list(CELType)
        case map(CELType, CELType)
        /// The fields by their escaped names.
        case object([String: CELType])
    }

    let form: Form
    /// The most characters, bytes or elements a value has, as the schema bounds it; 0 for scalars of the
    /// schema; nil when nothing is known.
    var maximum: UInt64?
    /// The fewest bytes a value takes in a request; how often it can occur in one follows from it.
    var minimumBytes: Int64

    init(_ form: Form, maximum: UInt64? = nil, minimumBytes: Int64 = 0) {
        self.form = form
        self.maximum = maximum
        self.minimumBytes = minimumBytes
    }

    static let bool = CELType(.bool)
    static let int = CELType(.int)
    static let uint = CELType(.uint)
    static let double = CELType(.double)
    static let string = CELType(.string)
    static let bytes = CELType(.bytes)
    static let null = CELType(.null)
    static let timestamp = CELType(.timestamp)
    static let duration = CELType(.duration)
    static let dyn = CELType(.dyn)
    static let type = CELType(.type)

    static func list(_ element: CELType) -> CELType { CELType(.list(element)) }

    /// The type of values that were computed, about whose sizes the schema says nothing.
    var unbounded: CELType {
        switch form {
        case .list(let element): CELType(.list(element.unbounded))
        case .map(let key, let value): CELType(.map(key.unbounded, value.unbounded))
        case .object(let fields): CELType(.object(fields.mapValues(\.unbounded)))
        default: CELType(form)
        }
    }

    var isDyn: Bool { form == .dyn }

    /// Whether a value of this type may stand where one of `other` is wanted, or the reverse.
    func agrees(with other: CELType) -> Bool {
        switch (form, other.form) {
        case (.dyn, _), (_, .dyn): true
        case (.list(let left), .list(let right)): left.agrees(with: right)
        case (.map(let leftKey, let left), .map(let rightKey, let right)):
            leftKey.agrees(with: rightKey) && left.agrees(with: right)
        case (.object(let left), .object(let right)): left.keys == right.keys
        case (.null, .object), (.null, .timestamp), (.null, .duration): true
        case (.object, .null), (.timestamp, .null), (.duration, .null): true
        default: form == other.form
        }
    }

    var isNumber: Bool { form == .int || form == .uint || form == .double }

    /// Whether values can be compared with `<`; null counts, as it stands for a missing time.
    var isOrdered: Bool {
        switch form {
        case .bool, .int, .uint, .double, .string, .bytes, .null, .timestamp, .duration, .dyn: true
        default: false
        }
    }

    /// The type as the server's messages name it.
    var description: String {
        switch form {
        case .list(let element): "list(\(element.description))"
        case .map(let key, let value): "map(\(key.description), \(value.description))"
        case .object: "object"
        default: "\(form)"
        }
    }

    /// The size of a value when the expression itself does not tell it: scalars count as 1.
    var sizeByType: CELRange? {
        switch form {
        case .bool, .int, .uint, .double, .null, .timestamp, .duration: CELRange(1, 1)
        default: nil
        }
    }
}

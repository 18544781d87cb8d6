/// What the value of a field may be.
public indirect enum FieldType: Sendable {
    /// Text in a certain form.
    case string(StringFormat)
    /// `true` or `false`.
    case bool
    /// A whole number in a range.
    case int(ClosedRange<Int64>)
    /// A number in a range.
    case number(ClosedRange<Double>)
    /// A time span in a range, written as `1h30m`.
    case duration(ClosedRange<Duration>)
    /// One of some words.
    case choice([Choice])
    /// A list with a number of elements in a range, and with no element twice when `unique`.
    case array(FieldType, count: ClosedRange<Int>, unique: Bool)
    /// Values under keys that the author chooses.
    case map(keys: StringFormat, values: FieldType)
    /// Values under the keys that the schema names.
    case object(ObjectSchema)
    /// Any JSON.
    case any
    /// A whole number or text. It is kept as text, so that `2` and `"2"` are the same.
    case intOrString

    /// The most keys that a map may have.
    public static let maximumMapCount = 1000

    /// The type in one word or two, as `explain` shows it.
    public var name: String {
        switch self {
        case .string: "string"
        case .bool: "boolean"
        case .int: "integer"
        case .number: "number"
        case .duration: "duration"
        case .choice: "enum"
        case .array(let element, _, _): "[]\(element.name)"
        case .map(_, let values): "map[string]\(values.name)"
        case .object: "object"
        case .any: "any"
        case .intOrString: "integer or string"
        }
    }

    /// Whether the value is a list or a mapping.
    var isCollection: Bool {
        switch self {
        case .array, .map, .object: true
        default: false
        }
    }

    /// The fields of an object, also of the objects in a list or a map; else nil.
    public var objectSchema: ObjectSchema? {
        switch self {
        case .object(let schema): schema
        case .array(let element, _, _): element.objectSchema
        case .map(_, let values): values.objectSchema
        default: nil
        }
    }
}

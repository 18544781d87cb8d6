internal import Resources

/// The columns of a version and how objects fill them.
struct TableRows: Sendable {
    let columns: [TableColumn]
    /// Of the columns after the name.
    private let paths: [JSONPath?]

    /// Reads `additionalPrinterColumns`; without any there is the age.
    init(_ declared: [Value]) {
        let age: Value = [
            "name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp",
            "description": .string(
                "CreationTimestamp is a timestamp representing the server time when this object was "
                    + "created."),
        ]
        let declared = declared.isEmpty ? [age] : declared
        let name = TableColumn(
            name: "Name", type: "string", format: "name", description: "The name, unique in its namespace.",
            priority: 0)
        columns =
            [name]
            + declared.map { column in
                TableColumn(
                    name: column["name"]?.stringValue ?? "", type: column["type"]?.stringValue ?? "",
                    format: column["format"]?.stringValue ?? "",
                    description: column["description"]?.stringValue
                        ?? "Custom resource definition column (in JSONPath format): "
                        + (column["jsonPath"]?.stringValue ?? ""),
                    priority: column["priority"]?.intValue.flatMap { Int32(exactly: $0) } ?? 0)
            }
        paths = declared.map { column in column["jsonPath"]?.stringValue.flatMap { try? JSONPath($0) } }
    }

    /// The cells of `object`: null where it has no value of the column's type.
    func cells(for object: Value, nowMicros: Int64) -> [Value] {
        let name = object["metadata"]?["name"] ?? ""
        return [name]
            + zip(columns.dropFirst(), paths).map { column, path in
                guard let found = path?.values(in: object).first else { return .null }
                return Self.cell(found, type: column.type, nowMicros: nowMicros)
            }
    }

    private static func cell(_ value: Value, type: String, nowMicros: Int64) -> Value {
        switch (type, value) {
        case ("integer", .int): return value
        case ("integer", .double(let number)):
            return Int64(exactly: number.rounded(.towardZero)).map { .int($0) } ?? .null
        case ("number", .int(let number)): return .double(Double(number))
        case ("number", .double), ("boolean", .bool): return value
        case ("string", _): return .string(text(of: value))
        case ("date", .string(let text)):
            guard let micros = Timestamp.micros(of: text) else { return "<invalid>" }
            return .string(HumanDuration.text(seconds: (nowMicros - micros) / 1_000_000))
        default: return .null
        }
    }

    /// A value in a column of strings; lists and objects as JSON.
    private static func text(of value: Value) -> String {
        switch value {
        case .null: "<no value>"
        case .string(let text): text
        case .array, .object: GoJSON.text(of: value)
        default: GoJSON.shown(value)
        }
    }
}

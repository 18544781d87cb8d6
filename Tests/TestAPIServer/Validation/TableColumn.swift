public import Resources

/// A column of the `Table` form of a list (`columnDefinitions` of meta.k8s.io/v1 `Table`).
public struct TableColumn: Hashable, Sendable {
    /// The heading.
    public let name: String
    /// `integer`, `number`, `string`, `boolean` or `date`.
    public let type: String
    /// A refinement of the type, such as `int32` or `name`; often empty.
    public let format: String
    /// What the column shows; may be empty.
    public let description: String
    /// 0: always shown; above 0: only in wide output.
    public let priority: Int32

    /// The column as `columnDefinitions` holds it.
    public var value: Value {
        [
            "name": .string(name), "type": .string(type), "format": .string(format),
            "description": .string(description), "priority": .int(Int64(priority)),
        ]
    }
}

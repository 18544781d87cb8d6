/// What is known of an expression before it runs.
struct CELEstimate: Hashable, Sendable {
    /// The type of its value.
    var type: CELType
    /// The cost of evaluating it, in the units of cel-go: 1 is about one simple operation.
    var cost: CELRange
    /// The size of its value; nil when nothing bounds it.
    var size: CELRange?
    /// Whether the value is a part of `self`, so that the schema knows its elements. Of the elements of a list
    /// that the expression makes itself the server assumes the size of `self`.
    var isPartOfSelf = false

    init(_ type: CELType, cost: CELRange, size: CELRange? = nil) {
        self.type = type
        self.cost = cost
        self.size = size ?? type.maximum.map { CELRange(0, $0) } ?? type.sizeByType
    }

    var sizeOrUnknown: CELRange { size ?? .unknown }
}

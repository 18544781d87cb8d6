import Resources

/// What decides on the content of objects of a custom resource.
protocol ResourceAdmission: Sendable {
    /// The object to store for a write of `new` over `old` (nil for a create).
    func admit(_ new: Value, old: Value?, subresource: String?, type: ResourceType) throws(APIFailure)
        -> Value
    /// Fields that the schema does not know.
    func unknownFields(in object: Value) -> [String]
}

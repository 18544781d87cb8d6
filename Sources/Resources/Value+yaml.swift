extension Value {
    /// The value as a YAML document in block style, ending with a line break, that every reader understands
    /// in the same way.
    ///
    /// - Parameter leadingKeys: the names that come first in every object, in this order; all others follow
    ///   by name.
    public func yaml(leadingKeys: [String]) -> String {
        var writer = YAMLWriter()
        writer.leadingKeys = leadingKeys
        writer.document(self, schema: nil)
        return writer.text
    }
}

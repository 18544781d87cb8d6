public import Resources

/// Reads the documents of a YAML file without giving them a meaning.
///
/// Returned are the documents whose form is sound, in order, and everything that is wrong with the others,
/// with its place. Documents that hold only comments are left out. Files over 16 MiB, nesting over 64
/// levels, aliases that stand for more than 100,000 values, duplicate keys, merge keys and tags are errors.
///
/// - Parameters:
///   - bytes: The whole file, in UTF-8, with or without byte order mark.
///   - file: The name that messages give the file.
public func parseYAML(_ bytes: [UInt8], file: String) -> (documents: [Node], diagnostics: [Diagnostic]) {
    let stream = DocumentStream(bytes, file: file)
    let diagnostics = stream.documents.flatMap(\.problems) + stream.diagnostics
    return (stream.documents.filter(\.problems.isEmpty).map(\.root), diagnostics.inOrderOfPlace)
}

/// A place in a manifest: the file, and the line and column in it, both counted from 1.
///
/// Columns count characters (Unicode scalars), as editors do, not bytes.
public struct Mark: Hashable, Sendable, CustomStringConvertible {
    /// The file's path as the caller named it, or a name such as `<stdin>`.
    public var file: String
    /// The line, from 1.
    public var line: Int
    /// The column, from 1, in characters.
    public var column: Int

    /// A place at `line` and `column` (both from 1) of `file`.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:column`, the form that editors and terminals turn into a link.
    public var description: String { "\(file):\(line):\(column)" }
}

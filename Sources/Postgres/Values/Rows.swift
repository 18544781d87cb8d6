/// What a statement gave back: rows in the server's binary form, decoded cell by cell when asked.
public struct Rows: Sendable, RandomAccessCollection {
    let result: ResultHandle

    /// The number of the first row, 0.
    public var startIndex: Int { 0 }
    /// The number of rows.
    public var endIndex: Int { result.rowCount }
    /// The rows that an INSERT, UPDATE, DELETE or MERGE changed; for a SELECT the rows it gave.
    public var affected: Int { result.affected }

    /// The row with this number, counted from 0. A number outside the result is a programming error.
    public subscript(row: Int) -> Row {
        guard row >= 0, row < result.rowCount else { result.refuse(row: row) }
        return Row(result: result, row: Int32(truncatingIfNeeded: row))
    }
}

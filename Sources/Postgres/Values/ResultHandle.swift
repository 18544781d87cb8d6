internal import CLibPQ

/// The owner of one result of libpq, freed with the last rows that look into it.
///
/// Unchecked, because libpq says: "A PGresult [is] normally read-only after creation, and so can be
/// passed around freely between threads."
final class ResultHandle: @unchecked Sendable {
    let pointer: OpaquePointer
    /// The name of the statement that gave the result, for error messages.
    let statement: String

    init(_ pointer: OpaquePointer, statement: String) {
        self.pointer = pointer
        self.statement = statement
    }

    deinit {
        PQclear(pointer)
    }

    var rowCount: Int { Int(PQntuples(pointer)) }

    /// The rows that a command changed, or gave.
    var affected: Int { Int(String(cString: PQcmdTuples(pointer))) ?? 0 }

    /// The command as the server names it, such as `COMMIT` or `INSERT 0 1`.
    var commandTag: String { String(cString: PQcmdStatus(pointer)) }

    /// The bytes of a cell, `nil` for NULL. They live as long as this object: borrow, do not keep.
    func cell(_ row: Int32, _ column: Int32) -> UnsafeRawBufferPointer? {
        guard PQgetisnull(pointer, row, column) == 0 else { return nil }
        return UnsafeRawBufferPointer(
            start: PQgetvalue(pointer, row, column), count: Int(PQgetlength(pointer, row, column)))
    }

    func hasColumn(_ column: Int32) -> Bool { column >= 0 && column < PQnfields(pointer) }

    func type(of column: Int32) -> PostgresType { PostgresType(oid: PQftype(pointer, column)) }
}

// MARK: Programming errors

extension ResultHandle {
    /// The types of the columns follow from the SQL alone, never from data, so that asking for the wrong
    /// one is a mistake in the program which the first run of the statement finds. It ends the process
    /// with a message, in release builds too.
    func refuse(_ column: Int32, as wanted: String) -> Never {
        guard hasColumn(column) else {
            fatalError("statement \"\(statement)\" has no column \(column), only \(PQnfields(pointer))")
        }
        let name = PQfname(pointer, column).map { String(cString: $0) } ?? ""
        fatalError(
            """
            statement "\(statement)": column \(column) "\(name)" is \(type(of: column)) and cannot be read \
            as \(wanted); cast it in the SQL or use the accessor of its type
            """)
    }

    func refuse(row: Int) -> Never {
        fatalError("statement \"\(statement)\" gave \(rowCount) rows; there is no row \(row)")
    }
}

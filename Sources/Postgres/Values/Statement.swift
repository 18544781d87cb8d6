/// One SQL statement with `$1`, `$2` … for its parameters. Meant to be a constant.
///
/// Each connection prepares it the first time it meets it. Casts in the SQL (`$1::uuid[]`,
/// `count(*)::int8`) fix the binary types that travel; without one the server infers them.
public struct Statement: Hashable, Sendable {
    /// How errors and measurements call it. Two statements should not share a name: they would take turns
    /// being prepared. An empty name means "once only": the statement is sent without being kept.
    public let name: String
    /// One SQL command.
    public let sql: String

    /// A statement with this name and SQL.
    public init(_ name: String, _ sql: String) {
        self.name = name
        self.sql = sql
    }
}

/// The preparation of one statement on one connection. Calls that rely on it keep it, to learn why their
/// statement does not exist if it failed.
final class Preparation {
    let statement: Statement
    /// The name on the server: short, since it travels with each call, and never used twice.
    let serverName: String
    var error: PostgresError?

    init(_ statement: Statement, serverName: String) {
        self.statement = statement
        self.serverName = serverName
    }
}

/// What a connection has prepared, or is about to.
struct PreparedStatements {
    /// Beyond this many, all of them are given up. Only programs that make up names at run time get there.
    static let limit = 500

    private var preparations: [String: Preparation] = [:]
    private var made = 0

    var isFull: Bool { preparations.count >= Self.limit }

    /// The preparation to use for a statement, if there is one. Another statement of the same name does
    /// not count. Comparing the SQL is cheap: it is mostly the same literal, at the same address.
    func find(_ statement: Statement) -> Preparation? {
        guard let found = preparations[statement.name], found.statement.sql == statement.sql else {
            return nil
        }
        return found
    }

    /// A new preparation, which the caller sends.
    mutating func add(_ statement: Statement) -> Preparation {
        made += 1
        let preparation = Preparation(statement, serverName: "s\(made)")
        preparations[statement.name] = preparation
        return preparation
    }

    /// The next call prepares the statement again.
    mutating func forget(_ preparation: Preparation) {
        if preparations[preparation.statement.name] === preparation {
            preparations[preparation.statement.name] = nil
        }
    }

    mutating func removeAll() {
        preparations.removeAll()
    }
}

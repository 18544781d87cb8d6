internal import CLibPQ

extension PostgresError {
    /// The error that a result of libpq carries.
    init(_ result: OpaquePointer, statement: String?) {
        func field(_ code: Character) -> String? {
            let code = Int32(code.asciiValue ?? 0)
            return PQresultErrorField(result, code).map { String(cString: $0) }
        }
        let words = field("M") ?? Self.oneLine(PQresultErrorMessage(result))
        let severity = field("V")
        // After FATAL and PANIC the server closes the connection.
        self.init(severity == "FATAL" || severity == "PANIC" ? .connectionLoss : .server, words)
        sqlstate = field("C")
        detail = field("D")
        hint = field("H")
        constraint = field("n")
        self.statement = statement
        isStalePlan = sqlstate == "0A000" && field("R") == "RevalidateCachedQuery"
    }

    /// libpq's messages have several lines, the later ones indented.
    static func oneLine(_ message: UnsafePointer<CChar>?) -> String {
        guard let message else { return "" }
        return String(cString: message).split(whereSeparator: \.isNewline)
            .map { line in String(line.drop { $0 == "\t" || $0 == " " }) }
            .joined(separator: " ")
    }
}

import GRPCCore
import PostgresStore

/// Equality-based selectors as kubectl takes them: `team=data,tier!=test,owner`.
struct LabelSelector: Sendable {
    let requirements: [LabelRequirement]

    init(_ text: String) throws(RPCError) {
        var parsed: [LabelRequirement] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: true) {
            let term = part.filter { $0 != " " }
            if let sign = term.firstIndex(of: "=") {
                let key = term[..<sign]
                let value = String(term[term.index(after: sign)...].drop { $0 == "=" })
                parsed.append(
                    key.hasSuffix("!") ? .differs(String(key.dropLast()), value) : .equals(String(key), value)
                )
            } else if term.hasPrefix("!") {
                parsed.append(.lacks(String(term.dropFirst())))
            } else {
                parsed.append(.exists(term))
            }
        }
        requirements = parsed
        for case .equals("", _) in parsed { throw invalid("label selector \"\(text)\" has an empty key") }
    }

    func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { $0.isMet(by: labels) }
    }
}

import GRPCCore
import PostgresStore
import Resources

/// Equality-based selectors as kubectl takes them: `team=data,tier!=test,owner`.
struct LabelSelector: Sendable {
    let requirements: [LabelRequirement]

    init(_ text: String) throws(RPCError) {
        var parsed: [LabelRequirement] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: true) {
            let term = part.trimmed
            if let sign = term.firstIndex(of: "=") {
                let differs = term[..<sign].hasSuffix("!")
                let key = String(term[..<sign].dropLast(differs ? 1 : 0).trimmed)
                let value = String(term[term.index(after: sign)...].drop { $0 == "=" }.trimmed)
                parsed.append(differs ? .differs(key, value) : .equals(key, value))
            } else if term.hasPrefix("!") {
                parsed.append(.lacks(String(term.dropFirst().trimmed)))
            } else {
                parsed.append(.exists(String(term)))
            }
        }
        requirements = parsed
        // Misread, "!team in (a)" would fit everything.
        for requirement in parsed {
            guard let problem = requirement.problem else { continue }
            throw invalid(
                "label selector \"\(text)\": \(problem); write key=value, key!=value, key or !key, with commas between"
            )
        }
    }

    func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { $0.isMet(by: labels) }
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        guard let first = firstIndex(where: { $0 != " " }), let last = lastIndex(where: { $0 != " " }) else {
            return ""
        }
        return self[first...last]
    }
}

extension LabelRequirement {
    /// Why no label can be meant; nil when one can.
    fileprivate var problem: String? {
        switch self {
        case .equals(let key, let value), .differs(let key, let value): labelProblem(key: key, value: value)
        case .exists(let key), .lacks(let key): labelProblem(key: key, value: "")
        }
    }
}

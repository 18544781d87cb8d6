internal import Resources

/// One line that a command wrote to the descriptor of `JQ_PROGRESS`.
///
/// `42`, `42.5 copying`, `42% copying` and `copying` say how far it is, as `{"percent": 42, "message": "copying"}`
/// does. `{"snooze": "30s", "reason": ".."}` and `{"discard": ".."}` say what becomes of the job when the command
/// has ended. Those two are JSON only: a message that happens to begin with the word must not throw a job away.
enum ProgressLine: Equatable, Sendable {
    case progress(percent: Double?, note: String?)
    case snooze(Duration, reason: String)
    case discard(reason: String)

    /// nil for a line that means nothing.
    init?(_ bytes: [UInt8]) {
        let text = String(decoding: bytes.filter { $0 != 0 }, as: UTF8.self)
        let trimmed = Self.trimmed(text[...])
        if trimmed.isEmpty { return nil }
        if trimmed.first == "{" {
            self.init(json: Array(trimmed.utf8))
            return
        }
        let word = trimmed.prefix { $0 != " " && $0 != "\t" }
        let number = word.hasSuffix("%") ? word.dropLast() : word
        guard let percent = Self.percent(number) else {
            self = .progress(percent: nil, note: String(trimmed))
            return
        }
        let rest = Self.trimmed(trimmed.dropFirst(word.count))
        self = .progress(percent: percent, note: rest.isEmpty ? nil : String(rest))
    }

    private init?(json: [UInt8]) {
        guard case .object(let members)? = try? Value(json: json) else { return nil }
        func text(_ key: String) -> String? {
            if case .string(let text)? = members[key] { text } else { nil }
        }
        if members["discard"] != nil {
            guard let reason = text("discard") else { return nil }
            self = .discard(reason: reason)
        } else if members["snooze"] != nil {
            guard let delay = text("snooze").flatMap({ try? Duration(manifestText: $0) }) else { return nil }
            self = .snooze(delay, reason: text("reason") ?? "")
        } else {
            let percent: Double? =
                switch members["percent"] {
                case .int(let number)?: Double(number)
                case .double(let number)?: number
                default: Double?.none
                }
            let note = text("message") ?? text("note")
            if percent == nil && note == nil { return nil }
            self = .progress(percent: percent, note: note)
        }
    }

    /// Only plain numbers from 0 to 100: "1500 rows" is a message.
    private static func percent(_ text: Substring) -> Double? {
        guard text.utf8.count <= 16, text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }),
            let number = Double(text), number <= 100
        else { return nil }
        return number
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}

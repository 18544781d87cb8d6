internal import Resources

/// The type of a field and its place in `Settings`: how its text is read, checked and written.
enum SettingsAccess: Sendable {
    typealias Path<Value> = any WritableKeyPath<Settings, Value> & Sendable

    /// Any text but the empty one.
    case text(Path<String>)
    /// Any text but the empty one, or none.
    case optionalText(Path<String?>)
    /// Several texts.
    case list(Path<[String]>)
    /// A whole number in a range.
    case integer(Path<Int>, ClosedRange<Int>)
    /// A whole number in a range, or none.
    case optionalInteger(Path<Int?>, ClosedRange<Int>)
    /// A whole number of `unit`, named so in the field.
    case count(Path<Duration>, of: Duration, ClosedRange<Int>)
    /// A duration with its unit, such as `5s`.
    case duration(Path<Duration>, ClosedRange<Duration>)
    /// One of the words of an enumeration.
    case choice(
        [String], get: @Sendable (Settings) -> String, set: @Sendable (inout Settings, String) -> Void)

    static func choice<Word: RawRepresentable<String> & CaseIterable & SendableMetatype>(
        _ path: Path<Word>
    ) -> SettingsAccess {
        .choice(
            Word.allCases.map(\.rawValue), get: { $0[keyPath: path].rawValue },
            set: { settings, text in
                if let word = Word(rawValue: text) { settings[keyPath: path] = word }
            })
    }

    /// What may be written.
    var expectation: String {
        switch self {
        case .text, .optionalText: "a text that is not empty"
        case .list: "a list of texts"
        case .integer(_, let range), .optionalInteger(_, let range), .count(_, _, let range):
            "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .duration(_, let range):
            "a duration from \(range.lowerBound.manifestText) to \(range.upperBound.manifestText), such as 5s"
        case .choice(let words, _, _): "one of " + words.joined(separator: ", ")
        }
    }

    /// Reads a text into its field. False if it is not what is expected, and then nothing is changed.
    func read(_ text: String, into settings: inout Settings) -> Bool {
        switch self {
        case .text(let path):
            if text.isEmpty { return false }
            settings[keyPath: path] = text
        case .optionalText(let path):
            if text.isEmpty { return false }
            settings[keyPath: path] = text
        case .list:
            let items = text.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
            return read(items, into: &settings)
        case .integer(let path, let range):
            guard let number = Int(text), range.contains(number) else { return false }
            settings[keyPath: path] = number
        case .optionalInteger(let path, let range):
            guard let number = Int(text), range.contains(number) else { return false }
            settings[keyPath: path] = number
        case .count(let path, let unit, let range):
            guard let number = Int(text), range.contains(number) else { return false }
            settings[keyPath: path] = unit * number
        case .duration(let path, let range):
            guard let duration = try? Duration(manifestText: text), range.contains(duration) else {
                return false
            }
            settings[keyPath: path] = duration
        case .choice(let words, _, let set):
            if !words.contains(text) { return false }
            set(&settings, text)
        }
        return true
    }

    /// Reads a list into its field. False if the field is no list, or an item is empty.
    func read(_ items: [String], into settings: inout Settings) -> Bool {
        guard case .list(let path) = self, !items.isEmpty, !items.contains("") else { return false }
        settings[keyPath: path] = items
        return true
    }

    /// The value as it would be written; nil when there is none.
    func text(in settings: Settings) -> String? {
        switch self {
        case .text(let path): settings[keyPath: path]
        case .optionalText(let path): settings[keyPath: path]
        case .list(let path): settings[keyPath: path].joined(separator: ",")
        case .integer(let path, _): String(settings[keyPath: path])
        case .optionalInteger(let path, _): settings[keyPath: path].map(String.init)
        case .count(let path, let unit, _): String(Int(settings[keyPath: path] / unit))
        case .duration(let path, _): settings[keyPath: path].manifestText
        case .choice(_, let get, _): get(settings)
        }
    }
}

private func trimmed(_ text: Substring) -> String {
    let start = text.drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
}

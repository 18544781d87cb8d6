/// Collects header lines into the head of the final response. Interim responses (RFC 9110 §15.2) are passed
/// over, and what follows the body (trailers) is not looked at.
struct HeadParser {
    /// The largest head that is taken, in bytes.
    static let maximumSize = 256 << 10

    enum Outcome {
        case more
        case head(HTTPHead)
        case tooLarge
        case malformed
    }

    private var statusLine: (version: String, status: Int)?
    private var headers = HTTPHeaders()
    private var size = 0
    private var isDone = false

    /// Takes one line with its line end.
    mutating func take(_ line: UnsafeRawBufferPointer) -> Outcome {
        if isDone { return .more }
        size += line.count
        if size > Self.maximumSize { return .tooLarge }
        var text = Substring(String(decoding: line, as: UTF8.self))
        while let last = text.last, last.isNewline { text.removeLast() }
        if text.hasPrefix("HTTP/") {
            headers = HTTPHeaders()
            statusLine = Self.parsed(text)
            return statusLine == nil ? .malformed : .more
        }
        if text.isEmpty { return end() }
        guard let colon = text.firstIndex(of: ":") else { return .malformed }
        headers.add(String(text[..<colon]), Self.trimmed(text[text.index(after: colon)...]))
        return .more
    }

    private mutating func end() -> Outcome {
        guard let (version, status) = statusLine else { return .malformed }
        if status < 200 { return .more }
        isDone = true
        return .head(HTTPHead(status: status, version: version, headers: headers))
    }

    private static func parsed(_ line: Substring) -> (String, Int)? {
        let words = line.dropFirst(5).split(separator: " ", maxSplits: 2)
        guard words.count >= 2, let status = Int(words[1]), 100...999 ~= status else { return nil }
        return (String(words[0]), status)
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " || $0 == "\t" }
        guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(start[...last])
    }
}

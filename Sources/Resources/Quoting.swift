/// How many characters of a value a message repeats.
private let longestQuote = 60

/// `text` in double quotes for a message: escaped to one line, and shortened when it is long.
func quoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    appendJSONString(shortened(text), to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
}

/// The beginning of `text` with an ellipsis, when it is too long to be repeated in a message.
func shortened(_ text: String) -> String {
    text.unicodeScalars.count <= longestQuote
        ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(longestQuote - 1))) + "…"
}

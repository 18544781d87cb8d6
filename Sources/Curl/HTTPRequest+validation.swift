extension HTTPRequest {
    /// Refuses what would not arrive as it was meant: a line end in a header field would begin another one.
    func validate() throws(HTTPError) {
        guard Self.isToken(method) else {
            throw Self.invalid("the method \(method.prefix(40)) is not a word")
        }
        for field in headers.fields {
            guard Self.isToken(field.name) else {
                throw Self.invalid("the header field's name \(field.name.prefix(80)) is not a word")
            }
            // The value is not repeated: it may be a secret.
            guard field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw Self.invalid("the header field \(field.name) holds a control character")
            }
        }
        let texts = [url, connection.proxy ?? "", connection.tls.serverName ?? ""]
        guard texts.allSatisfy({ $0.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F } }) else {
            throw Self.invalid("the URL, the proxy or the TLS server name holds a space or control character")
        }
    }

    /// Whether `text` is a token of RFC 9110 §5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    private static func invalid(_ message: String) -> HTTPError {
        HTTPError(.invalidRequest, message, mayHaveReachedServer: false)
    }
}

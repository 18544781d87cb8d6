/// Just enough of PEM (RFC 7468) to tell a file with certificates from an empty or half-written one.
enum PEM {
    /// Whether `bytes` hold at least one whole certificate, and none without its end.
    static func holdsCertificates(_ bytes: [UInt8]) -> Bool {
        var count = 0
        var body: String?
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let line = line.filter { !$0.isWhitespace }
            switch (line, body) {
            case ("-----BEGINCERTIFICATE-----", nil), ("-----BEGINTRUSTEDCERTIFICATE-----", nil): body = ""
            case ("-----ENDCERTIFICATE-----", let text?), ("-----ENDTRUSTEDCERTIFICATE-----", let text?):
                guard let content = Base64.decoded(text), !content.isEmpty else { return false }
                count += 1
                body = nil
            case (let line, let text?): body = text + line
            case (_, nil): break
            }
        }
        return count > 0 && body == nil
    }
}

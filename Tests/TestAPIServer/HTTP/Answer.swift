import Resources

/// A whole response.
struct Answer: Sendable {
    var status: Int
    var headers: [(name: String, value: String)] = []
    var body: [UInt8]

    init(status: Int, contentType: String = "application/json", body: [UInt8]) {
        self.status = status
        headers = [("Content-Type", contentType)]
        self.body = body
    }

    init(status: Int = 200, json: Value) { self.init(status: status, body: json.canonicalJSON()) }

    init(_ failure: APIFailure) {
        if failure == .noSuchAddress {
            // Where nothing is served the server answers in plain text and not with a Status.
            self.init(
                status: 404, contentType: "text/plain; charset=utf-8",
                body: Array("404 page not found\n".utf8))
            return
        }
        self.init(status: failure.code, json: failure.status)
        if let seconds = failure.retryAfter { headers.append(("Retry-After", String(seconds))) }
    }
}

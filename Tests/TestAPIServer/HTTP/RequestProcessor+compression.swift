extension RequestProcessor {
    /// The answer as the client takes it: large ones are compressed for those that accept gzip.
    func compressed(_ answer: Answer) -> Answer {
        guard answer.body.count >= core.options.compressionThreshold,
            request.header("Accept-Encoding")?.contains("gzip") == true
        else { return answer }
        var compressed = answer
        compressed.body = Gzip.wrapped(answer.body)
        compressed.headers.append(("Content-Encoding", "gzip"))
        compressed.headers.append(("Vary", "Accept-Encoding"))
        return compressed
    }
}

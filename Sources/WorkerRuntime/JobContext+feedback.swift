extension JobContext {
    /// Says how far the attempt is, for `jq-ctl job status`. Only the newest state counts, it is passed on about
    /// twice a second, and it is gone when the attempt ends. Never waits; cheap enough for an inner loop.
    ///
    /// - Parameters:
    ///   - percent: 0 to 100; what is outside is moved to the next end. nil stays as it was.
    ///   - note: What it is at, in a few words; cut after some 500 bytes. nil stays as it was.
    public func progress(percent: Double? = nil, note: String? = nil) {
        feed?.progress(percent: percent, note: note)
    }

    /// Adds bytes to the attempt's output, which `jq-ctl job logs` shows. Never waits.
    ///
    /// Of what is more than the worker's output limit only the last 16 KiB are kept.
    ///
    /// - Parameters:
    ///   - bytes: Any bytes.
    ///   - stream: Which of the two streams.
    public func write(_ bytes: [UInt8], to stream: JobOutputStream = .standardOutput) {
        feed?.write(stream, bytes)
    }

    /// Adds text to the attempt's output, as it is: a line needs its own end.
    public func write(_ text: String, to stream: JobOutputStream = .standardOutput) {
        feed?.write(stream, Array(text.utf8))
    }
}

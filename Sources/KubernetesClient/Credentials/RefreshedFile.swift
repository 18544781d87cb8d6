/// A file that is replaced from time to time, and the last good content of it.
struct RefreshedFile<Content: Sendable & Equatable>: Sendable {
    let path: String
    private let interval: Duration
    private let parse: @Sendable (String) throws(FileError) -> Content?
    private var content: Content?
    private var nextRead: ContinuousClock.Instant?

    /// - Parameters:
    ///   - path: The file.
    ///   - interval: How long what was read is good.
    ///   - parse: Reads the file; nil when what is there makes no sense, such as a half-written file.
    init(
        _ path: String, every interval: Duration,
        parse: @escaping @Sendable (String) throws(FileError) -> Content?
    ) {
        self.path = path
        self.interval = interval
        self.parse = parse
    }

    /// The content; read again when the interval is over. What was good stays good when the file cannot be
    /// read or makes no sense; then `problem` tells why.
    mutating func current(now: ContinuousClock.Instant = .now) -> (content: Content?, problem: String?) {
        if let nextRead, now < nextRead, content != nil { return (content, nil) }
        nextRead = now + interval
        do throws(FileError) {
            guard let fresh = try parse(path) else { return (content, "\(path) is empty or half-written") }
            content = fresh
            return (fresh, nil)
        } catch {
            return (content, error.message)
        }
    }

    /// Reads again the next time, whatever the interval.
    mutating func expire() {
        nextRead = nil
    }
}

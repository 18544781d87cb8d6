/// How far an attempt says it is: only the newest counts, and it is passed on no more often than twice a second.
/// Pure.
struct ProgressPacer: Sendable {
    typealias Instant = ContinuousClock.Instant

    static let interval = Duration.milliseconds(500)
    /// A note is for one line on a screen.
    static let longestNote = 512

    private var percent: Double?
    private var note = ""
    private var isNews = false
    private var sentAt: Instant?

    /// Nothing waits to be sent.
    var isSpent: Bool { !isNews }

    /// What is nil stays as it was. Returns whether something has changed.
    mutating func set(percent: Double?, note: String?) -> Bool {
        let before = (self.percent, self.note)
        if let percent, percent.isFinite { self.percent = min(max(percent, 0), 100) }
        if let note { self.note = note.utf8.count > Self.longestNote ? Self.shortened(note) : note }
        if before != (self.percent, self.note) { isNews = true }
        return isNews
    }

    /// The newest state, when there is one that was not taken and the time has come.
    mutating func take(now: Instant) -> (percent: Double?, note: String)? {
        guard isNews, sentAt.map({ $0.advanced(by: Self.interval) <= now }) ?? true else { return nil }
        isNews = false
        sentAt = now
        return (percent, note)
    }

    private static func shortened(_ note: String) -> String {
        String(decoding: note.utf8.prefix(longestNote - 4), as: UTF8.self) + "…"
    }
}

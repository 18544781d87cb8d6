/// When a worker that is about to end does what, at the latest.
struct ShutdownPlan: Hashable, Sendable {
    /// How long interrupted jobs may take to end; more than the kill grace of commands, so that none is left.
    static let killTime = Duration.seconds(6)
    /// How long the last reports may take.
    static let flushTime = Duration.seconds(3)

    /// What still runs is interrupted; nil while it may take its time.
    var interruptAt: ContinuousClock.Instant?
    /// What still runs is given up and reported all the same.
    var abandonAt: ContinuousClock.Instant?
    /// The process ends, whatever is left to do.
    var exitAt: ContinuousClock.Instant?

    /// What runs has until `instant`.
    static func interrupting(at instant: ContinuousClock.Instant, killTime: Duration = killTime) -> Self {
        let abandonAt = instant.advanced(by: killTime)
        return Self(
            interruptAt: instant, abandonAt: abandonAt, exitAt: abandonAt.advanced(by: flushTime))
    }

    /// The next of the three.
    var next: ContinuousClock.Instant? { interruptAt ?? abandonAt ?? exitAt }
}

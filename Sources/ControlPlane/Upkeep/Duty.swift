/// Something that the monitors do again and again.
struct Duty: Sendable {
    var name: String
    /// Not more often than this; zero is at every turn.
    var interval: Duration
    /// Goes by what workers did not say.
    var needsSilence = false
    /// When it is next done.
    var due = ContinuousClock.now
    /// One turn; whether there is more to do at once.
    var turn: @Sendable () async throws -> Bool

    /// - Parameter work: all there is to do.
    init(
        name: String, interval: Duration, needsSilence: Bool = false,
        work: @escaping @Sendable () async throws -> Void
    ) {
        self.name = name
        self.interval = interval
        self.needsSilence = needsSilence
        turn = {
            try await work()
            return false
        }
    }

    /// - Parameter turn: a part of it; whether there is more to do at once.
    init(name: String, turn: @escaping @Sendable () async throws -> Bool) {
        self.name = name
        interval = .zero
        self.turn = turn
    }
}

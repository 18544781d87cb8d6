/// How a thing stands, by its own word.
public enum LivenessState: Hashable, Sendable {
    /// Not heard of yet.
    case starting
    /// It works.
    case working
    /// It does not work, and says why.
    case failing(String)
    /// It is not meant to work now, and says why; silence is no fault then.
    case paused(String)
}

/// One thing's place on a ``LivenessBoard``. Cheap enough to call for each event of a watch.
public struct LivenessCheck: Sendable {
    let board: LivenessBoard
    /// The name on the board.
    public let name: String
    let generation: UInt64

    /// It works: an event, a bookmark, a renewal, an answer.
    public func beat() { board.set(name, generation: generation, state: .working, isHeard: true) }

    /// It does not work. It counts as unhealthy until the next ``beat()`` or ``pause(_:)``; the age goes on
    /// from the last beat.
    ///
    /// - Parameter reason: One line for operators.
    public func fail(_ reason: String) {
        board.set(name, generation: generation, state: .failing(reason), isHeard: false)
    }

    /// It is not meant to work now.
    ///
    /// - Parameter reason: One line for operators, such as `not the leader`.
    public func pause(_ reason: String) {
        board.set(name, generation: generation, state: .paused(reason), isHeard: true)
    }

    /// Takes it off the board.
    public func remove() { board.remove(name, generation: generation) }
}

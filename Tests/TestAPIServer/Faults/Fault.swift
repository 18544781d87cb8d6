/// Something that can go wrong with a request or a watch.
public enum Fault: Sendable {
    /// Answers with this status instead of doing what was asked. `retryAfter` is in seconds.
    case status(code: Int, reason: String, message: String = "a fault of the test", retryAfter: Int? = nil)
    /// Answers with exactly these bytes, which need not be a `Status`, as a proxy does.
    case body(code: Int, contentType: String, text: String)
    /// Resets the connection and does nothing.
    case resetBefore
    /// Does what was asked and resets the connection instead of answering.
    case resetAfter
    /// Does nothing until the gate is released, and then goes on.
    case holdBefore(FaultGate)
    /// Does what was asked, and answers when the gate is released.
    case holdAfter(FaultGate)
    /// Takes the request and never answers; the connection stays open.
    case neverAnswer
    /// Closes the connection after this many bytes of the body.
    case truncateBody(bytes: Int)
    /// Forgets all changes so far, then goes on: watches and pages that begin in the past expire.
    case compact
    /// A list with a continue token answers 410.
    case expireContinue
    /// A watch is closed in the middle of the line of an event, after this many whole events.
    case truncateLine(afterEvents: Int = 0)
    /// A watch sends nothing more after this many events; its connection stays open.
    case goSilent(afterEvents: Int = 0)
    /// A watch ends in an orderly way after this many events.
    case endWatch(afterEvents: Int = 0)
    /// A watch sends an ERROR event after this many events and ends.
    case errorEvent(code: Int, reason: String, message: String = "a fault of the test", afterEvents: Int = 0)
    /// A watch sends this line (without a line feed) after this many events, and goes on.
    case line(String, afterEvents: Int = 0)
    /// A watch sends its bytes in chunks of this size.
    case chunks(ofBytes: Int)
    /// Every event of a watch carries an annotation of this many bytes more.
    case padEvents(bytes: Int)
    /// A watch never sends bookmarks, not even the one that ends the initial events.
    case noBookmarks
    /// Not even the head of a watch's response is sent before its first event.
    case bufferUntilFirstEvent
}
